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
  /** Each order's trades, by sequence. */
  tradesOf: ReadonlyMap<number, readonly MarketTrade[]>;
  /** Each side's orders, the most willing first. */
  ranked: Readonly<Record<MarketOrder["side"], readonly MarketOrder[]>>;
}

/** Says why what is left of an order (10^-6 kWh, above zero) found nobody; a clause, no full stop. */
export type ExplainRest = (cleared: ClearedBook, order: MarketOrder, restUkwh: Ukwh) => string;

/** Explains every order, in the order of the file. */
export function explainOrders(
  result: NamedBook & Pick<ClearedBook, "result" | "limits">,
  rests: Partial<Record<MechanismName, ExplainRest>>,
): Explanation[] {
  const cleared = prepare(result);
  const { book, fileOrder, ids } = cleared;
  const orderAt = new Map(book.orders.map((order) => [order.sequence, order]));
  const explainRest = rests[book.rule.mechanism] ?? explainAuctionRest;
  return fileOrder.map((sequence) => {
    const order = orderAt.get(sequence) as MarketOrder;
    return { id: ids[sequence] as string, why: explain(cleared, order, explainRest) };
  });
}

/** Looks through trades and orders once, so that explaining an order need not. */
function prepare(named: NamedBook & Pick<ClearedBook, "result" | "limits">): ClearedBook {
  const { result, limits, book } = named;
  const tradesOf = new Map<number, MarketTrade[]>();
  for (const trade of result.trades) {
    for (const sequence of [trade.buySequence, trade.sellSequence]) {
      const own = tradesOf.get(sequence);
      if (own === undefined) tradesOf.set(sequence, [trade]);
      else own.push(trade);
    }
  }
  const limitOf = ({ sequence }: MarketOrder) => limits[sequence] as number;
  const rank = (side: MarketOrder["side"], sign: number) =>
    book.orders
      .filter((order) => order.side === side)
      .sort((a, b) => sign * (limitOf(a) - limitOf(b)) || a.sequence - b.sequence);
  return { ...named, tradesOf, ranked: { buy: rank("buy", -1), sell: rank("sell", 1) } };
}

function explain(cleared: ClearedBook, order: MarketOrder, explainRest: ExplainRest): string {
  const { sequence, side, energyUkwh } = order;
  const fillUkwh = cleared.result.fills[sequence] as Ukwh;
  const restUkwh = energyUkwh - fillUkwh;
  const done = side === "buy" ? "Bought" : "Sold";
  const limit = describeLimit(cleared, order);
  if (restUkwh === 0) {
    return `${done} all of ${printKwh(energyUkwh)} kWh ${pricesOf(cleared, order)}, within ${limit}.`;
  }
  const what =
    fillUkwh === 0
      ? `${done} nothing of ${printKwh(energyUkwh)} kWh`
      : `${done} ${printKwh(fillUkwh)} of ${printKwh(energyUkwh)} kWh ${pricesOf(cleared, order)}`;
  return `${what}: ${explainRest(cleared, order, restUkwh)}.`;
}

/** An order's limit as the file says it, and as it counts where that is something else. */
function describeLimit({ book, limits }: ClearedBook, order: MarketOrder): string {
  const { sequence, limitPrice, prefers, side } = order;
  const counted = limits[sequence] as number;
  const said = `its limit of ${printPrice(limitPrice)}`;
  const clipped =
    counted === limitPrice
      ? ""
      : `, which counts as ${printPrice(counted)} after fees and the grid's offer`;
  const premium = book.rule.mechanism === "bilateral" ? (prefers?.premium ?? 0) : 0;
  if (premium === 0) return `${said}${clipped}`;
  const moved = side === "buy" ? "above" : "below";
  return `${said}${clipped}, or up to ${printPrice(premium)} ${moved} it with whom it prefers`;
}

/** From whom or to whom an order traded, and at which prices. */
function pricesOf({ tradesOf, ids }: ClearedBook, { sequence, side }: MarketOrder): string {
  const own = tradesOf.get(sequence) ?? [];
  const prices = own.map((trade) => (side === "buy" ? trade.buyPrice : trade.sellPrice));
  const lowest = prices.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const highest = prices.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
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
