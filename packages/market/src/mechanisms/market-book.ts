import type { Price } from "@pumasi/quantities";
import { netLimit } from "../effective-limit.js";
import type { Tariff } from "../tariff.js";
import type { MarketOrder } from "./market-order.js";
import type { MarketRule } from "./market-rule.js";

/**
 * A frozen book and the rule that clears it. Sequences number the orders from 0 without gaps and
 * stand for time; the array's order is irrelevant. With `tariffOf` limits are clipped to what the
 * grid offers and taken net of fees; without it they stand as said.
 */
export interface MarketBook<R extends MarketRule = MarketRule> {
  rule: R;
  orders: readonly MarketOrder[];
  tariffOf?: (account: number) => Tariff;
}

/** The limit that clearing works on (10^-6 currency/kWh, net of fees where there are any). */
export function limitIn(book: Pick<MarketBook, "tariffOf">, order: MarketOrder): Price {
  return book.tariffOf === undefined
    ? order.limitPrice
    : netLimit(order, book.tariffOf(order.account));
}
