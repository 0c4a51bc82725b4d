import { netPeriod } from "@pumasi/market";
import {
  type CommittedPeriod,
  commitAccountSlots,
  commitPeriod,
  type PeriodInput,
} from "../../commit-period.js";
import { lineTotal } from "../../leaves/index.js";
import type { BatchData } from "../evidence.js";
import type { ShownPeriod } from "../find/published.js";
import type { Draw } from "./draw.js";
import {
  type CommittedSlot,
  type DrawnCommunity,
  FIRST_SLOT,
  secretOf,
} from "./drawn-community.js";

/** A period that was committed, and what it was committed from. */
export interface SettledPeriod {
  input: PeriodInput;
  committed: CommittedPeriod;
  shown: ShownPeriod;
}

/** Nets and commits a period over final slots, as an honest operator does. `places` count from the first slot of all. */
export function settlePeriod(
  { context }: DrawnCommunity,
  draw: Draw,
  slots: readonly (CommittedSlot | null)[],
  places: { from: number; until: number },
  before: SettledPeriod | null,
): SettledPeriod {
  const { keccak } = context;
  const own = slots.slice(places.from, places.until);
  const totals = new Map<number, bigint>();
  const bySlot = new Map<number, { slot: number; total: bigint }[]>();
  for (const slot of own) {
    for (const line of slot?.committed.lines.leaves ?? []) {
      const total = lineTotal(line);
      totals.set(line.account, (totals.get(line.account) ?? 0n) + total);
      const known = bySlot.get(line.account) ?? [];
      bySlot.set(line.account, [...known, { slot: line.slot, total }]);
    }
  }
  const carries = new Map(
    before?.committed.leaves.map(({ account, carryOut }) => [account, carryOut]) ?? [],
  );
  const period = before === null ? 0 : before.input.period + 1;
  const input: PeriodInput = {
    period,
    fromSlot: FIRST_SLOT + places.from,
    untilSlot: FIRST_SLOT + places.until,
    secret: secretOf(keccak, period),
    lines: netPeriod(totals, carries),
    slotsOf: (account) => bySlot.get(account) ?? [],
  };
  const committed = commitPeriod(keccak, input);
  const shown: ShownPeriod = {
    header: committed.header,
    leaves: committed.words,
    slotsOf: (account) => commitAccountSlots(keccak, input, account).words,
    before:
      before === null ? null : { header: before.committed.header, leaves: before.committed.words },
    meterings: own.map((slot) => slot?.shown.metering ?? null),
    batches: batchesOf(
      draw,
      committed.leaves.map(({ ledgerDelta }) => ledgerDelta),
    ),
  };
  return { input, committed, shown };
}

/** Four accounts' changes a word, from word 0 on, in one to three batches without a gap. */
export function batchesOf(draw: Draw, ledgerDeltas: readonly bigint[]): BatchData[] {
  const words: bigint[] = [];
  for (const [account, delta] of ledgerDeltas.entries()) {
    const word = Math.floor(account / 4);
    words[word] = (words[word] ?? 0n) | (BigInt.asUintN(64, delta) << BigInt(64 * (account % 4)));
  }
  const batches: BatchData[] = [];
  for (let firstWord = 0; firstWord < words.length; ) {
    const length = 1 + draw(words.length - firstWord - 1);
    const deltas = words.slice(firstWord, firstWord + length);
    batches.push({ batch: batches.length, firstWord, deltas });
    firstWord += length;
  }
  return batches;
}
