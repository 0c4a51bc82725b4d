import type { PeriodHeader } from "../headers/index.js";
import {
  checkAdjacentPeriodSlots,
  checkAdjacentPeriods,
  checkBatch,
  checkCarry,
  checkPeriodLeaf,
  checkPeriodLine,
  checkPeriodSlot,
} from "./check-periods.js";
import {
  type EvidenceOf,
  hasNoWords,
  type JudgeContext,
  type Leaf,
  type Verdict,
} from "./evidence.js";
import { areOneOrAdjacent, areProven, isProven } from "./prove-leaf.js";
import { readMeteringHeader } from "./read-headers.js";
import { readLineLeaf, type SeenLine } from "./read-line-leaves.js";
import {
  readPeriodLeaf,
  readPeriodSlotLeaf,
  type SeenPeriodLeaf,
  type SeenPeriodSlot,
} from "./read-period-leaves.js";

/** Judges one account's leaf, or two adjacent ones. */
export function judgePeriod(
  { keccak }: JudgeContext,
  { header, leaves }: EvidenceOf<"judgePeriod">,
): Verdict {
  if (!areOneOrAdjacent(leaves)) return "evidence_malformed";
  if (!areProven(keccak, header.root, header.accounts, leaves)) return "proof_invalid";
  const seen: SeenPeriodLeaf[] = [];
  for (const { words, index } of leaves) {
    const leaf = readPeriodLeaf(words, header, index);
    if (leaf === null) return "PeriodMalformed";
    seen.push(leaf);
  }
  const [one, other] = seen as [SeenPeriodLeaf, SeenPeriodLeaf?];
  return other === undefined ? checkPeriodLeaf(header, one) : checkAdjacentPeriods(one, other);
}

/**
 * Judges a leaf beside the same account's of the period before. A leaf has no words where the account is beyond its
 * period's count, and only there.
 */
export function judgeCarry(
  { keccak }: JudgeContext,
  { header, leaf, headerBefore, before }: EvidenceOf<"judgeCarry">,
): Verdict {
  const isNext = header.period === headerBefore.period + 1 && leaf.index === before.index;
  if (!isNext || !isCounted(header, leaf) || !isCounted(headerBefore, before)) {
    return "evidence_malformed";
  }
  if (!isShownProven(keccak, header, leaf) || !isShownProven(keccak, headerBefore, before)) {
    return "proof_invalid";
  }
  const seen = hasNoWords(leaf) ? null : readPeriodLeaf(leaf.words, header, leaf.index);
  if (!hasNoWords(leaf) && seen === null) return "PeriodMalformed";
  // A malformed leaf of the period before counts as none: that period may be settled.
  return checkCarry(
    seen,
    hasNoWords(before) ? null : readPeriodLeaf(before.words, headerBefore, before.index),
  );
}

/** Judges one slot of an account's leaf, or two adjacent ones; a slot's index counts from the period's first. */
export function judgePeriodSlots(
  { keccak }: JudgeContext,
  { header, leaf: periodLeaf, slots }: EvidenceOf<"judgePeriodSlots">,
): Verdict {
  if (!areOneOrAdjacent(slots)) return "evidence_malformed";
  const shown = readSlotsOf(keccak, header, periodLeaf, slots);
  if (!shown.ok) return shown.verdict;
  const [one, other] = shown.slots as [SeenPeriodSlot, SeenPeriodSlot?];
  return other === undefined
    ? checkPeriodSlot(shown.leaf, one, (slots[0] as Leaf).index)
    : checkAdjacentPeriodSlots(one, other);
}

/**
 * Judges a slot of an account's leaf beside the account's line. `line` has no words where the account is beyond the
 * metering's count, `metering` none where the slot was skipped, leaf and slot leaf none, together, where it is beyond
 * the period's count.
 */
export function judgePeriodLine(
  { keccak }: JudgeContext,
  evidence: EvidenceOf<"judgePeriodLine">,
): Verdict {
  const { header, leaf, slotLeaf, line: lineLeaf } = evidence;
  const slot = header.fromSlot + slotLeaf.index;
  const isCovered = !hasNoWords(leaf);
  if (!isCounted(header, leaf)) return "evidence_malformed";
  if (!isShownProven(keccak, header, leaf)) return "proof_invalid";
  if (slot >= header.untilSlot || isCovered === hasNoWords(slotLeaf)) return "evidence_malformed";
  // A malformed metering or line counts as none: its slot is final.
  const metering = readMeteringHeader(evidence.metering);
  let line: SeenLine | null = null;
  if (metering !== null) {
    if (metering.slot !== slot || lineLeaf.index !== leaf.index) return "evidence_malformed";
    if (!hasNoWords(lineLeaf)) {
      const { lineRoot, accounts } = metering;
      if (!isProven(keccak, lineRoot, accounts, lineLeaf)) return "proof_invalid";
      line = readLineLeaf(lineLeaf.words, slot, leaf.index);
    } else if (leaf.index < metering.accounts) return "evidence_malformed";
  }
  if (!isCovered) return checkPeriodLine(null, line);
  const shown = readSlotsOf(keccak, header, leaf, [slotLeaf]);
  return shown.ok ? checkPeriodLine(shown.slots[0] ?? null, line) : shown.verdict;
}

/**
 * Judges an account's leaf beside the batch that should hold its change; `isLast` if no later batch follows. The leaf has
 * no words where the account is beyond the period's count, and only there.
 */
export function judgeBatch(
  { keccak }: JudgeContext,
  { header, leaf, batch, isLast }: EvidenceOf<"judgeBatch">,
): Verdict {
  if (!isCounted(header, leaf)) return "evidence_malformed";
  if (!isShownProven(keccak, header, leaf)) return "proof_invalid";
  const seen = hasNoWords(leaf) ? null : readPeriodLeaf(leaf.words, header, leaf.index);
  if (!hasNoWords(leaf) && seen === null) return "PeriodMalformed";
  return checkBatch(seen, leaf.index, batch, isLast);
}

/** A leaf is left out only where its account is beyond the period's count. */
function isCounted({ accounts }: PeriodHeader, leaf: Leaf): boolean {
  return !hasNoWords(leaf) || leaf.index >= accounts;
}

function isShownProven(
  keccak: JudgeContext["keccak"],
  { root, accounts }: PeriodHeader,
  leaf: Leaf,
): boolean {
  return hasNoWords(leaf) || isProven(keccak, root, accounts, leaf);
}

type SlotsOf =
  | { ok: true; leaf: SeenPeriodLeaf; slots: SeenPeriodSlot[] }
  | { ok: false; verdict: Verdict };

/** An account's leaf and some of its slots, proven under the root that the leaf holds. */
function readSlotsOf(
  keccak: JudgeContext["keccak"],
  header: PeriodHeader,
  periodLeaf: Leaf,
  slotLeaves: readonly Leaf[],
): SlotsOf {
  const { words, index: account } = periodLeaf;
  if (!isProven(keccak, header.root, header.accounts, periodLeaf)) {
    return { ok: false, verdict: "proof_invalid" };
  }
  const leaf = readPeriodLeaf(words, header, account);
  if (leaf === null) return { ok: false, verdict: "PeriodMalformed" };
  if (!areProven(keccak, leaf.slotsRoot, leaf.slots, slotLeaves)) {
    return { ok: false, verdict: "proof_invalid" };
  }
  const slots: SeenPeriodSlot[] = [];
  for (const slotLeaf of slotLeaves) {
    const slot = readPeriodSlotLeaf(slotLeaf.words, header.fromSlot + slotLeaf.index, account);
    if (slot === null) return { ok: false, verdict: "PeriodSlotMalformed" };
    slots.push(slot);
  }
  return { ok: true, leaf, slots };
}
