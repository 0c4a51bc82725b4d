import type { Price } from "@pumasi/quantities";
import { limitIn, type MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";

/** What both sides of one trade may pay and must get (10^-6 currency/kWh). */
export interface PairLimits {
  buy: Price;
  sell: Price;
}

/** The source a bid wants its energy from, or null when any will do; asks want none. */
export function wantedSource({ side, source }: MarketOrder) {
  return side === "buy" && source !== undefined && source !== "any" ? source : null;
}

/** True when an order would rather trade with some orders than with others. */
export function hasPreference(order: MarketOrder): boolean {
  return order.prefers !== undefined || wantedSource(order) !== null;
}

/**
 * Who prefers whom in a book of standing offers, and what it is worth to them. Orders and limits are
 * by sequence.
 */
export class Preferences {
  readonly #orders: readonly MarketOrder[];
  readonly #limits: readonly Price[];
  readonly #preferredLimits: readonly Price[];
  readonly #partners: readonly (ReadonlySet<number> | null)[];

  constructor(
    book: Pick<MarketBook, "tariffOf">,
    orders: readonly MarketOrder[],
    limits: readonly Price[],
  ) {
    this.#orders = orders;
    this.#limits = limits;
    this.#preferredLimits = orders.map((order) => preferredLimitIn(book, order));
    this.#partners = orders.map(({ prefers }) =>
      prefers === undefined || prefers.partners.length === 0 ? null : new Set(prefers.partners),
    );
  }

  /**
   * True when an order prefers one of the other side: another account's, which is one of its
   * partners where it names any and, for a bid, has the source it wants where it wants one.
   */
  prefers(sequence: number, other: number): boolean {
    const [order, counterpart] = [this.#order(sequence), this.#order(other)];
    if (!hasPreference(order) || order.account === counterpart.account) return false;
    const source = wantedSource(order);
    if (source !== null && counterpart.source !== source) return false;
    return this.#partners[sequence]?.has(counterpart.account) ?? true;
  }

  /** Both sides' limits in a pair: moved by the premium for a side that prefers the other. */
  limitsOf(buySequence: number, sellSequence: number): PairLimits {
    const limit = (sequence: number, other: number) =>
      (this.prefers(sequence, other) ? this.#preferredLimits : this.#limits)[sequence] as Price;
    return { buy: limit(buySequence, sellSequence), sell: limit(sellSequence, buySequence) };
  }

  #order(sequence: number): MarketOrder {
    return this.#orders[sequence] as MarketOrder;
  }
}

/**
 * The limit for a preferred counterpart: a bid's raised and an ask's lowered by the premium, clipped
 * to what the grid offers as any limit is.
 */
function preferredLimitIn(book: Pick<MarketBook, "tariffOf">, order: MarketOrder): Price {
  const premium = order.prefers?.premium ?? 0;
  const limitPrice = order.limitPrice + (order.side === "buy" ? premium : -premium);
  return limitIn(book, { ...order, limitPrice });
}
