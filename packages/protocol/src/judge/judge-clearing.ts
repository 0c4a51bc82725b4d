import { checkClearingHeader } from "./check-clearing-header.js";
import { checkPosition, checkPositionPair } from "./check-positions.js";
import type { EvidenceOf, JudgeContext, OrderPosition, Verdict } from "./evidence.js";
import { areOneOrTwo, isProven } from "./prove-leaf.js";
import { readClearingHeader, type SeenClearing } from "./read-headers.js";
import type { SeenPosition } from "./read-order-leaves.js";
import { readPosition } from "./read-position.js";

/** Judges a clearing: its header alone, or with one position, or with two by ascending index. */
export function judgeClearing(
  { keccak }: JudgeContext,
  { rule, header: words, terms, positions }: EvidenceOf<"judgeClearing">,
): Verdict {
  const isAlone = positions.length === 0;
  const areFitting = isAlone || areOneOrTwo(positions.map(({ book }) => book));
  if (!areFitting || !positions.every(isAtOnePlace)) return "evidence_malformed";
  const header = readClearingHeader(words);
  if (header === null) return "LeafMalformed";
  if (isAlone) return checkClearingHeader(rule, terms, header);
  if (!positions.every((position) => isPositionProven(keccak, header, position))) {
    return "proof_invalid";
  }
  const seen: SeenPosition[] = [];
  for (const position of positions) {
    const read = readPosition(rule, header.slot, position);
    if (!read.ok) return read.fault;
    seen.push(read.position);
  }
  const clearing = { rule, terms, header };
  const [one, other] = seen as [SeenPosition, SeenPosition?];
  if (other === undefined) return checkPosition(clearing, one);
  return checkPositionPair(clearing, one, other);
}

/** An order and its fill are shown at the same index. */
export function isAtOnePlace({ book, fill }: OrderPosition): boolean {
  return book.index === fill.index;
}

/** Whether an order and its fill stand where they are shown to. */
export function isPositionProven(
  keccak: JudgeContext["keccak"],
  { bookRoot, fillRoot, orders }: Pick<SeenClearing, "bookRoot" | "fillRoot" | "orders">,
  { book, fill }: OrderPosition,
): boolean {
  return isProven(keccak, bookRoot, orders, book) && isProven(keccak, fillRoot, orders, fill);
}
