import { checkLineAndOrder, checkLineAndReading } from "./check-line-links.js";
import { checkAdjacentLines, checkLine } from "./check-lines.js";
import { meteringCase } from "./check-metering.js";
import { type EvidenceOf, hasNoWords, type JudgeContext, type Verdict } from "./evidence.js";
import { isAtOnePlace, isPositionProven } from "./judge-clearing.js";
import { hashOfClearing } from "./judge-metering.js";
import { areOneOrAdjacent, areProven, isProven } from "./prove-leaf.js";
import { readClearingHeader, readMeteringHeader } from "./read-headers.js";
import { readKeyLeaf, readLineLeaf, type SeenLine } from "./read-line-leaves.js";
import { readPosition } from "./read-position.js";
import { readReadingLeaf } from "./read-reading-leaf.js";

/**
 * Judges one line, or two adjacent ones. Where the rule shares by keys, one line may come with its account's key; without
 * it the account's offer is not looked at.
 */
export function judgeLines(
  { keccak }: JudgeContext,
  { rule, header: words, terms, lines: leaves, keys }: EvidenceOf<"judgeLines">,
): Verdict {
  const [keyLeaf] = keys;
  if (!areOneOrAdjacent(leaves)) return "evidence_malformed";
  if (keyLeaf !== undefined) {
    const isFitting = rule === "StaticSharingRule" && leaves.length === 1 && keys.length === 1;
    if (!isFitting || keyLeaf.index !== leaves[0]?.index) return "evidence_malformed";
  }
  const header = readMeteringHeader(words);
  if (header === null) return "LeafMalformed";
  if (!areProven(keccak, header.lineRoot, header.accounts, leaves)) return "proof_invalid";
  if (!areProven(keccak, terms.keysRoot, terms.keys, keys)) return "proof_invalid";
  const lines: SeenLine[] = [];
  for (const leaf of leaves) {
    const line = readLineLeaf(leaf.words, header.slot, leaf.index);
    if (line === null) return "LineMalformed";
    lines.push(line);
  }
  const key = keyLeaf === undefined ? null : readKeyLeaf(keyLeaf.words, keyLeaf.index);
  if (keyLeaf !== undefined && key === null) return "KeyMalformed";
  const metering = meteringCase(rule, terms, header);
  const [one, other] = lines as [SeenLine, SeenLine?];
  return other === undefined
    ? checkLine(metering, one, key)
    : checkAdjacentLines(metering, one, other);
}

/**
 * Judges a line beside an order. The position has no words where the line names a last order beyond the clearing's, and
 * only there.
 */
export function judgeLineAndOrder(
  { keccak }: JudgeContext,
  evidence: EvidenceOf<"judgeLineAndOrder">,
): Verdict {
  const { rule, line: lineLeaf, position } = evidence;
  const header = readMeteringHeader(evidence.header);
  if (header === null) return "LeafMalformed";
  const clearing = readClearingHeader(evidence.clearing);
  const isOfSlot = header.clearingHash === hashOfClearing(keccak, evidence.clearing);
  if (clearing === null || !isOfSlot || !isAtOnePlace(position)) return "evidence_malformed";
  const isShown = !hasNoWords(position.book) || !hasNoWords(position.fill);
  if (!isProven(keccak, header.lineRoot, header.accounts, lineLeaf)) return "proof_invalid";
  if (isShown && !isPositionProven(keccak, clearing, position)) return "proof_invalid";
  const line = readLineLeaf(lineLeaf.words, header.slot, lineLeaf.index);
  if (line === null) return "LineMalformed";
  if (!isShown)
    return line.lastOrder > clearing.orders ? "LineContractWrong" : "evidence_malformed";
  const read = readPosition(rule, clearing.slot, position);
  return read.ok ? checkLineAndOrder(rule, line, read.position) : read.fault;
}

/** Judges a line beside a reading of the same metering. */
export function judgeLineAndReading(
  { keccak }: JudgeContext,
  evidence: EvidenceOf<"judgeLineAndReading">,
): Verdict {
  const header = readMeteringHeader(evidence.header);
  if (header === null) return "LeafMalformed";
  const { line: lineLeaf, reading: readingLeaf } = evidence;
  if (!isProven(keccak, header.lineRoot, header.accounts, lineLeaf)) return "proof_invalid";
  if (!isProven(keccak, header.readingRoot, header.meters, readingLeaf)) return "proof_invalid";
  const line = readLineLeaf(lineLeaf.words, header.slot, lineLeaf.index);
  if (line === null) return "LineMalformed";
  const reading = readReadingLeaf(readingLeaf.words, header.slot, readingLeaf.index);
  return reading === null ? "ReadingMalformed" : checkLineAndReading(line, reading);
}
