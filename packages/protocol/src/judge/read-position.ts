import type { OrderPosition, RuleName } from "./evidence.js";
import type { Fault } from "./fault.js";
import {
  readBookLeaf,
  readFillLeaf,
  type SeenFill,
  type SeenPosition,
} from "./read-order-leaves.js";

/** An order and its fill from their words at an index, or which of the two is malformed. */
export function readPosition(
  rule: RuleName,
  slot: number,
  { book, fill }: OrderPosition,
): { ok: true; position: SeenPosition } | { ok: false; fault: Fault } {
  const { index } = book;
  const order = readBookLeaf(book.words, slot, index);
  if (order === null) return { ok: false, fault: "LeafMalformed" };
  const filled = readFillLeaf(fill.words, slot, index);
  if (filled === null || !isMoneyAllowed(rule, filled))
    return { ok: false, fault: "FillMalformed" };
  return { ok: true, position: { index, order, fill: filled } };
}

/** Only pay-as-bid gives fills money of their own; an attested rule may note what it likes. */
function isMoneyAllowed(rule: RuleName, fill: SeenFill): boolean {
  if (rule === "PayAsBidRule" || rule === "AttestedRule") return true;
  const { start, moneyStart, moneyEnd, accountMoney } = fill;
  return start === 0n && moneyStart === 0n && moneyEnd === 0n && accountMoney === 0n;
}
