import type { Price, Ukwh } from "@pumasi/quantities";
import { netLimit } from "../effective-limit.js";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { MarketTrade } from "../mechanisms/market-result.js";
import type { Tariff } from "../tariff.js";

/** What preferred pairs trade, and what that leaves of every order (10^-6 kWh, by sequence). */
export interface NaivePreferred {
  trades: MarketTrade[];
  leftUkwh: Ukwh[];
}

/**
 * A second model of preferred pairs, made to be obviously right and nothing else: it writes down every
 * pair of a bid and an ask, sorts the pairs by when they have their turn, and goes through them. Shares
 * no code with the mechanism but the net limit.
 */
export function preferNaively(
  orders: readonly MarketOrder[],
  tariffOf: ((account: number) => Tariff) | null,
): NaivePreferred {
  const limitOf = (order: MarketOrder, moved: number): Price => {
    const direction = order.side === "buy" ? 1 : -1;
    const wish = { ...order, limitPrice: order.limitPrice + direction * moved };
    return tariffOf === null ? wish.limitPrice : netLimit(wish, tariffOf(order.account));
  };
  const premiumOf = (order: MarketOrder) => order.prefers?.premium ?? 0;
  const pairs = orders
    .filter(({ side }) => side === "buy")
    .flatMap((bid) => orders.filter(({ side }) => side === "sell").map((ask) => ({ bid, ask })))
    .map(({ bid, ask }) => {
      const [isBids, isAsks] = [likes(bid, ask), likes(ask, bid)];
      return {
        bid,
        ask,
        likings: Number(isBids) + Number(isAsks),
        bidLimit: limitOf(bid, isBids ? premiumOf(bid) : 0),
        askLimit: limitOf(ask, isAsks ? premiumOf(ask) : 0),
        turn: [bid.sequence, ask.sequence].sort((a, b) => b - a) as [number, number],
      };
    })
    .filter(({ likings, bidLimit, askLimit }) => likings > 0 && bidLimit >= askLimit)
    .sort((a, b) => b.likings - a.likings || a.turn[0] - b.turn[0] || a.turn[1] - b.turn[1]);
  const leftUkwh = orders.map(({ energyUkwh }) => energyUkwh);
  const trades: MarketTrade[] = [];
  for (const { bid, ask, bidLimit, askLimit } of pairs) {
    const [wanted, offered] = [leftUkwh[bid.sequence] as Ukwh, leftUkwh[ask.sequence] as Ukwh];
    const energyUkwh = Math.min(wanted, offered);
    if (energyUkwh === 0) continue;
    leftUkwh[bid.sequence] = wanted - energyUkwh;
    leftUkwh[ask.sequence] = offered - energyUkwh;
    const price = Math.floor((bidLimit + askLimit) / 2);
    trades.push({
      buySequence: bid.sequence,
      sellSequence: ask.sequence,
      energyUkwh,
      buyPrice: price,
      sellPrice: price,
    });
  }
  return { trades, leftUkwh };
}

/** True when the one order would rather trade with the other than with the market. */
function likes(one: MarketOrder, other: MarketOrder): boolean {
  const source = one.side === "buy" && one.source !== "any" ? one.source : undefined;
  if (one.account === other.account) return false;
  if (one.prefers === undefined && source === undefined) return false;
  const partners = one.prefers?.partners ?? [];
  const isPartner = partners.length === 0 || partners.includes(other.account);
  return isPartner && (source === undefined || other.source === source);
}
