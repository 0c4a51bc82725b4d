import type { PeriodLine } from "@pumasi/market";
import type { Hex, Keccak256 } from "./keccak.js";
import { hashPeriodLeaf, hashPeriodSlotLeaf, type PeriodLeaf } from "./leaves.js";
import { MerkleTree } from "./merkle.js";

/** One account's line totals in a period, ascending by slot; 10^-12 currency, plus is received. */
export interface AccountSlots {
  account: number;
  slots: readonly { slot: number; total: bigint }[];
}

/**
 * A settlement period's root over one leaf an account: what came in, what moves on the ledger, what
 * is carried on, and the root of the account's own slots with prefix sums.
 */
export function commitPeriod(
  keccak: Keccak256,
  input: {
    period: number;
    secret: Hex;
    lines: readonly PeriodLine[];
    slotsOf: (account: number) => readonly { slot: number; total: bigint }[];
  },
): { root: Hex; tree: MerkleTree; leaves: PeriodLeaf[] } {
  let prefixLedgerDelta = 0n;
  const leaves = input.lines.map((line): PeriodLeaf => {
    prefixLedgerDelta += line.ledgerDelta;
    const slots = input.slotsOf(line.account);
    return {
      ...line,
      period: input.period,
      prefixLedgerDelta,
      slotsRoot: accountSlotsTree(keccak, input.secret, { account: line.account, slots }).root,
      slots: slots.length,
    };
  });
  const tree = new MerkleTree(
    keccak,
    leaves.map((leaf, index) => hashPeriodLeaf(keccak, input.secret, index, leaf)),
  );
  return { root: tree.root, tree, leaves };
}

/** The tree of one account's slots in a period. */
export function accountSlotsTree(keccak: Keccak256, secret: Hex, own: AccountSlots): MerkleTree {
  let prefixTotal = 0n;
  const hashes = own.slots.map(({ slot, total }, index) => {
    prefixTotal += total;
    return hashPeriodSlotLeaf(keccak, secret, index, {
      slot,
      account: own.account,
      total,
      prefixTotal,
    });
  });
  return new MerkleTree(keccak, hashes);
}
