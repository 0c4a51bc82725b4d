import { amountOf, type Price, type Ukwh } from "@pumasi/quantities";
import { assembleResult } from "../assemble-result.js";
import type { AuctionAmongOthers } from "../auction/auction-among-others.js";
import { uniformPrice } from "../auction/uniform-price.js";
import { checkPairs } from "../check-pairs.js";
import { checkTrades, type LimitsOf } from "../check-trades.js";
import type { MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult, MarketTrade } from "../market-result.js";
import type { BilateralRule, UniformPriceRule } from "../market-rule.js";
import type { Mechanism, ResultCheck } from "../mechanism.js";
import { areTies, takeBook } from "../take-book.js";
import { checkPreferred } from "./check-preferred.js";
import { matchPreferred } from "./match-preferred.js";
import { Preferences } from "./preferences.js";

/**
 * How a book of standing offers was cleared: how many trades, the first ones of the result, are
 * between preferred pairs, and the one-price clearing of what they left, whose orders are numbered
 * anew by `restOf`.
 */
export interface BilateralEvidence {
  preferredTrades: number;
  rest: MarketResult<AuctionAmongOthers>;
}

/**
 * Standing offers with preferred partners, energy sources and premiums.
 *
 * 1. *Preferred pairs.* An order with `prefers` prefers the orders of its partners, or of anybody
 *    when it names none; a bid with a `source` other than "any" prefers asks of that source (of these
 *    partners, if it has both). For a preferred counterpart a bid's limit rises and an ask's falls by
 *    its premium, never past what the grid offers. Pairs that prefer each other come first, then pairs
 *    in which one side does; in each of these rounds orders come in by sequence and meet the
 *    preferred ones of the other side that came before, the earliest first. Where their limits meet
 *    they trade as much as both have left, at the middle rounded toward minus infinity.
 * 2. *The rest.* What is left of every order, with preferences or without, clears at one price with
 *    ordinary limits (`uniformPrice` at the midpoint, `rule.ties`). A preference is a wish and no
 *    condition: no unfilled rest is lost.
 *
 * Nobody trades with itself. Welfare counts the premium in preferred trades: it is what the energy is
 * worth to who offered it. `price` is the rest's when no preferred pair traded, otherwise null.
 *
 * After the attributed matching of Grid Singularity's exchange (gsy-framework: trading partners first,
 * then the energy's type, then the rest), which drops what a partly matched order has left.
 *
 * Refuses a book that is none or has a premium that is no price of zero or more ("book_not_numbered",
 * "book_order_invalid"), then unknown ties ("book_rule_invalid"). Takes time in proportion to the
 * orders and the preferred pairs.
 *
 * Example: bid 0 wants 5 kWh at 0.20 and prefers account 7 with a premium of 0.02. Account 7's ask 1
 * has 3 kWh at 0.21, ask 2 has 9 kWh at 0.10. The pair's limits are 0.22 and 0.21: it trades 3 kWh at
 * 0.215. The bid's other 2 kWh trade with ask 2 at (0.20 + 0.10) / 2 = 0.15.
 */
export const bilateral: Mechanism<BilateralRule, BilateralEvidence> = {
  clear(book) {
    const taken = takeBook(book);
    if (!taken.ok) return taken;
    if (!areTies(book.rule.ties)) return { ok: false, reason: "book_rule_invalid" };
    const { orders, limits } = taken;
    const preferences = new Preferences(book, orders, limits);
    const preferred = matchPreferred(orders, preferences);
    const rest = restOf(book, orders, preferred);
    const cleared = uniformPrice.clear(rest.book);
    if (!cleared.ok) return cleared;
    const trades = [...preferred, ...inWholeBook(cleared.result.trades, rest.sequences)];
    const price = preferred.length === 0 ? cleared.result.price : null;
    const evidence = { preferredTrades: preferred.length, rest: cleared.result };
    const result = assembleResult(orders, limits, price, trades, evidence);
    return {
      ok: true,
      result: { ...result, welfare: welfareOf(trades, limitsIn(preferences, limits, evidence)) },
    };
  },
  check(book, result) {
    const taken = takeBook(book);
    if (!taken.ok || !areTies(book.rule.ties)) return { ok: false, reason: "result_book_invalid" };
    const { orders, limits } = taken;
    const { trades, evidence } = result;
    const { preferredTrades } = evidence;
    const preferences = new Preferences(book, orders, limits);
    const limitsOf = limitsIn(preferences, limits, evidence);
    const fault = checkTrades(orders, limits, result, 0n, limitsOf);
    if (fault !== null) return fault;
    const preferred = trades.slice(0, preferredTrades);
    if (preferred.length !== preferredTrades) return { ok: false, reason: "result_evidence_wrong" };
    const preferredFault = checkPreferred(orders, preferences, preferred);
    if (preferredFault !== null) return preferredFault;
    const rest = restOf(book, orders, preferred);
    const checked = inWholeBookFault(uniformPrice.check(rest.book, evidence.rest), rest.sequences);
    if (!checked.ok) return checked;
    const expected = [...preferred, ...inWholeBook(evidence.rest.trades, rest.sequences)];
    const pairFault = checkPairs(result, expected);
    if (pairFault !== null) return pairFault;
    const isPrice = result.price === (preferredTrades === 0 ? evidence.rest.price : null);
    return isPrice ? { ok: true } : { ok: false, reason: "result_price_differs" };
  },
};

/** What preferred trades left, as a book of its own; `sequences` are the orders' in the whole book. */
export interface RestBook {
  book: MarketBook<UniformPriceRule>;
  sequences: number[];
}

/**
 * The book of what is left of every order after the preferred trades, numbered anew by sequence.
 * `orders` are the whole book's, by sequence.
 */
export function restOf(
  { rule, tariffOf }: MarketBook<BilateralRule>,
  orders: readonly MarketOrder[],
  preferred: readonly MarketTrade[],
): RestBook {
  const leftUkwh = orders.map(({ energyUkwh }) => energyUkwh);
  for (const { buySequence, sellSequence, energyUkwh } of preferred) {
    leftUkwh[buySequence] = (leftUkwh[buySequence] as Ukwh) - energyUkwh;
    leftUkwh[sellSequence] = (leftUkwh[sellSequence] as Ukwh) - energyUkwh;
  }
  const sequences: number[] = [];
  const left: MarketOrder[] = [];
  for (const [sequence, order] of orders.entries()) {
    const energyUkwh = leftUkwh[sequence] as Ukwh;
    if (energyUkwh === 0) continue;
    left.push({ ...order, sequence: sequences.length, energyUkwh });
    sequences.push(sequence);
  }
  const restRule: UniformPriceRule = {
    mechanism: "uniform-price",
    pricing: "midpoint",
    ties: rule.ties,
  };
  const book = { rule: restRule, orders: left };
  return { book: tariffOf === undefined ? book : { ...book, tariffOf }, sequences };
}

/** The rest's trades between the orders of the whole book. */
function inWholeBook(trades: readonly MarketTrade[], sequences: readonly number[]): MarketTrade[] {
  return trades.map((trade) => ({
    ...trade,
    buySequence: sequences[trade.buySequence] as number,
    sellSequence: sequences[trade.sellSequence] as number,
  }));
}

/** A fault in the rest, about the orders of the whole book. */
function inWholeBookFault(checked: ResultCheck, sequences: readonly number[]): ResultCheck {
  if (checked.ok) return checked;
  const { reason, sequence, otherSequence } = checked;
  const [one, other] = [sequences[sequence ?? -1], sequences[otherSequence ?? -1]];
  return {
    ok: false,
    reason,
    ...(one !== undefined && { sequence: one }),
    ...(other !== undefined && { otherSequence: other }),
  };
}

/** The limits that bind each trade: with the premium in preferred ones, ordinary in the rest. */
function limitsIn(
  preferences: Preferences,
  limits: readonly Price[],
  { preferredTrades }: BilateralEvidence,
): LimitsOf {
  return ({ buySequence, sellSequence }, index) =>
    index < preferredTrades
      ? preferences.limitsOf(buySequence, sellSequence)
      : { buy: limits[buySequence] as Price, sell: limits[sellSequence] as Price };
}

/** What all trades gain at the limits that bind them (10^-12 currency). */
function welfareOf(trades: readonly MarketTrade[], limitsOf: LimitsOf): bigint {
  return trades.reduce((sum, trade, index) => {
    const { buy, sell } = limitsOf(trade, index);
    return sum + amountOf(trade.energyUkwh, buy - sell);
  }, 0n);
}
