import type { MarketOrder } from "@pumasi/market";
import { printPrice } from "@pumasi/quantities";
import type { ClearedBook } from "./explain-orders.js";

/** Says that nobody else's limit meets an order's, with the nearest; null when somebody's does. */
export function explainNobody(
  { book, limits, ids }: Pick<ClearedBook, "book" | "limits" | "ids">,
  { sequence, account, side }: MarketOrder,
): string | null {
  const others = book.orders.filter((other) => other.side !== side && other.account !== account);
  const limitOf = (other: MarketOrder) => limits[other.sequence] as number;
  const [first, ...rest] = others;
  if (first === undefined) {
    return side === "buy" ? "nobody else offers to sell" : "nobody else offers to buy";
  }
  const sign = side === "buy" ? 1 : -1;
  const nearest = rest.reduce(
    (best, other) => (sign * (limitOf(best) - limitOf(other)) > 0 ? other : best),
    first,
  );
  const limit = limits[sequence] as number;
  if (sign * (limit - limitOf(nearest)) >= 0) return null;
  const [own, extreme] = side === "buy" ? ["below", "lowest ask"] : ["above", "highest bid"];
  return `its limit of ${printPrice(limit)} is ${own} every offer of others; the ${extreme} is "${ids[nearest.sequence]}" at ${printPrice(limitOf(nearest))}`;
}
