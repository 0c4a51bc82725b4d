import type { PeriodLine } from "@pumasi/market";
import { assert } from "@pumasi/quantities";
import { type CommittedLeaves, commitLeaves } from "./commit-book.js";
import type { PeriodHeader } from "./headers/index.js";
import { toHex } from "./hex.js";
import type { Hex, Keccak256 } from "./keccak.js";
import {
  encodePeriodLeaf,
  encodePeriodSlotLeaf,
  type PeriodLeaf,
  type PeriodSlotLeaf,
  saltsOf,
} from "./leaves/index.js";

/** The community's own accounts always have a leaf. */
const SYSTEM_ACCOUNTS = 4;

/** What a period is committed from; amounts in 10^-12 currency. */
export interface PeriodInput {
  period: number;
  fromSlot: number;
  untilSlot: number;
  secret: Hex;
  lines: readonly PeriodLine[];
  /** An account's line totals in the period, ascending by slot; slots without a line may be left out. */
  slotsOf: (account: number) => readonly { slot: number; total: bigint }[];
}

/** A committed period: header, leaves and tree. */
export interface CommittedPeriod extends CommittedLeaves {
  header: PeriodHeader;
  leaves: PeriodLeaf[];
}

/**
 * A settlement period's root over one leaf an account: what came in, what moves on the ledger, what is carried on, and the
 * root of the account's own slots with prefix sums. Accounts are dense, as in a slot's lines.
 */
export function commitPeriod(keccak: Keccak256, input: PeriodInput): CommittedPeriod {
  const { period, fromSlot, untilSlot, secret } = input;
  const byAccount = new Map(input.lines.map((line) => [line.account, line]));
  const accounts = input.lines.reduce(
    (most, { account }) => Math.max(most, account + 1),
    SYSTEM_ACCOUNTS,
  );
  let sumLedgerDelta = 0n;
  const leaves = Array.from({ length: accounts }, (_, account): PeriodLeaf => {
    const line = byAccount.get(account);
    sumLedgerDelta += line?.ledgerDelta ?? 0n;
    return {
      period,
      account,
      slots: untilSlot - fromSlot,
      carryIn: line?.carryIn ?? 0n,
      delta: line?.delta ?? 0n,
      ledgerDelta: line?.ledgerDelta ?? 0n,
      carryOut: line?.carryOut ?? 0n,
      sumLedgerDelta,
      slotsRoot: commitAccountSlots(keccak, input, account).tree.root,
    };
  });
  const saltOf = saltsOf(keccak, secret, "period");
  const committed = commitLeaves(
    keccak,
    leaves.map((leaf) => encodePeriodLeaf(leaf, saltOf(leaf.account))),
  );
  const header = { period, fromSlot, untilSlot, accounts, root: committed.tree.root };
  return { ...committed, header, leaves };
}

/**
 * One account's slots in a period, a leaf for each. Their salts come from a secret of the account's own, which can be
 * shown to the account without the others'.
 */
export function commitAccountSlots(
  keccak: Keccak256,
  input: Pick<PeriodInput, "fromSlot" | "untilSlot" | "secret" | "slotsOf">,
  account: number,
): CommittedLeaves & { leaves: PeriodSlotLeaf[] } {
  const { fromSlot, untilSlot } = input;
  const totals = new Map(input.slotsOf(account).map(({ slot, total }) => [slot, total]));
  assert(
    [...totals.keys()].every((slot) => slot >= fromSlot && slot < untilSlot),
    "a period's totals are of its own slots",
  );
  let sumTotal = 0n;
  const leaves = Array.from({ length: untilSlot - fromSlot }, (_, place): PeriodSlotLeaf => {
    const total = totals.get(fromSlot + place) ?? 0n;
    sumTotal += total;
    return { slot: fromSlot + place, account, total, sumTotal };
  });
  const secret = accountSecret(keccak, input.secret, account);
  const saltOf = saltsOf(keccak, secret, "periodSlot");
  const words = leaves.map((leaf, place) => encodePeriodSlotLeaf(leaf, saltOf(place)));
  return { ...commitLeaves(keccak, words), leaves };
}

function accountSecret(keccak: Keccak256, secret: Hex, account: number): Hex {
  return toHex(saltsOf(keccak, secret, "periodSlot")(account));
}
