import type { RuleName } from "./evidence.js";
import type { Fault } from "./fault.js";
import type { SeenLine } from "./read-line-leaves.js";
import type { SeenPosition } from "./read-order-leaves.js";
import type { SeenReading } from "./read-reading-leaf.js";

/** What a line breaks beside an order: the account's contracts are its last order's sums. */
export function checkLineAndOrder(
  rule: RuleName,
  line: SeenLine,
  { index, order, fill }: SeenPosition,
): Fault | null {
  const isOwn = order.account === line.index;
  if (isOwn && index >= line.lastOrder) return "LineContractWrong";
  if (index + 1 !== line.lastOrder) return null;
  const isRight =
    isOwn &&
    fill.accountBought === line.contractedBuy &&
    fill.accountSold === line.contractedSell &&
    (rule !== "PayAsBidRule" || fill.accountMoney === line.trade);
  return isRight ? null : "LineContractWrong";
}

/** What a line breaks beside a reading: the account's energies are its last meter's sums. */
export function checkLineAndReading(line: SeenLine, reading: SeenReading): Fault | null {
  const isOwn = reading.account === line.index;
  if (isOwn && reading.index >= line.lastReading) return "LineReadingWrong";
  if (reading.index + 1 !== line.lastReading) return null;
  const isRight =
    isOwn && reading.accountImported === line.imported && reading.accountExported === line.exported;
  return isRight ? null : "LineReadingWrong";
}
