import type { Price, Ukwh } from "@pumasi/quantities";
import { checkAuction } from "../../check-clearing.js";
import type { Clearing } from "../../uniform-price.js";
import { WHOLE_PPM } from "../../whole-ppm.js";
import { assembleResult } from "../assemble-result.js";
import { checkPairs } from "../check-pairs.js";
import { checkTrades } from "../check-trades.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult, MarketTrade } from "../market-result.js";
import type { MarketRule, UniformPriceRule } from "../market-rule.js";
import type { Mechanism, ResultFault } from "../mechanism.js";
import { onePrice } from "../one-price.js";
import { pairFills } from "../pair-fills.js";
import { areTies, takeBook } from "../take-book.js";
import {
  type AuctionAmongOthers,
  auctionAmongOthers,
  dominantAccount,
  isInPart,
} from "./auction-among-others.js";

type Terms = Pick<UniformPriceRule, "pricing" | "kPpm" | "ties">;

/** What sets one call auction apart from another once the book is filled. */
interface AuctionKind<R extends MarketRule> {
  /** How the clearings in the evidence are priced and their ties shared. */
  termsOf(rule: R): Terms;
  /** The price (10^-6 currency/kWh) of a pair, from the clearing's own and both limits. */
  priceOf(rule: R, clearingPrice: Price, bidLimit: Price, askLimit: Price): Price;
}

/**
 * A mechanism that fills a book as one call auction does, own pairs excluded, and pairs the fills in
 * merit order; kinds differ in what a pair pays. Its result has a price where all pairs pay the same.
 */
export function auctionMechanism<R extends MarketRule>(
  kind: AuctionKind<R>,
): Mechanism<R, AuctionAmongOthers> {
  return {
    clear(book) {
      const taken = takeBook(book);
      if (!taken.ok) return taken;
      const { orders, limits } = taken;
      const terms = kind.termsOf(book.rule);
      if (!areTerms(terms)) return { ok: false, reason: "book_rule_invalid" };
      const evidence = auctionAmongOthers(orders, limits, terms);
      const trades = tradesOf(kind, book.rule, orders, limits, evidence);
      const price = onePrice(trades);
      return { ok: true, result: assembleResult(orders, limits, price, trades, evidence) };
    },
    check(book, result) {
      const taken = takeBook(book);
      const terms = kind.termsOf(book.rule);
      if (!taken.ok || !areTerms(terms)) return { ok: false, reason: "result_book_invalid" };
      const { orders, limits } = taken;
      const fault =
        checkTrades(orders, limits, result) ?? checkEvidence(orders, limits, result, terms);
      if (fault !== null) return fault;
      const trades = tradesOf(kind, book.rule, orders, limits, result.evidence);
      const pairsFault = checkPairs(result, trades);
      if (pairsFault !== null) return pairsFault;
      const isPriced = result.price === onePrice(trades);
      return isPriced ? { ok: true } : { ok: false, reason: "result_price_differs" };
    },
  };
}

function areTerms({ pricing, kPpm, ties }: Terms): boolean {
  if (!areTies(ties)) return false;
  if (pricing !== "k") return true;
  return kPpm !== undefined && Number.isSafeInteger(kPpm) && kPpm >= 0 && kPpm <= WHOLE_PPM;
}

/** The trades that follow from the fills: each clearing's pairs, at what they pay. */
function tradesOf<R extends MarketRule>(
  kind: AuctionKind<R>,
  rule: R,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  { whole, split }: AuctionAmongOthers,
): MarketTrade[] {
  const clearings = split === null ? [whole] : [split.sells, split.buys];
  return clearings.flatMap(({ fills, price }) => {
    if (price === null) return [];
    return pairFills(orders, limits, fills).map((pair): MarketTrade => {
      const bidLimit = limits[pair.buySequence] as Price;
      const askLimit = limits[pair.sellSequence] as Price;
      const paid = kind.priceOf(rule, price, bidLimit, askLimit);
      return { ...pair, buyPrice: paid, sellPrice: paid };
    });
  });
}

/** The evidence is the auction's, and the fills are the evidence's. */
function checkEvidence(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  { evidence, fills }: MarketResult<AuctionAmongOthers>,
  terms: Terms,
): ResultFault | null {
  const { whole, split } = evidence;
  if (whole.fills.length !== orders.length) return { ok: false, reason: "result_evidence_wrong" };
  const fault = checkAuction({ book: orders, limits }, whole, terms);
  if (fault !== null) return fault;
  const account = dominantAccount(orders, whole.fills, whole.energyUkwh);
  if ((split?.account ?? null) !== account) return { ok: false, reason: "result_evidence_wrong" };
  if (split === null) return fillsDiffer(fills, whole.fills);
  const { sells, buys } = split;
  for (const [part, clearing] of [
    ["sells", sells],
    ["buys", buys],
  ] as const) {
    const partFault = checkPart(
      orders,
      limits,
      clearing,
      (order) => isInPart(order, split.account, part),
      terms,
    );
    if (partFault !== null) return partFault;
  }
  return fillsDiffer(
    fills,
    sells.fills.map((fill, sequence) => fill + (buys.fills[sequence] as Ukwh)),
  );
}

function checkPart(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  clearing: Clearing,
  takesPart: (order: MarketOrder) => boolean,
  terms: Terms,
): ResultFault | null {
  const stranger = orders.find(
    (order) => clearing.fills[order.sequence] !== 0 && !takesPart(order),
  );
  if (clearing.fills.length !== orders.length || stranger !== undefined) {
    return { ok: false, reason: "result_evidence_wrong" };
  }
  return checkAuction({ book: orders.filter(takesPart), limits }, clearing, terms);
}

function fillsDiffer(fills: readonly Ukwh[], expected: readonly Ukwh[]): ResultFault | null {
  const sequence = expected.findIndex((fill, index) => fills[index] !== fill);
  return sequence < 0 ? null : { ok: false, reason: "result_evidence_wrong", sequence };
}
