import { checkContinuity, checkReading, checkReadingPair } from "./check-readings.js";
import {
  type EvidenceOf,
  hasNoWords,
  type JudgeContext,
  type Leaf,
  type Verdict,
} from "./evidence.js";
import { areOneOrTwo, areProven, isProven } from "./prove-leaf.js";
import { readMeteringHeader, type SeenMetering } from "./read-headers.js";
import { readReadingLeaf, type SeenReading } from "./read-reading-leaf.js";

/** Judges one reading of a metering, or two of them by ascending meter. */
export function judgeReadings(
  context: JudgeContext,
  { header: words, readings: leaves }: EvidenceOf<"judgeReadings">,
): Verdict {
  if (!areOneOrTwo(leaves)) return "evidence_malformed";
  const header = readMeteringHeader(words);
  if (header === null) return "LeafMalformed";
  if (!areProven(context.keccak, header.readingRoot, header.meters, leaves)) return "proof_invalid";
  const readings: SeenReading[] = [];
  for (const leaf of leaves) {
    const reading = readReadingLeaf(leaf.words, header.slot, leaf.index);
    if (reading === null) return "ReadingMalformed";
    readings.push(reading);
  }
  const [one, other] = readings as [SeenReading, SeenReading?];
  return other === undefined ? checkReading(context, header, one) : checkReadingPair(one, other);
}

/**
 * Judges a meter's reading beside that of the slot before. `reading` has no words where the meter is beyond this slot's
 * count, `before` none where it is beyond that slot's, `headerBefore` none where that slot has no metering: the market's
 * first slot has none before, and a skipped one none at all. Which of these it is, is the caller's to see.
 */
export function judgeContinuity(
  { keccak }: JudgeContext,
  evidence: EvidenceOf<"judgeContinuity">,
): Verdict {
  const { reading, before } = evidence;
  const header = readMeteringHeader(evidence.header);
  if (header === null) return "LeafMalformed";
  const { index } = reading;
  const headerBefore = readMeteringHeader(evidence.headerBefore);
  const isPlaced =
    (!hasNoWords(reading) || index >= header.meters) &&
    isBeforePlaced(header, headerBefore, before, index);
  if (!isPlaced) return "evidence_malformed";
  const isShown = !hasNoWords(reading);
  const wasShown = headerBefore !== null && !hasNoWords(before);
  if (isShown && !isProven(keccak, header.readingRoot, header.meters, reading)) {
    return "proof_invalid";
  }
  if (wasShown && !isProven(keccak, headerBefore.readingRoot, headerBefore.meters, before)) {
    return "proof_invalid";
  }
  const seen = isShown ? readReadingLeaf(reading.words, header.slot, index) : null;
  if (isShown && seen === null) return "ReadingMalformed";
  // A malformed leaf of the slot before counts as absent: its own slot may be final.
  const seenBefore = wasShown ? readReadingLeaf(before.words, headerBefore.slot, index) : null;
  return checkContinuity(seen, seenBefore);
}

/** The slot before is the one before, and its leaf is left out only where it has none. */
function isBeforePlaced(
  header: SeenMetering,
  headerBefore: SeenMetering | null,
  before: Leaf,
  index: number,
): boolean {
  if (headerBefore === null) return true;
  if (headerBefore.slot + 1 !== header.slot) return false;
  return hasNoWords(before) ? index >= headerBefore.meters : before.index === index;
}
