import type { PeriodHeader } from "../headers/index.js";
import type { BatchData } from "./evidence.js";
import type { Fault } from "./fault.js";
import { floorOf } from "./ration.js";
import type { SeenLine } from "./read-line-leaves.js";
import type { SeenPeriodLeaf, SeenPeriodSlot } from "./read-period-leaves.js";

/** How many amount units (10^-12) a ledger unit (10^-6) holds. */
const LEDGER_UNIT = 1_000_000n;

const ROUNDING_ACCOUNT = 3;

/** What one account's period breaks by itself. */
export function checkPeriodLeaf(header: PeriodHeader, leaf: SeenPeriodLeaf): Fault | null {
  const { carryIn, delta, ledgerDelta, carryOut, index } = leaf;
  const sum = carryIn + delta;
  const isRounded = index === ROUNDING_ACCOUNT || ledgerDelta === floorOf(sum, LEDGER_UNIT);
  const isWhole = sum === ledgerDelta * LEDGER_UNIT + carryOut;
  const isFirst = header.period === 0;
  if (!isRounded || !isWhole || (isFirst && carryIn !== 0n)) return "PeriodAmountWrong";
  if (index === 0 && leaf.sumLedgerDelta !== ledgerDelta) return "PeriodSumWrong";
  const isLast = index === header.accounts - 1;
  return isLast && leaf.sumLedgerDelta !== 0n ? "PeriodSumWrong" : null;
}

/** What two adjacent accounts' periods break together. */
export function checkAdjacentPeriods(before: SeenPeriodLeaf, leaf: SeenPeriodLeaf): Fault | null {
  const isSum = leaf.sumLedgerDelta === before.sumLedgerDelta + leaf.ledgerDelta;
  return isSum ? null : "PeriodSumWrong";
}

/** What an account's period breaks beside the period before; null is an account that the period does not have. */
export function checkCarry(
  leaf: SeenPeriodLeaf | null,
  before: SeenPeriodLeaf | null,
): Fault | null {
  return (leaf?.carryIn ?? 0n) === (before?.carryOut ?? 0n) ? null : "PeriodCarryWrong";
}

/** What one slot of an account's period breaks by itself; `place` counts from the period's first slot. */
export function checkPeriodSlot(
  leaf: SeenPeriodLeaf,
  slot: SeenPeriodSlot,
  place: number,
): Fault | null {
  if (place === 0 && slot.sumTotal !== slot.total) return "PeriodSlotSumWrong";
  const isLast = place === leaf.slots - 1;
  return isLast && slot.sumTotal !== leaf.delta ? "PeriodSlotSumWrong" : null;
}

/** What two adjacent slots of an account's period break together. */
export function checkAdjacentPeriodSlots(
  before: SeenPeriodSlot,
  slot: SeenPeriodSlot,
): Fault | null {
  return slot.sumTotal === before.sumTotal + slot.total ? null : "PeriodSlotSumWrong";
}

/** What a slot of an account's period breaks beside its line; null is an account that one of the two does not have. */
export function checkPeriodLine(slot: SeenPeriodSlot | null, line: SeenLine | null): Fault | null {
  const total = line === null ? 0n : line.trade + line.sharing + line.supplier + line.fee;
  return (slot?.total ?? 0n) === total ? null : "PeriodLineWrong";
}

/** Four accounts' changes stand in a word. */
const LANES = 4;

/**
 * What an account's period breaks beside a batch; null is an account that the period does not have. The ledger takes
 * batches only in turn, each from the word after the last, so that an account's word is in one, before the first or after
 * the last of them.
 */
export function checkBatch(
  leaf: SeenPeriodLeaf | null,
  account: number,
  { batch, firstWord, deltas }: BatchData,
  isLast: boolean,
): Fault | null {
  const ledgerDelta = leaf?.ledgerDelta ?? 0n;
  const word = Math.floor(account / LANES);
  const isMissed = word < firstWord ? batch === 0 : word >= firstWord + deltas.length && isLast;
  if (isMissed) return ledgerDelta === 0n ? null : "PeriodBatchWrong";
  const delta = word < firstWord ? undefined : deltas[word - firstWord];
  if (delta === undefined) return null;
  const lane = BigInt.asIntN(64, delta >> BigInt(64 * (account % LANES)));
  return lane === ledgerDelta ? null : "PeriodBatchWrong";
}
