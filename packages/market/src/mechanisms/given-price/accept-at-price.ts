import { apportion, type Price, type Ukwh } from "@pumasi/quantities";
import { dominantAccount, isInPart } from "../auction/auction-among-others.js";
import { fillInTurn } from "../auction/call-auction.js";
import type { MarketOrder } from "../market-order.js";
import type { Ties } from "../market-rule.js";

/**
 * What was wanted and offered at a price (10^-6 kWh), and what each order of the book got of it, by
 * sequence.
 */
export interface Acceptance {
  demandUkwh: Ukwh;
  supplyUkwh: Ukwh;
  fills: Ukwh[];
}

/**
 * Who trades at a price (10^-6 currency/kWh) that was set beforehand; null when no price is possible,
 * and then nobody does.
 */
export interface PriceEvidence {
  offeredPrice: Price | null;
  /** Everybody who accepts the price, as if an account could trade with itself. */
  whole: Acceptance;
  /**
   * Set when that fills one account with more than all others can take the other side of: the same
   * account's asks with the others' bids, and the others' asks with its bids.
   */
  split: { account: number; sells: Acceptance; buys: Acceptance } | null;
}

/** True when an order trades at the price: a bid at or above it, an ask at or below it. */
export function acceptsPrice({ side }: MarketOrder, limit: Price, price: Price): boolean {
  return side === "buy" ? limit >= price : limit <= price;
}

/**
 * Fills a book at a given price. The orders that accept it trade; the side that wants less is filled
 * whole, the other is rationed: by energy, with the largest remainder and then the lowest sequence,
 * or by time.
 *
 * Own pairs are excluded. Fills can be paired among others exactly when no account's bought and sold
 * energy together exceed the energy traded; for one account at most they can. That account then
 * trades with all others: it sells as much as the others want and buys as much as they offer, rationed
 * within its own orders or within theirs. With D and S accepted in all and d and s by account A, no
 * matching without own pairs trades more than min(D, S, min over A of (D - d) + (S - s)), because every
 * trade has somebody else's order in it; this trades exactly that.
 *
 * Example: at 0.19, A bids 10 kWh and asks 10 kWh, B bids 2 kWh, C asks 3 kWh, and all accept. All
 * of it would be 12 kWh, of which A can trade at most 2 + 3: A sells 2 kWh to B and buys 3 kWh from C.
 */
export function acceptAtPrice(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  offeredPrice: Price | null,
  ties: Ties,
): PriceEvidence {
  const part = (takesPart: (order: MarketOrder) => boolean) =>
    fillPart(orders, ties, (order) => {
      if (offeredPrice === null || !takesPart(order)) return false;
      return acceptsPrice(order, limits[order.sequence] as Price, offeredPrice);
    });
  const whole = part(() => true);
  const energyUkwh = Math.min(whole.demandUkwh, whole.supplyUkwh);
  const account = dominantAccount(orders, whole.fills, energyUkwh);
  if (account === null) return { offeredPrice, whole, split: null };
  const sells = part((order) => isInPart(order, account, "sells"));
  const buys = part((order) => isInPart(order, account, "buys"));
  return { offeredPrice, whole, split: { account, sells, buys } };
}

function fillPart(
  orders: readonly MarketOrder[],
  ties: Ties,
  takesPart: (order: MarketOrder) => boolean,
): Acceptance {
  const bids: MarketOrder[] = [];
  const asks: MarketOrder[] = [];
  for (const order of orders)
    if (takesPart(order)) (order.side === "buy" ? bids : asks).push(order);
  const [demandUkwh, supplyUkwh] = [energyOf(bids), energyOf(asks)];
  const fills: Ukwh[] = orders.map(() => 0);
  for (const side of [bids, asks]) {
    const offered = side.map(({ energyUkwh }) => energyUkwh);
    const totalUkwh = Math.min(demandUkwh, supplyUkwh);
    const shares = ties === "time" ? fillInTurn(totalUkwh, offered) : apportion(totalUkwh, offered);
    for (const [index, { sequence }] of side.entries()) fills[sequence] = shares[index] as Ukwh;
  }
  return { demandUkwh, supplyUkwh, fills };
}

function energyOf(orders: readonly MarketOrder[]): Ukwh {
  return orders.reduce((sum, { energyUkwh }) => sum + energyUkwh, 0);
}
