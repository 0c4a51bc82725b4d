import type { Price } from "@pumasi/quantities";
import { assembleResult } from "../mechanisms/assemble-result.js";
import { limitIn, type MarketBook } from "../mechanisms/market-book.js";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { MarketResult } from "../mechanisms/market-result.js";
import type { MarketRule } from "../mechanisms/market-rule.js";
import type { Mechanism } from "../mechanisms/mechanism.js";

/**
 * A lie that hangs together: the result of another book that differs in one order or in the rule, told
 * of this one, with fills and sums as this book's limits give them. Chosen by two numbers; null when
 * the other book is refused. May, by chance, equal the honest result.
 */
export function retell<R extends MarketRule, E>(
  mechanism: Mechanism<R, E>,
  book: MarketBook<R>,
  how: number,
  where: number,
): MarketResult<E> | null {
  const cleared = mechanism.clear(otherBook(book, how, where));
  if (!cleared.ok) return null;
  const { price, trades, evidence } = cleared.result;
  const orders = [...book.orders].sort((a, b) => a.sequence - b.sequence);
  const limits = orders.map((order): Price => limitIn(book, order));
  return assembleResult(orders, limits, price, trades, evidence);
}

function otherBook<R extends MarketRule>(
  book: MarketBook<R>,
  how: number,
  where: number,
): MarketBook<R> {
  const one = book.orders[where % Math.max(1, book.orders.length)];
  if (one === undefined || how % 9 === 8) return { ...book, rule: otherRule(book.rule, how) };
  const other = book.orders[(where + 1 + (how % 3)) % book.orders.length] as MarketOrder;
  const changed = otherOrder(one, other, how);
  const orders = book.orders.map((order) => {
    if (order === one) return changed;
    const isSwapped = order === other && changed.sequence === other.sequence;
    return isSwapped ? { ...other, sequence: one.sequence } : order;
  });
  return { ...book, orders };
}

function otherOrder(one: MarketOrder, other: MarketOrder, how: number): MarketOrder {
  const { prefers, source, ...plain } = one;
  switch (how % 9) {
    case 0:
      return { ...one, limitPrice: one.limitPrice + 1 };
    case 1:
      return { ...one, limitPrice: one.limitPrice - 1 };
    case 2:
      return { ...one, limitPrice: one.limitPrice + (how % 2 === 0 ? 30 : -30) };
    case 3:
      return { ...one, energyUkwh: Math.max(1, one.energyUkwh - 1) };
    case 4:
      return { ...one, sequence: other.sequence };
    case 5:
      return { ...one, account: other.account };
    case 6:
      return { ...plain, ...(how % 2 === 0 ? prefers && { prefers } : source && { source }) };
    default:
      return { ...one, prefers: { partners: [other.account], premium: how % 5 } };
  }
}

function otherRule<R extends MarketRule>(rule: R, how: number): R {
  if ("ties" in rule && how % 2 === 0) {
    return { ...rule, ties: rule.ties === "time" ? "pro-rata" : "time" };
  }
  if ("price" in rule) return { ...rule, price: rule.price + 1 };
  return "retailPrice" in rule ? { ...rule, retailPrice: rule.retailPrice + 2 } : rule;
}
