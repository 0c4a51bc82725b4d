import type { Ukwh } from "@pumasi/quantities";
import { midpoint } from "../../midpoint.js";
import type { Side } from "../../order.js";
import type { EnergySource, MarketOrder } from "../market-order.js";
import type { MarketTrade } from "../market-result.js";
import type { ResultFault } from "../mechanism.js";
import { hasPreference, type Preferences, wantedSource } from "./preferences.js";

/**
 * Checks the trades of preferred pairs (the first of a bilateral result) without matching anybody:
 * each is between a preferred pair whose limits meet, at their middle, in the order in which pairs
 * have their turn; and of every preferred pair whose limits meet, one side has nothing left once its
 * turn has passed. Exactly one list of trades within the orders' energies is like that.
 *
 * `orders` are by sequence; that no trade takes more than they have or is past a limit is checked
 * before. Takes time in proportion to the orders and the preferred pairs. Null when nothing is wrong.
 */
export function checkPreferred(
  orders: readonly MarketOrder[],
  preferences: Preferences,
  trades: readonly MarketTrade[],
): ResultFault | null {
  const leftUkwh = orders.map(({ energyUkwh }) => energyUkwh);
  const spentAt = orders.map(() => Number.POSITIVE_INFINITY);
  let turn = -1;
  for (const [
    trade,
    { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice },
  ] of trades.entries()) {
    const own = turnOf(orders, preferences, buySequence, sellSequence);
    const { buy, sell } = preferences.limitsOf(buySequence, sellSequence);
    if (own === null) return { ok: false, reason: "result_pairs_wrong", trade };
    if (own <= turn) return { ok: false, reason: "result_against_time", trade };
    const price = midpoint(buy, sell);
    if (buyPrice !== price || sellPrice !== price) {
      return { ok: false, reason: "result_price_differs", trade };
    }
    turn = own;
    for (const sequence of [buySequence, sellSequence]) {
      leftUkwh[sequence] = (leftUkwh[sequence] as Ukwh) - energyUkwh;
      if (leftUkwh[sequence] === 0) spentAt[sequence] = turn;
    }
  }
  return checkPassedOver(orders, preferences, spentAt);
}

/** No preferred pair whose limits meet still had energy on both sides after its turn. */
function checkPassedOver(
  orders: readonly MarketOrder[],
  preferences: Preferences,
  spentAt: readonly number[],
): ResultFault | null {
  const index = new OrderIndex(orders);
  for (const order of orders) {
    if (!hasPreference(order)) continue;
    const { sequence, side } = order;
    for (const other of index.preferredBy(order)) {
      const spent = Math.min(spentAt[sequence] as number, spentAt[other] as number);
      // Most pairs are done with here, at little cost: no turn is earlier than a mutual pair's.
      if (spent <= mutualTurnOf(orders, sequence, other)) continue;
      const [buySequence, sellSequence] = side === "buy" ? [sequence, other] : [other, sequence];
      const turn = turnOf(orders, preferences, buySequence, sellSequence);
      if (turn === null || spent <= turn) continue;
      const { buy, sell } = preferences.limitsOf(buySequence, sellSequence);
      if (buy < sell) continue;
      return {
        ok: false,
        reason: "result_pairs_wrong",
        sequence: buySequence,
        otherSequence: sellSequence,
      };
    }
  }
  return null;
}

/**
 * When a pair has its turn, as a number that grows: mutual pairs before others, then by the order that
 * came later, then by the one that came earlier. Null when neither prefers the other.
 */
function turnOf(
  orders: readonly MarketOrder[],
  preferences: Preferences,
  buySequence: number,
  sellSequence: number,
): number | null {
  const isBuyers = preferences.prefers(buySequence, sellSequence);
  const isSellers = preferences.prefers(sellSequence, buySequence);
  if (!isBuyers && !isSellers) return null;
  const turn = mutualTurnOf(orders, buySequence, sellSequence);
  return isBuyers && isSellers ? turn : turn + orders.length ** 2;
}

/** The turn of a pair in the first round, whether it is mutual or not. */
function mutualTurnOf(orders: readonly MarketOrder[], one: number, other: number): number {
  return Math.max(one, other) * orders.length + Math.min(one, other);
}

/** A book's orders, found by what others may prefer them for. */
class OrderIndex {
  readonly #all: Record<Side, number[]> = { buy: [], sell: [] };
  readonly #byAccount: Record<Side, Map<number, number[]>> = { buy: new Map(), sell: new Map() };
  readonly #bySource = new Map<EnergySource, number[]>();

  constructor(orders: readonly MarketOrder[]) {
    for (const { sequence, side, account, source } of orders) {
      this.#all[side].push(sequence);
      append(this.#byAccount[side], account, sequence);
      if (side === "sell" && source !== undefined) append(this.#bySource, source, sequence);
    }
  }

  /** Those of the other side that an order prefers, and perhaps others of the same accounts. */
  preferredBy(order: MarketOrder): number[] {
    const others = order.side === "buy" ? "sell" : "buy";
    const source = wantedSource(order);
    const partners = new Set(order.prefers?.partners ?? []);
    if (partners.size > 0) {
      return [...partners].flatMap((account) => this.#byAccount[others].get(account) ?? []);
    }
    return source === null ? this.#all[others] : (this.#bySource.get(source) ?? []);
  }
}

function append<K>(lists: Map<K, number[]>, key: K, sequence: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [sequence]);
  else list.push(sequence);
}
