import type { Price, Ukwh } from "@pumasi/quantities";
import { bookBySequence } from "./book.js";
import { checkRation } from "./check-ration.js";
import { netLimit } from "./effective-limit.js";
import { uniformPriceFrom } from "./mechanisms/auction/uniform-price-from.js";
import type { Ties, UniformPriceRule } from "./mechanisms/market-rule.js";
import type { Order, Side } from "./order.js";
import { findCrossingPair } from "./own-orders.js";
import type { Tariff } from "./tariff.js";
import type { Clearing, Marginal } from "./uniform-price.js";

/** What can be wrong with a clearing, in the order in which it is looked for. */
export const CLEARING_VIOLATIONS = [
  "clearing_book_invalid",
  "clearing_own_orders_cross",
  "clearing_fills_missing",
  "clearing_fill_not_whole",
  "clearing_filled_beyond_quantity",
  "clearing_sums_differ",
  "clearing_price_without_trade",
  "clearing_marginal_missing",
  "clearing_price_not_from_marginals",
  "clearing_filled_past_limit",
  "clearing_filled_worse_than_marginal",
  "clearing_unfilled_better_than_marginal",
  "clearing_marginal_wrong",
  "clearing_ration_not_pro_rata",
  "clearing_ration_not_by_time",
  "clearing_unfilled_orders_cross",
] as const;

export type ClearingViolation = (typeof CLEARING_VIOLATIONS)[number];

/** A violation, with the one or two orders that prove it where it is about orders. */
export interface ClearingFault {
  ok: false;
  reason: ClearingViolation;
  sequence?: number;
  otherSequence?: number;
}

export type ClearingCheck = { ok: true } | ClearingFault;

/** A book or a part of it by sequence, and limits net of fees (10^-6 currency/kWh) by sequence. */
export interface PricedBook {
  book: readonly Order[];
  limits: readonly Price[];
}

/** How a clearing was priced and its ties shared out; absent: the midpoint, pro rata. */
export type ClearingTerms = Pick<UniformPriceRule, "pricing" | "kPpm" | "ties">;

const USUAL_TERMS: ClearingTerms = { pricing: "midpoint", ties: "pro-rata" };

/**
 * Checks a uniform-price clearing against its book in a few passes over the orders, without running
 * the mechanism: what passes is the clearing, to the last unit. Answers with the first violation in
 * the order of `CLEARING_VIOLATIONS` and the orders that prove it.
 *
 * An unfilled bid above the price is no fault, because the price is a midpoint; an unfilled bid at
 * or above an unfilled ask is one (MARKET.md).
 */
export function checkClearing(
  orders: readonly Order[],
  tariffOf: (account: number) => Tariff,
  clearing: Clearing,
): ClearingCheck {
  const book = bookBySequence(orders);
  if (book === null) return { ok: false, reason: "clearing_book_invalid" };
  const own = findCrossingPair(book, tariffOf);
  if (own !== null) {
    const { buySequence: sequence, sellSequence: otherSequence } = own;
    return { ok: false, reason: "clearing_own_orders_cross", sequence, otherSequence };
  }
  const limits = book.map((order) => netLimit(order, tariffOf(order.account)));
  if (clearing.fills.length !== book.length) return { ok: false, reason: "clearing_fills_missing" };
  return checkAuction({ book, limits }, clearing, USUAL_TERMS) ?? { ok: true };
}

/**
 * The part of `checkClearing` that is about the auction alone; null when nothing is wrong. `book` is
 * by ascending sequence and may be a part of one; limits and fills are by sequence.
 */
export function checkAuction(
  priced: PricedBook,
  clearing: Clearing,
  terms: ClearingTerms,
): ClearingFault | null {
  return (
    checkFills(priced.book, clearing) ??
    checkPrice(clearing, terms) ??
    checkMerit(priced, clearing) ??
    checkMarginal("buy", clearing.bid, priced, clearing, terms.ties) ??
    checkMarginal("sell", clearing.ask, priced, clearing, terms.ties) ??
    checkUnfilled(priced, clearing)
  );
}

/** Every fill is whole and within its order, and both sides add up to the energy traded. */
function checkFills(book: readonly Order[], clearing: Clearing): ClearingFault | null {
  const { fills, energyUkwh } = clearing;
  let [boughtUkwh, soldUkwh] = [0, 0];
  for (const { sequence, side, energyUkwh: quantity } of book) {
    const fill = fills[sequence] as Ukwh;
    if (!Number.isSafeInteger(fill) || fill < 0) {
      return { ok: false, reason: "clearing_fill_not_whole", sequence };
    }
    if (fill > quantity) return { ok: false, reason: "clearing_filled_beyond_quantity", sequence };
    if (side === "buy") boughtUkwh += fill;
    else soldUkwh += fill;
  }
  const differ = boughtUkwh !== soldUkwh || boughtUkwh !== energyUkwh;
  return differ ? { ok: false, reason: "clearing_sums_differ" } : null;
}

/** There is a price exactly when there is trade, and it follows from the marginal orders. */
function checkPrice(
  { energyUkwh, price, bid, ask }: Clearing,
  terms: ClearingTerms,
): ClearingFault | null {
  if (energyUkwh === 0) {
    const isEmpty = price === null && bid === null && ask === null;
    return isEmpty ? null : { ok: false, reason: "clearing_price_without_trade" };
  }
  if (bid === null || ask === null) return { ok: false, reason: "clearing_marginal_missing" };
  const isRight = price === uniformPriceFrom(bid.price, ask.price, terms);
  return isRight ? null : { ok: false, reason: "clearing_price_not_from_marginals" };
}

/** Who is filled accepts the price; the better orders are filled first, the worse not at all. */
function checkMerit({ book, limits }: PricedBook, clearing: Clearing): ClearingFault | null {
  const { price, bid, ask, fills } = clearing;
  if (price === null || bid === null || ask === null) return null;
  const tests: [ClearingViolation, (order: Order, limit: Price, fill: Ukwh) => boolean][] = [
    [
      "clearing_filled_past_limit",
      ({ side }, limit, fill) => fill > 0 && isBetter(side, price, limit),
    ],
    [
      "clearing_filled_worse_than_marginal",
      ({ side }, limit, fill) =>
        fill > 0 && isBetter(side, side === "buy" ? bid.price : ask.price, limit),
    ],
    [
      "clearing_unfilled_better_than_marginal",
      ({ side, energyUkwh }, limit, fill) =>
        fill < energyUkwh && isBetter(side, limit, side === "buy" ? bid.price : ask.price),
    ],
  ];
  for (const [reason, isBroken] of tests) {
    for (const order of book) {
      const { sequence } = order;
      if (isBroken(order, limits[sequence] as Price, fills[sequence] as Ukwh)) {
        return { ok: false, reason, sequence };
      }
    }
  }
  return null;
}

/** True when the one price is strictly the better offer of its side: bids high, asks low. */
function isBetter(side: Side, price: Price, than: Price): boolean {
  return side === "buy" ? price > than : price < than;
}

/**
 * The marginal order is the one the convention names, with its level's figures, rationed fairly.
 */
function checkMarginal(
  side: Side,
  marginal: Marginal | null,
  { book, limits }: PricedBook,
  { fills }: Clearing,
  ties: Ties,
): ClearingFault | null {
  if (marginal === null) return null;
  const level = book.filter(
    (order) => order.side === side && limits[order.sequence] === marginal.price,
  );
  const last = level.findLast((order) => (fills[order.sequence] as Ukwh) > 0);
  let [filledUkwh, offeredUkwh] = [0, 0];
  for (const order of level) {
    filledUkwh += fills[order.sequence] as Ukwh;
    offeredUkwh += order.energyUkwh;
  }
  const isRight =
    last !== undefined &&
    marginal.sequence === last.sequence &&
    marginal.fillUkwh === fills[last.sequence] &&
    marginal.levelFilledUkwh === filledUkwh &&
    marginal.levelOfferedUkwh === offeredUkwh;
  if (!isRight) {
    return { ok: false, reason: "clearing_marginal_wrong", sequence: marginal.sequence };
  }
  return ties === "time"
    ? checkTurns(level, fills)
    : checkRation(level, fills, filledUkwh, offeredUkwh);
}

/** By time, nobody at the level is filled while an earlier order still wants energy. */
function checkTurns(level: readonly Order[], fills: readonly Ukwh[]): ClearingFault | null {
  let waiting: Order | null = null;
  for (const order of level) {
    const fill = fills[order.sequence] as Ukwh;
    if (fill > 0 && waiting !== null) {
      const { sequence: otherSequence } = waiting;
      const { sequence } = order;
      return { ok: false, reason: "clearing_ration_not_by_time", sequence, otherSequence };
    }
    if (fill < order.energyUkwh) waiting ??= order;
  }
  return null;
}

/** No energy is left on the table: the best unfilled bid is below the cheapest unfilled ask. */
function checkUnfilled({ book, limits }: PricedBook, { fills }: Clearing): ClearingFault | null {
  let [bid, ask]: [Order | null, Order | null] = [null, null];
  const limitOf = (order: Order) => limits[order.sequence] as Price;
  for (const order of book) {
    if (fills[order.sequence] === order.energyUkwh) continue;
    if (order.side === "buy") {
      if (bid === null || limitOf(order) > limitOf(bid)) bid = order;
    } else if (ask === null || limitOf(order) < limitOf(ask)) ask = order;
  }
  if (bid === null || ask === null || limitOf(bid) < limitOf(ask)) return null;
  const { sequence } = bid;
  const { sequence: otherSequence } = ask;
  return { ok: false, reason: "clearing_unfilled_orders_cross", sequence, otherSequence };
}
