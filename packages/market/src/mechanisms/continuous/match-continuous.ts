import { assert, type Ukwh } from "@pumasi/quantities";
import type { OrderColumns } from "../order-columns.js";
import { levelsOf } from "./price-levels.js";
import { RestingOrders } from "./resting-orders.js";

/**
 * A slot's events as columns. `accounts` has each order's account at its sequence. Order
 * `cancelled[i]` is taken back once the order `cancelledAfter[i]`, which is not before it, has been
 * handled.
 */
export interface ContinuousColumns extends OrderColumns {
  accounts: Float64Array;
  cancelled: Uint32Array;
  cancelledAfter: Uint32Array;
}

/**
 * Trades in order of time: the sequence of the order that rested, of the one that came in, and the
 * energy (10^-6 kWh). The price is the limit of the one that rested.
 */
export interface ContinuousTrades {
  makers: Uint32Array;
  takers: Uint32Array;
  energiesUkwh: Float64Array;
}

/**
 * Lets the orders in one after the other and matches each with the best that rests on the other
 * side, by price and then by time; see `continuous`, which is this for books of objects.
 *
 * Constant time for each order, trade and cancellation, but for the sort of prices that are on no
 * bounded grid and for an account's own orders: passing over one takes a step, each time.
 */
export function matchContinuous(columns: ContinuousColumns): ContinuousTrades {
  const { buys, limits, energiesUkwh } = columns;
  const count = buys.length;
  const { levels, count: levelCount } = levelsOf(limits);
  const next = new Uint32Array(count);
  const bids = new RestingOrders(levelCount, next);
  const asks = new RestingOrders(levelCount, next);
  const trades = new Matching(columns, next);
  const cancellations = new CancellationsByTime(columns);
  for (let order = 0; order < count; order++) {
    const level = levels[order] as number;
    const mirrored = levelCount - 1 - level;
    const isBid = buys[order] === 1;
    // The best bid is the highest, so that bids count their levels from the top.
    const own = isBid ? bids : asks;
    const opposite = isBid ? asks : bids;
    const reach = isBid ? level : mirrored;
    const left = energiesUkwh[order] as Ukwh;
    const rest = opposite.best > reach ? left : trades.match(order, left, opposite, reach);
    if (rest > 0) {
      trades.openUkwh[order] = rest;
      own.append(isBid ? mirrored : level, order);
    }
    cancellations.takeBackAfter(order, trades.openUkwh);
  }
  return trades.finish();
}

/** The trades made so far and what is open of every order that rests. */
class Matching {
  /** What each order could still trade (10^-6 kWh): 0 before it rests, when it is filled or taken back. */
  readonly openUkwh: Float64Array;
  readonly #accounts: Float64Array;
  readonly #next: Uint32Array;
  readonly #makers: Uint32Array;
  readonly #takers: Uint32Array;
  readonly #energiesUkwh: Float64Array;
  #count = 0;

  constructor({ accounts }: ContinuousColumns, next: Uint32Array) {
    this.openUkwh = new Float64Array(accounts.length);
    this.#accounts = accounts;
    this.#next = next;
    // Every trade uses an order up, so that there are never more trades than orders.
    this.#makers = new Uint32Array(accounts.length);
    this.#takers = new Uint32Array(accounts.length);
    this.#energiesUkwh = new Float64Array(accounts.length);
  }

  /** Matches an incoming order with all it reaches; gives the energy that is left of it. */
  match(taker: number, energyUkwh: Ukwh, opposite: RestingOrders, reach: number): Ukwh {
    let left = energyUkwh;
    let level = opposite.best;
    while (left > 0 && level <= reach) {
      left = this.#matchLevel(taker, left, opposite, level);
      if (left > 0) level = opposite.levelAfter(level);
    }
    return left;
  }

  /**
   * Matches with one level's queue. Passes over the account's own orders, which keep their place,
   * and drops what was taken back on the way.
   */
  #matchLevel(taker: number, energyUkwh: Ukwh, opposite: RestingOrders, level: number): Ukwh {
    const { openUkwh } = this;
    const accounts = this.#accounts;
    const next = this.#next;
    const account = accounts[taker] as number;
    let left = energyUkwh;
    let before = 0;
    let maker = opposite.headOf(level);
    while (maker !== 0 && left > 0) {
      const after = next[maker - 1] as number;
      const open = openUkwh[maker - 1] as Ukwh;
      if (open > 0 && accounts[maker - 1] === account) {
        before = maker;
      } else {
        const traded = open < left ? open : left;
        if (traded > 0) this.#record(maker - 1, taker, traded);
        left -= traded;
        openUkwh[maker - 1] = open - traded;
        if (traded === open) opposite.cut(level, before, after);
      }
      maker = after;
    }
    return left;
  }

  #record(maker: number, taker: number, energyUkwh: Ukwh): void {
    const index = this.#count;
    this.#makers[index] = maker;
    this.#takers[index] = taker;
    this.#energiesUkwh[index] = energyUkwh;
    this.#count = index + 1;
  }

  finish(): ContinuousTrades {
    const count = this.#count;
    assert(count <= this.#makers.length, "every trade uses an order up");
    return {
      makers: this.#makers.subarray(0, count),
      takers: this.#takers.subarray(0, count),
      energiesUkwh: this.#energiesUkwh.subarray(0, count),
    };
  }
}

/** Cancellations in lists by the order after which they come; places plus one, 0 for none. */
class CancellationsByTime {
  readonly #cancelled: Uint32Array;
  readonly #first: Uint32Array;
  readonly #next: Uint32Array;

  constructor({ buys, cancelled, cancelledAfter }: ContinuousColumns) {
    this.#cancelled = cancelled;
    this.#first = new Uint32Array(buys.length);
    this.#next = new Uint32Array(cancelled.length);
    for (let i = 0; i < cancelled.length; i++) {
      const after = cancelledAfter[i] as number;
      this.#next[i] = this.#first[after] as number;
      this.#first[after] = i + 1;
    }
  }

  /** Leaves nothing open of the orders that are taken back after this one. */
  takeBackAfter(order: number, openUkwh: Float64Array): void {
    for (let i = this.#first[order] as number; i !== 0; i = this.#next[i - 1] as number) {
      openUkwh[this.#cancelled[i - 1] as number] = 0;
    }
  }
}
