import type { MarketOrder } from "@pumasi/market";
import { printPrice } from "@pumasi/quantities";
import type { ClearedBook } from "./explain-orders.js";

/** Says that nobody else's limit meets an order's, with the nearest; null when somebody's does. */
export function explainNobody(
  { ranked, limits, ids }: Pick<ClearedBook, "ranked" | "limits" | "ids">,
  { sequence, account, side }: MarketOrder,
): string | null {
  const nearest = ranked[side === "buy" ? "sell" : "buy"].find(
    (other) => other.account !== account,
  );
  if (nearest === undefined) {
    return side === "buy" ? "nobody else offers to sell" : "nobody else offers to buy";
  }
  const [limit, offered] = [limits[sequence] as number, limits[nearest.sequence] as number];
  if (side === "buy" ? limit >= offered : limit <= offered) return null;
  const [own, extreme] = side === "buy" ? ["below", "lowest ask"] : ["above", "highest bid"];
  return `its limit of ${printPrice(limit)} is ${own} every offer of others; the ${extreme} is "${ids[nearest.sequence]}" at ${printPrice(offered)}`;
}
