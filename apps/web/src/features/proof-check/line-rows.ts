import { lineTotalOf, PRODUCT_CODE, type SeenLine } from "@pumasi/protocol";
import { printAmount, printKwh } from "@pumasi/quantities";

/** One row of an account's settlement: decimal kWh bought and sold, and money (plus: received); null where a row has none. */
export interface LineRow {
  key: "contracted" | "delivered" | "shared" | "supplier" | "fee" | "total";
  bought: string | null;
  sold: string | null;
  amount: string | null;
}

/**
 * An account's line as rows that add up: delivered, shared and the supplier's rest are what was metered, and
 * with the fee they are the total. Only the forward product has such a rest; for others it is left out.
 */
export function lineRows(line: SeenLine, product: number): LineRow[] {
  const hasRest = product === PRODUCT_CODE["forward-capped"];
  const lacking = line.imported - line.deliveredBuy - line.sharedBuy;
  const left = line.exported - line.deliveredSell - line.sharedSell;
  return [
    row("contracted", line.contractedBuy, line.contractedSell, null),
    row("delivered", line.deliveredBuy, line.deliveredSell, line.trade),
    row("shared", line.sharedBuy, line.sharedSell, line.sharing),
    row("supplier", hasRest ? lacking : null, hasRest ? left : null, line.supplier),
    row("fee", null, null, line.fee),
    row("total", line.imported, line.exported, lineTotalOf(line)),
  ];
}

function row(
  key: LineRow["key"],
  bought: bigint | null,
  sold: bigint | null,
  amount: bigint | null,
): LineRow {
  return {
    key,
    bought: bought === null ? null : printKwh(bought),
    sold: sold === null ? null : printKwh(sold),
    amount: amount === null ? null : printAmount(amount),
  };
}
