import { expect, it } from "vitest";
import { bookOf, meterBook } from "./cases/books.js";
import { settleMeteredAtGridTariff, settleMeteredSlot } from "./settle-metered-slot.js";

const tariffOf = () => ({ retailPrice: 30, feedInPrice: 5, buyerFee: 2, sellerFee: 1 });

it("settles contracts by account from the fills, and names each account's last order", () => {
  const orders = bookOf(1000, [
    [4, "buy", 25, 300],
    [5, "sell", 10, 1000],
    [4, "buy", 20, 200],
  ]);
  const { settlement, lastOrderOf } = meterBook(orders);
  const buyer = settlement.lines.find(({ account }) => account === 4);
  const seller = settlement.lines.find(({ account }) => account === 5);
  expect(buyer).toMatchObject({ contractedBuyUkwh: 500, deliveredBuyUkwh: 500 });
  expect(seller).toMatchObject({ contractedSellUkwh: 500, deliveredSellUkwh: 500 });
  expect([4, 5, 6].map(lastOrderOf)).toEqual([3, 2, 0]);
});

const meter = (index: number, importedUkwh: number) => ({
  meter: index,
  account: 4,
  importedUkwh,
  exportedUkwh: 1,
  importRegisterUkwh: 0,
  exportRegisterUkwh: 0,
  quality: "measured" as const,
  rule: null,
});
const metered = [meter(0, 5), meter(1, 6)];

it("adds up an account's meters", () => {
  const clearing = { price: null, fills: [] };
  const { settlement } = settleMeteredSlot({ orders: [], clearing, metered, tariffOf });
  expect(settlement.lines.find(({ account }) => account === 4)).toMatchObject({
    importedUkwh: 11,
    exportedUkwh: 2,
  });
});

it("settles an account's meters together at the grid tariff, where no order counts", () => {
  const { settlement, lastOrderOf } = settleMeteredAtGridTariff({ metered, tariffOf });
  expect(settlement.lines).toMatchObject([
    { account: 0, supplierAmount: 320n },
    { account: 1, total: 0n },
    { account: 4, importedUkwh: 11, exportedUkwh: 2, supplierAmount: -320n, feeAmount: 0n },
  ]);
  expect(lastOrderOf(4)).toBe(0);
});
