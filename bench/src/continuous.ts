import { deepStrictEqual } from "node:assert";
import { type ContinuousColumns, matchContinuous } from "@pumasi/market";
import { type LimitOrderOptions, OrderBook, Side } from "nodejs-order-book";
import type { Benchmark } from "./benchmark.js";
import { numbersFrom, TARIFF } from "./generate-book.js";

const ORDERS = 1_000_000;

/** One order in this many is taken back again, this many orders later at most. */
const CANCELLED_EVERY = 7;
const CANCELLED_WITHIN = 20_000;

/** What both come to: how many trades, and the energy of all of them. */
interface Outcome {
  trades: number;
  energyUkwh: number;
}

/** A slot's flow of a million orders, each with an id, cancellations among them. */
export const continuous: Benchmark = {
  name: "market/continuous",
  unit: "orders/s",
  amount: ORDERS,
  limit: { atLeast: 5_000_000 },
  ratioAtLeast: 20,
  prepare() {
    const columns = generateFlow(ORDERS);
    const { energiesUkwh } = matchContinuous(columns);
    const energyUkwh = energiesUkwh.reduce((sum, energy) => sum + energy, 0);
    const events = eventsOf(columns);
    deepStrictEqual(feed(events), { trades: energiesUkwh.length, energyUkwh });
    return {
      run: () => matchContinuous(columns),
      against: { name: "nodejs-order-book", run: () => feed(events) },
    };
  },
};

/**
 * Orders of an account each, their limits at the sixth decimal around the middle of feed-in and
 * retail price: bids a little below it, asks above, with a spread that lets about half the energy
 * trade. Always the same.
 */
function generateFlow(size: number): ContinuousColumns {
  const next = numbersFrom(11);
  const { feedInPrice, retailPrice } = TARIFF;
  const middle = (feedInPrice + retailPrice) / 2;
  const width = (retailPrice - feedInPrice) / 4;
  const columns = {
    buys: new Uint8Array(size),
    limits: new Float64Array(size),
    energiesUkwh: new Float64Array(size),
    accounts: new Float64Array(size),
  };
  const cancellations = new Map<number, number>();
  for (let sequence = 0; sequence < size; sequence++) {
    const isBid = next() % 2;
    // The sum of three is bell-shaped enough: most limits are near their side's middle.
    const away = (next() % width) + (next() % width) + (next() % width) - 1.5 * width;
    columns.buys[sequence] = isBid;
    columns.limits[sequence] = Math.round(middle + away + ((1 - 2 * isBid) * width) / 4);
    columns.energiesUkwh[sequence] = 1 + (next() % 5_000_000);
    columns.accounts[sequence] = sequence;
    if (next() % CANCELLED_EVERY !== 0) continue;
    const cancelled = sequence - (next() % Math.min(sequence + 1, CANCELLED_WITHIN));
    if (!cancellations.has(cancelled)) cancellations.set(cancelled, sequence);
  }
  return {
    ...columns,
    cancelled: Uint32Array.from(cancellations.keys()),
    cancelledAfter: Uint32Array.from(cancellations.values()),
  };
}

/** The flow as the peer takes it: orders as objects, and after each the ids that are taken back. */
interface Event {
  order: LimitOrderOptions;
  cancelledIds: string[];
}

function eventsOf(columns: ContinuousColumns): Event[] {
  const { buys, limits, energiesUkwh, cancelled, cancelledAfter } = columns;
  const events = Array.from(buys, (isBid, sequence): Event => {
    const [size, price] = [energiesUkwh[sequence] ?? 0, limits[sequence] ?? 0];
    const side = isBid === 1 ? Side.BUY : Side.SELL;
    return { order: { id: `${sequence}`, side, size, price }, cancelledIds: [] };
  });
  for (const [index, sequence] of cancelled.entries()) {
    events[cancelledAfter[index] ?? 0]?.cancelledIds.push(`${sequence}`);
  }
  return events;
}

/** Lets the peer take all of it, and counts what it answers. */
function feed(events: readonly Event[]): Outcome {
  const book = new OrderBook();
  let [trades, energyUkwh] = [0, 0];
  for (const { order, cancelledIds } of events) {
    const answer = book.limit(order);
    if (answer.err !== null) throw answer.err;
    energyUkwh += order.size - answer.quantityLeft;
    // It lists the orders used up, the incoming one among them, and who was filled in part.
    if (answer.quantityLeft > 0) trades += answer.done.length;
    else trades += answer.done.length - 1 + (answer.partial === null ? 0 : 1);
    for (const id of cancelledIds) book.cancel(id);
  }
  return { trades, energyUkwh };
}
