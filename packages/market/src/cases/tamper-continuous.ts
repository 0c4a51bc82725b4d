import { assembleResult } from "../mechanisms/assemble-result.js";
import { continuous } from "../mechanisms/continuous/continuous.js";
import type { MarketResult, MarketTrade } from "../mechanisms/market-result.js";
import { type ContinuousAuction, ordersAndLimits } from "./continuous-books.js";

type Result = MarketResult<null>;

/** A whole number from 0 on and below `count`. */
export type Choose = (count: number) => number;

/** Changes a list of trades in place, into trades that all are between orders of the book. */
type TradeTamper = (trades: MarketTrade[], choose: Choose, book: ContinuousAuction) => void;

/** Changes a result's own figures in place. */
type FigureTamper = (result: Result, choose: Choose) => void;

const away = (choose: Choose) => (choose(2) === 0 ? 1 : -1) * (1 + choose(3));

/** Another order of the same side as this one, or itself. */
function another(book: ContinuousAuction, sequence: number, choose: Choose): number {
  const { orders } = ordersAndLimits(book);
  const same = orders.filter(({ side }) => side === orders[sequence]?.side);
  return same[choose(same.length)]?.sequence ?? sequence;
}

/** A trade picked from a list that has one. */
function pick(trades: readonly MarketTrade[], choose: Choose): MarketTrade {
  return trades[choose(trades.length)] as MarketTrade;
}

function shiftEnergy(trades: readonly MarketTrade[], choose: Choose): void {
  const [from, to] = [pick(trades, choose), pick(trades, choose)];
  const energyUkwh = choose(from.energyUkwh + 1);
  from.energyUkwh -= energyUkwh;
  to.energyUkwh += energyUkwh;
}

/** What may be done to trades; totals, fills and welfare are then made to fit. */
const TRADE_TAMPERS: Record<string, TradeTamper> = {
  drop: (trades, choose) => trades.splice(choose(trades.length), 1),
  "drop the end": (trades, choose) => trades.splice(choose(trades.length)),
  repeat: (trades, choose) => trades.push({ ...pick(trades, choose) }),
  swap(trades, choose) {
    const [i, j] = [choose(trades.length), choose(trades.length)];
    [trades[i], trades[j]] = [trades[j] as MarketTrade, trades[i] as MarketTrade];
  },
  reverse: (trades) => trades.reverse(),
  "swap who trades"(trades, choose) {
    const [one, other] = [pick(trades, choose), pick(trades, choose)];
    [one.sellSequence, other.sellSequence] = [other.sellSequence, one.sellSequence];
  },
  "change the energy"(trades, choose) {
    const trade = pick(trades, choose);
    trade.energyUkwh += away(choose);
  },
  "shift energy": shiftEnergy,
  "shift energy and drop what is empty"(trades, choose) {
    shiftEnergy(trades, choose);
    const empty = trades.findIndex(({ energyUkwh }) => energyUkwh === 0);
    if (empty >= 0) trades.splice(empty, 1);
  },
  "change the buyer"(trades, choose, book) {
    const trade = pick(trades, choose);
    trade.buySequence = another(book, trade.buySequence, choose);
  },
  "change the seller"(trades, choose, book) {
    const trade = pick(trades, choose);
    trade.sellSequence = another(book, trade.sellSequence, choose);
  },
  split(trades, choose) {
    const index = choose(trades.length);
    const trade = trades[index] as MarketTrade;
    const energyUkwh = choose(trade.energyUkwh + 1);
    trade.energyUkwh -= energyUkwh;
    trades.splice(index + choose(2), 0, { ...trade, energyUkwh });
  },
  merge(trades, choose) {
    const index = choose(trades.length);
    const [gone] = trades.splice(index, 1);
    const into = trades[index] ?? trades[index - 1];
    if (gone !== undefined && into !== undefined) into.energyUkwh += gone.energyUkwh;
  },
  "part of a trade to another order"(trades, choose, book) {
    const index = choose(trades.length);
    const trade = trades[index] as MarketTrade;
    const energyUkwh = choose(trade.energyUkwh + 1);
    trade.energyUkwh -= energyUkwh;
    const moved = { ...trade, energyUkwh };
    moved.sellSequence = another(book, moved.sellSequence, choose);
    moved.buySequence = another(book, moved.buySequence, choose);
    trades.splice(index + choose(2), 0, moved);
  },
  "change the price"(trades, choose) {
    const trade = pick(trades, choose);
    trade.buyPrice += away(choose);
    trade.sellPrice = trade.buyPrice;
  },
  "change one side's price"(trades, choose) {
    const trade = pick(trades, choose);
    if (choose(2) === 0) trade.buyPrice += away(choose);
    else trade.sellPrice += away(choose);
  },
};

/** What may be done to a result so that it does not fit itself, or claims what there is not. */
const FIGURE_TAMPERS: Record<string, FigureTamper> = {
  fill(result, choose) {
    const sequence = choose(result.fills.length);
    result.fills[sequence] = (result.fills[sequence] as number) + away(choose);
  },
  "half a unit"(result, choose) {
    const sequence = choose(result.fills.length);
    result.fills[sequence] = (result.fills[sequence] as number) + 0.5;
  },
  "swap fills"(result, choose) {
    const [i, j] = [choose(result.fills.length), choose(result.fills.length)];
    const { fills } = result;
    [fills[i], fills[j]] = [fills[j] as number, fills[i] as number];
  },
  "one fill more": (result) => result.fills.push(0),
  "one fill less": (result) => result.fills.pop(),
  energy(result, choose) {
    result.energyUkwh += away(choose);
  },
  welfare(result, choose) {
    result.welfare += BigInt(away(choose));
  },
  fund(result, choose) {
    result.fund += BigInt(away(choose));
  },
  price(result, choose) {
    result.price = result.trades[0]?.buyPrice ?? choose(3);
  },
  evidence: (result) => Object.assign(result, { evidence: [] }),
  "a trade's energy alone"(result, choose) {
    const trade = result.trades[choose(result.trades.length)];
    if (trade !== undefined) trade.energyUkwh += away(choose);
  },
  "an order that is not there"(result, choose) {
    const trade = result.trades[choose(result.trades.length)];
    if (trade !== undefined) trade.buySequence += result.fills.length;
  },
  "buyer and seller"(result, choose) {
    const trade = result.trades[choose(result.trades.length)];
    if (trade === undefined) return;
    [trade.buySequence, trade.sellSequence] = [trade.sellSequence, trade.buySequence];
  },
};

/** Prices every trade at the limit of the order that came first, so that only who trades is wrong. */
function repriced(trades: readonly MarketTrade[], limits: readonly number[]): MarketTrade[] {
  return trades.map((trade) => {
    const price = limits[Math.min(trade.buySequence, trade.sellSequence)] as number;
    return { ...trade, buyPrice: price, sellPrice: price };
  });
}

/** The trades of a book that is a little other than this one: a rule not kept, an order ignored. */
function tradesOfAnother(book: ContinuousAuction, choose: Choose): MarketTrade[] {
  const { orders, limits } = ordersAndLimits(book);
  const { cancellations } = book.rule;
  const [one, other] = [choose(orders.length), choose(orders.length)];
  const told = orders.map((order) => ({ ...order, limitPrice: limits[order.sequence] as number }));
  const rule = { ...book.rule };
  const chosen = told[one];
  if (chosen === undefined) return [];
  switch (choose(6)) {
    case 0:
      rule.cancellations = cancellations.filter(({ sequence }) => sequence !== one);
      break;
    case 1:
      if (cancellations.every(({ sequence }) => sequence !== one)) {
        rule.cancellations = [
          ...cancellations,
          { sequence: one, afterSequence: orders.length - 1 },
        ];
      }
      rule.cancellations = rule.cancellations.map((cancellation) =>
        cancellation.sequence === one ? { ...cancellation, afterSequence: one } : cancellation,
      );
      break;
    case 2:
      chosen.limitPrice += away(choose);
      break;
    case 3:
      chosen.energyUkwh = 1 + choose(chosen.energyUkwh);
      break;
    case 4:
      chosen.account = told[other]?.account ?? chosen.account;
      break;
    default:
      // Every order is its own person's, so that own orders trade or shield nobody.
      for (const order of told) order.account = 100 + order.sequence;
  }
  const cleared = continuous.clear({ rule, orders: told });
  return cleared.ok ? cleared.result.trades : [];
}

/** A copy of a book's honest result with one to three things changed, or by chance none. */
export function tamper(book: ContinuousAuction, honest: Result, choose: Choose): Result {
  const { orders, limits } = ordersAndLimits(book);
  let trades = honest.trades.map((trade) => ({ ...trade }));
  const tampers = Object.values(TRADE_TAMPERS);
  if (choose(4) === 0) trades = tradesOfAnother(book, choose);
  else {
    for (let times = choose(3); times >= 0 && trades.length > 0; times--) {
      tampers[choose(tampers.length)]?.(trades, choose, book);
    }
  }
  if (choose(4) === 0) {
    const figures = Object.values(FIGURE_TAMPERS);
    const result = { ...honest, fills: [...honest.fills] };
    result.trades = honest.trades.map((trade) => ({ ...trade }));
    if (result.fills.length > 0) figures[choose(figures.length)]?.(result, choose);
    return result;
  }
  if (choose(3) > 0) trades = repriced(trades, limits);
  return assembleResult(orders, limits, null, trades, null);
}
