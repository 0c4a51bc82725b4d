import type { ClearingViolation } from "../check-clearing.js";
import type { MarketBook } from "./market-book.js";
import type { MarketResult } from "./market-result.js";
import type { MarketRule } from "./market-rule.js";

/**
 * Why a book is not cleared at all, in order of precedence. The first two are about any book; the
 * others about what one mechanism needs.
 */
export const BOOK_REFUSALS = [
  "book_not_numbered",
  "book_order_invalid",
  "book_rule_invalid",
  "book_several_orders_of_account",
  "book_zone_unknown",
  "book_network_invalid",
  "book_network_infeasible",
] as const;

export type BookReason = (typeof BOOK_REFUSALS)[number];

/** A refused book: the order, line or feeder it is about, where it is about one. */
export interface BookRefusal {
  ok: false;
  reason: BookReason;
  sequence?: number;
  line?: string;
}

export type Cleared<E = unknown> = { ok: true; result: MarketResult<E> } | BookRefusal;

/** What can be wrong with a result whatever the mechanism; looked for in this order, first. */
export const RESULT_VIOLATIONS = [
  "result_malformed",
  "result_book_invalid",
  "result_fills_missing",
  "result_fill_not_whole",
  "result_filled_beyond_quantity",
  "result_trade_invalid",
  "result_trade_with_oneself",
  "result_trade_past_limit",
  "result_trades_differ_from_fills",
  "result_energy_differs",
  "result_price_differs",
  "result_welfare_differs",
  "result_fund_differs",
  "result_evidence_wrong",
  "result_against_merit",
  "result_against_time",
  "result_ration_wrong",
  "result_welfare_left",
  "result_pairs_wrong",
  "result_capacity_exceeded",
] as const;

/** The general violations, and what can be wrong with the auction in a result's evidence. */
export type ResultViolation = (typeof RESULT_VIOLATIONS)[number] | ClearingViolation;

/** A violation, with the orders, the trade (its index) or the line that show it. */
export interface ResultFault {
  ok: false;
  reason: ResultViolation;
  sequence?: number;
  otherSequence?: number;
  trade?: number;
  line?: string;
}

export type ResultCheck = { ok: true } | ResultFault;

/**
 * A way to match orders: pure, deterministic, in whole units.
 *
 * `clear` refuses a book it cannot take and otherwise always gives a result, an empty one where
 * nothing meets. `check` tells in linear time whether a result is the one `clear` would give,
 * without clearing.
 */
export interface Mechanism<R extends MarketRule = MarketRule, E = unknown> {
  clear(book: MarketBook<R>): Cleared<E>;
  check(book: MarketBook<R>, result: MarketResult<E>): ResultCheck;
}
