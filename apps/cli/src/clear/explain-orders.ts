import type { MarketOrder, MarketResult, MarketTrade, MechanismName } from "@pumasi/market";
import { printKwh, printPrice, type Ukwh } from "@pumasi/quantities";
import { explainAuctionRest } from "./explain-auction-rest.js";
import type { NamedBook } from "./read-book-file.js";

/** Why an order was or was not filled, in words. */
export interface Explanation {
  id: string;
  why: string;
}

/** What an explanation can look at: the whole book and its result. */
export interface ClearedBook extends NamedBook {
  result: MarketResult;
  /** Limits by sequence (10^-6 currency/kWh), as clearing took them. */
  limits: readonly number[];
}

/** Says why what is left of an order (10^-6 kWh, above zero) found nobody; a clause, no full stop. */
export type ExplainRest = (cleared: ClearedBook, order: MarketOrder, restUkwh: Ukwh) => string;

/** Explains every order, in the order of the file. */
export function explainOrders(
  cleared: ClearedBook,
  rests: Partial<Record<MechanismName, ExplainRest>>,
): Explanation[] {
  const { book, fileOrder, ids } = cleared;
  const orderAt = new Map(book.orders.map((order) => [order.sequence, order]));
  const explainRest = rests[book.rule.mechanism] ?? explainAuctionRest;
  return fileOrder.map((sequence) => {
    const order = orderAt.get(sequence) as MarketOrder;
    return { id: ids[sequence] as string, why: explain(cleared, order, explainRest) };
  });
}

function explain(cleared: ClearedBook, order: MarketOrder, explainRest: ExplainRest): string {
  const { sequence, side, energyUkwh } = order;
  const fillUkwh = cleared.result.fills[sequence] as Ukwh;
  const restUkwh = energyUkwh - fillUkwh;
  const done = side === "buy" ? "Bought" : "Sold";
  const limit = `its limit of ${printPrice(cleared.limits[sequence] as number)}`;
  if (restUkwh === 0) {
    return `${done} all of ${printKwh(energyUkwh)} kWh ${pricesOf(cleared, order)}, within ${limit}.`;
  }
  const what =
    fillUkwh === 0
      ? `${done} nothing of ${printKwh(energyUkwh)} kWh`
      : `${done} ${printKwh(fillUkwh)} of ${printKwh(energyUkwh)} kWh ${pricesOf(cleared, order)}`;
  return `${what}: ${explainRest(cleared, order, restUkwh)}.`;
}

/** From whom or to whom an order traded, and at which prices. */
function pricesOf({ result, ids }: ClearedBook, { sequence, side }: MarketOrder): string {
  const own = result.trades.filter((trade) => sequenceIn(trade, side) === sequence);
  const prices = own.map((trade) => (side === "buy" ? trade.buyPrice : trade.sellPrice));
  const [lowest, highest] = [Math.min(...prices), Math.max(...prices)];
  const at =
    lowest === highest
      ? `at ${printPrice(lowest)}`
      : `at ${printPrice(lowest)} to ${printPrice(highest)}`;
  const others = own.map(
    (trade) => ids[sequenceIn(trade, side === "buy" ? "sell" : "buy")] as string,
  );
  const shown = others.slice(0, 3).map((id) => `"${id}"`);
  const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
  return `${side === "buy" ? "from" : "to"} ${shown.join(", ")}${more} ${at}`;
}

function sequenceIn(trade: MarketTrade, side: MarketOrder["side"]): number {
  return side === "buy" ? trade.buySequence : trade.sellSequence;
}
