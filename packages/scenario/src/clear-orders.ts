import {
  type Contracts,
  continuous,
  contractsFromResult,
  FIRST_MEMBER_ACCOUNT,
  holdCallAuction,
  type MarketBook,
  type MarketResult,
  midMarketRate,
  type ProductColumns,
  payAsBid,
  postedPrice,
  truthful,
  uniformPriceFrom,
} from "@pumasi/market";
import { assert, type Price, type Ukwh } from "@pumasi/quantities";
import type { PlanRule } from "./scenario.js";
import { accountOf, type SlotOrders } from "./slot-orders.js";
import type { TariffColumns } from "./tariff-columns.js";

/**
 * Clears a slot's orders by a rule and gives what was agreed, with the contracted columns written
 * (10^-6 kWh). The uniform price is cleared in columns; the others as books of objects.
 */
export function clearOrders(
  rule: PlanRule,
  orders: SlotOrders,
  tariffs: TariffColumns,
  columns: ProductColumns,
): Contracts {
  columns.contractedBuyUkwh.fill(0);
  columns.contractedSellUkwh.fill(0);
  if (orders.count === 0) return null;
  if (rule.mechanism === "uniform-price") return clearAtOnePrice(rule, orders, columns);
  const result = clearBook(rule, orders, tariffs);
  const readings = Array.from(columns.importedUkwh, (importedUkwh, home) => ({
    account: accountOf(home),
    importedUkwh,
    exportedUkwh: columns.exportedUkwh[home] as Ukwh,
  }));
  return contractsFromResult({ orders: orders.objects(), result }, readings, columns);
}

function clearAtOnePrice(
  rule: Extract<PlanRule, { mechanism: "uniform-price" }>,
  orders: SlotOrders,
  { contractedBuyUkwh, contractedSellUkwh }: ProductColumns,
): Price | null {
  const book = orders.columns();
  const { bid, ask, fills } = holdCallAuction(book, rule.ties);
  if (bid === null || ask === null) return null;
  for (let sequence = 0; sequence < orders.count; sequence++) {
    const column = book.buys[sequence] === 1 ? contractedBuyUkwh : contractedSellUkwh;
    column[orders.homes[sequence] as number] = fills[sequence] as Ukwh;
  }
  return uniformPriceFrom(bid.price, ask.price, rule);
}

/** Clears a book of objects; a scenario's books are never refused. */
function clearBook(
  rule: Exclude<PlanRule, { mechanism: "uniform-price" }>,
  orders: SlotOrders,
  tariffs: TariffColumns,
): MarketResult {
  const book = { orders: orders.objects(), tariffOf: orders.tariffOf };
  const cleared = (() => {
    switch (rule.mechanism) {
      case "pay-as-bid":
        return payAsBid.clear({ ...book, rule });
      case "continuous":
        return continuous.clear({ ...book, rule: { ...rule, cancellations: [] } });
      case "truthful":
        return truthful.clear({ ...book, rule });
      case "posted-price":
        return postedPrice.clear({ ...book, rule });
      case "mid-market-rate":
        return midMarketRate.clear({ ...book, rule: { ...rule, ...gridPrices(book, tariffs) } });
    }
  })();
  assert(cleared.ok, "a scenario's book can be cleared");
  return cleared.result;
}

/**
 * The grid's two prices between which the middle suits everybody who takes part: the lowest that a
 * buyer pays the supplier, less its fee, and the highest that a seller is paid, with its fee.
 */
function gridPrices(
  { orders }: Pick<MarketBook, "orders">,
  tariffs: TariffColumns,
): { retailPrice: Price; feedInPrice: Price; buyerFee: Price; sellerFee: Price } {
  const { retailPrice, feedInPrice, buyerFee, sellerFee } = tariffs;
  let [most, least] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { account, side } of orders) {
    const home = account - FIRST_MEMBER_ACCOUNT;
    if (side === "buy") {
      most = Math.min(most, (retailPrice[home] as Price) - (buyerFee[home] as Price));
    } else {
      least = Math.max(least, (feedInPrice[home] as Price) + (sellerFee[home] as Price));
    }
  }
  const [retail, feedIn] = [
    Number.isFinite(most) ? most : least,
    Number.isFinite(least) ? least : most,
  ];
  return { retailPrice: retail, feedInPrice: feedIn, buyerFee: 0, sellerFee: 0 };
}
