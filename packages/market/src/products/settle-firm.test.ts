import { expect, test } from "vitest";
import { costWithoutCommunity } from "../cost-without-community.js";
import type { Order } from "../order.js";
import type { SettlementLine } from "../settlement-line.js";
import { settleFirm } from "./settle-firm.js";

const TARIFF = { retailPrice: 30, feedInPrice: 8, buyerFee: 0, sellerFee: 0 };

const order = (sequence: number, account: number, side: Order["side"]): Order => ({
  sequence,
  account,
  side,
  limitPrice: 16,
  energyUkwh: 100,
});

/** Account 4 buys 100 of account 5 at 16, and they meter something else. */
function settled(
  [importedA, exportedA]: [number, number],
  [importedB, exportedB]: [number, number],
): [SettlementLine, SettlementLine, SettlementLine] {
  const { lines } = settleFirm({
    orders: [order(0, 4, "buy"), order(1, 5, "sell")],
    result: {
      price: 16,
      fills: [100, 100],
      trades: [{ buySequence: 0, sellSequence: 1, energyUkwh: 100, buyPrice: 16, sellPrice: 16 }],
    },
    readings: [
      { account: 4, importedUkwh: importedA, exportedUkwh: exportedA },
      { account: 5, importedUkwh: importedB, exportedUkwh: exportedB },
    ],
    tariffOf: () => TARIFF,
  });
  return [lines[2], lines[3], lines[0]] as [SettlementLine, SettlementLine, SettlementLine];
}

test("is the docstring's example", () => {
  const [a, b, supplier] = settled([80, 0], [0, 90]);
  expect(a).toMatchObject({ deliveredBuyUkwh: 100, residualExportUkwh: 20, total: -1440n });
  expect(b).toMatchObject({ deliveredSellUkwh: 100, residualImportUkwh: 10, total: 1300n });
  expect(supplier.total).toBe(140n);
});

test("can leave a member worse off than the grid tariff alone", () => {
  const [a] = settled([20, 0], [0, 100]);
  expect(a.total).toBe(-960n);
  expect(costWithoutCommunity(a, TARIFF)).toBe(600n);
});

test.each<[string, [number, number], [number, number]]>([
  ["both registers beyond the contract stand apart", [130, 7], [30, 7]],
  ["what was bought too much is sold back with the rest", [80, 7], [0, 27]],
  ["all bought too much is sold back", [0, 0], [0, 100]],
])("%s (buyer)", (_, metered, [importUkwh, exportUkwh]) => {
  const [a] = settled(metered, [0, 100]);
  expect([a.residualImportUkwh, a.residualExportUkwh]).toEqual([importUkwh, exportUkwh]);
});

test.each<[string, [number, number], [number, number]]>([
  ["both registers beyond the contract stand apart", [7, 130], [7, 30]],
  ["what was sold short is bought with the rest", [7, 80], [27, 0]],
])("%s (seller)", (_, metered, [importUkwh, exportUkwh]) => {
  const [, b] = settled([100, 0], metered);
  expect([b.residualImportUkwh, b.residualExportUkwh]).toEqual([importUkwh, exportUkwh]);
});

test("nets what an account bought too much with what it sold short", () => {
  const book = [order(0, 4, "buy"), order(1, 5, "sell"), order(2, 4, "sell"), order(3, 6, "buy")];
  const trades = [
    { buySequence: 0, sellSequence: 1, energyUkwh: 100, buyPrice: 16, sellPrice: 16 },
    { buySequence: 3, sellSequence: 2, energyUkwh: 60, buyPrice: 18, sellPrice: 18 },
  ];
  const { lines } = settleFirm({
    orders: book,
    result: { price: null, fills: [100, 100, 60, 60], trades },
    readings: [
      { account: 4, importedUkwh: 10, exportedUkwh: 5 },
      { account: 5, importedUkwh: 0, exportedUkwh: 100 },
      { account: 6, importedUkwh: 60, exportedUkwh: 0 },
    ],
    tariffOf: () => TARIFF,
  });
  // Bought 90 too much, sold 55 short: 35 go back to the supplier.
  expect(lines[2]).toMatchObject({
    residualImportUkwh: 0,
    residualExportUkwh: 35,
    tradeAmount: -520n,
    supplierAmount: 280n,
  });
});
