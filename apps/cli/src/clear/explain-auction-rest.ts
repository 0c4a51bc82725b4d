import type { AuctionAmongOthers, Clearing, MarketOrder } from "@pumasi/market";
import { printKwh, printPrice, type Ukwh } from "@pumasi/quantities";
import { explainNobody } from "./explain-nobody.js";
import type { ClearedBook, ExplainRest } from "./explain-orders.js";

/** Why a call auction left something of an order: too few better counterparts, or a shared margin. */
export const explainAuctionRest: ExplainRest = (cleared, order) => {
  const nobody = explainNobody(cleared, order);
  if (nobody !== null) return nobody;
  const { whole, split } = cleared.result.evidence as AuctionAmongOthers;
  if (split === null) return explainMargin(cleared, order, whole);
  const isDominants = order.account === split.account;
  const isInSells = isDominants === (order.side === "sell");
  const margin = explainMargin(cleared, order, isInSells ? split.sells : split.buys);
  return isDominants
    ? `its account may not trade with itself, and the others took no more; ${margin}`
    : margin;
};

/** Places an order's limit (10^-6 currency/kWh) against its side's margin in one clearing. */
export function explainMargin(
  { limits, book }: Pick<ClearedBook, "limits" | "book">,
  { sequence, side }: MarketOrder,
  clearing: Clearing,
): string {
  const marginal = side === "buy" ? clearing.bid : clearing.ask;
  const limit = limits[sequence] as number;
  const [better, counterparts] = side === "buy" ? ["higher", "asks"] : ["lower", "bids"];
  if (marginal === null)
    return `no ${counterparts} within its limit of ${printPrice(limit)} were left`;
  if (limit !== marginal.price) {
    return `the ${counterparts} went to ${better} limits; the last one filled was ${printPrice(marginal.price)} and this one's is ${printPrice(limit)}`;
  }
  const { levelFilledUkwh, levelOfferedUkwh } = marginal;
  const shared = `${kwh(levelFilledUkwh)} for the ${kwh(levelOfferedUkwh)} at its limit of ${printPrice(limit)}, the last that was filled`;
  const ties =
    "ties" in book.rule && book.rule.ties === "time"
      ? "who came first was filled first"
      : "shared by energy";
  return `there were only ${shared}; ${ties}`;
}

const kwh = (energyUkwh: Ukwh) => `${printKwh(energyUkwh)} kWh`;
