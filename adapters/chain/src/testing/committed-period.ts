import {
  commitAccountSlots,
  commitLeaves,
  commitPeriod,
  encodePeriodLeaf,
  encodePeriodSlotLeaf,
  lineTotal,
  type PeriodHeader,
  type PeriodInput,
  type PeriodLeaf,
  type PeriodSlotLeaf,
  type ShownPeriod,
  saltsOf,
  toHex,
} from "@pumasi/protocol";
import { type Hex, numberToHex } from "viem";
import { hashBatch, lanesPerWord, packDeltas } from "../settlement-batch.js";
import type { MarketSlot } from "./committed-market.js";
import { keccak } from "./market-members.js";

/** What to forge before it is committed; everything that follows from it is computed truly. */
export interface PeriodForgery {
  /** What accounts carry in, 10^-12 currency. */
  carries?: (carries: Map<number, bigint>) => void;
  /** An account's slots, from the period's first. */
  slots?: (slots: PeriodSlotLeaf[], account: number) => void;
  leaves?: (leaves: PeriodLeaf[]) => void;
  /** What the batches pay, by account. */
  changes?: (changes: bigint[]) => void;
}

/** A period as it is committed and published. */
export interface MarketPeriod {
  header: PeriodHeader;
  leaves: readonly PeriodLeaf[];
  batchHashes: Hex[];
  /** Everything that is published about it. */
  shown: ShownPeriod;
}

type Line = PeriodInput["lines"][number];

const roundingAccount = 3;
const amountPerUnit = 1_000_000n;

/**
 * A period over final slots, true but for what is forged; null is a slot that was skipped. Each word of four accounts is a
 * batch of its own.
 */
export function makePeriod(
  place: { period: number; fromSlot: number; before?: MarketPeriod },
  slots: readonly (MarketSlot | null)[],
  forgery: PeriodForgery = {},
): MarketPeriod {
  const { period, fromSlot, before } = place;
  const carries = new Map(before?.leaves.map(({ account, carryOut }) => [account, carryOut]));
  forgery.carries?.(carries);
  const slotsOf = (account: number) =>
    slots.flatMap((own) => {
      const line = own?.lines[account];
      return own === null || line === undefined ? [] : [{ slot: own.slot, total: lineTotal(line) }];
    });
  const input: PeriodInput = {
    ...{ period, fromSlot, untilSlot: fromSlot + slots.length, slotsOf },
    secret: numberToHex(period + 1, { size: 32 }),
    lines: netLines(slotsOf, carries, slots),
  };
  const honest = commitPeriod(keccak, input);
  const leaves = structuredClone(honest.leaves);
  const accountSlots = leaves.map((leaf) => commitForgedSlots(input, leaf, forgery));
  forgery.leaves?.(leaves);
  const saltOf = saltsOf(keccak, input.secret, "period");
  const words = leaves.map((leaf, index) => encodePeriodLeaf(leaf, saltOf(index)));
  const header = { ...honest.header, root: commitLeaves(keccak, words).tree.root };
  const changes = leaves.map(({ ledgerDelta }) => ledgerDelta);
  forgery.changes?.(changes);
  const batches = packDeltas(changes).map((delta, place) => ({
    ...{ period, batch: place, firstWord: place, deltas: [delta] },
  }));
  return {
    header,
    leaves,
    batchHashes: batches.map(hashBatch),
    shown: {
      header,
      leaves: words,
      slotsOf: (account) => accountSlots[account] ?? [],
      before: before === undefined ? null : { header: before.header, leaves: before.shown.leaves },
      meterings: slots.map((own) => own?.shown.metering ?? null),
      batches,
    },
  };
}

/** Encodes an account's slots, forged, and names their root in its leaf. */
function commitForgedSlots(
  input: PeriodInput,
  leaf: PeriodLeaf,
  forgery: PeriodForgery,
): Uint8Array[] {
  const { account } = leaf;
  const slots = structuredClone(commitAccountSlots(keccak, input, account).leaves);
  forgery.slots?.(slots, account);
  const secret = toHex(saltsOf(keccak, input.secret, "periodSlot")(account));
  const saltOf = saltsOf(keccak, secret, "periodSlot");
  const words = slots.map((slot, index) => encodePeriodSlotLeaf(slot, saltOf(index)));
  leaf.slotsRoot = commitLeaves(keccak, words).tree.root;
  return words;
}

/** Whole ledger units for everybody, and what is left to carry on; the rounding account takes the difference. */
function netLines(
  slotsOf: PeriodInput["slotsOf"],
  carries: ReadonlyMap<number, bigint>,
  slots: readonly (MarketSlot | null)[],
): Line[] {
  const accounts = Math.max(...slots.map((own) => own?.lines.length ?? lanesPerWord));
  const lines = Array.from({ length: accounts }, (_, account): Line => {
    const carryIn = carries.get(account) ?? 0n;
    const delta = slotsOf(account).reduce((sum, { total }) => sum + total, 0n);
    const carryOut = (((carryIn + delta) % amountPerUnit) + amountPerUnit) % amountPerUnit;
    return {
      account,
      carryIn,
      delta,
      carryOut,
      ledgerDelta: (carryIn + delta - carryOut) / amountPerUnit,
    };
  });
  const rounding = lines[roundingAccount] as Line;
  rounding.ledgerDelta -= lines.reduce((sum, { ledgerDelta }) => sum + ledgerDelta, 0n);
  rounding.carryOut = rounding.carryIn + rounding.delta - rounding.ledgerDelta * amountPerUnit;
  return lines;
}
