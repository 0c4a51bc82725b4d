import { expect, test } from "vitest";
import type { Order } from "../order.js";
import type { ContractedSlot } from "./contracts-from-result.js";
import { settleExPost } from "./settle-ex-post.js";

const order = (sequence: number, side: Order["side"], energyUkwh: number): Order => ({
  sequence,
  account: 4 + sequence,
  side,
  limitPrice: side === "buy" ? 30 : 8,
  energyUkwh,
});

const slot: ContractedSlot = {
  orders: [order(0, "buy", 80), order(1, "sell", 120)],
  result: {
    price: 16,
    fills: [80, 80],
    trades: [{ buySequence: 0, sellSequence: 1, energyUkwh: 80, buyPrice: 16, sellPrice: 16 }],
  },
  readings: [
    { account: 4, importedUkwh: 80, exportedUkwh: 0 },
    { account: 5, importedUkwh: 0, exportedUkwh: 120 },
  ],
  tariffOf: () => ({ retailPrice: 30, feedInPrice: 8, buyerFee: 3, sellerFee: 2 }),
};

test("is the docstring's example", () => {
  const { lines, ...sums } = settleExPost(slot);
  expect(sums).toEqual({ price: 16, sharingPrice: null, deliveredUkwh: 80, sharedUkwh: 0 });
  expect(lines[2]).toMatchObject({ tradeAmount: -1280n, feeAmount: -240n, total: -1520n });
  expect(lines[3]).toMatchObject({ tradeAmount: 1280n, feeAmount: -160n, supplierAmount: 320n });
  expect(lines.slice(0, 2).map(({ total }) => total)).toEqual([-320n, 400n]);
});

test("shares nothing past a member's own limit, though neighbours lack it", () => {
  const readings = [...slot.readings, { account: 6, importedUkwh: 40, exportedUkwh: 0 }];
  const { lines } = settleExPost({ ...slot, readings });
  expect(lines[3]).toMatchObject({ sharedSellUkwh: 0, residualExportUkwh: 40 });
  expect(lines[4]).toMatchObject({ sharedBuyUkwh: 0, residualImportUkwh: 40 });
});

test("stops where more was cleared than metered", () => {
  const [buyer, seller] = slot.readings as [(typeof slot.readings)[0], (typeof slot.readings)[0]];
  for (const readings of [
    [{ ...buyer, importedUkwh: 79 }, seller],
    [buyer, { ...seller, exportedUkwh: 79 }],
  ]) {
    expect(() => settleExPost({ ...slot, readings })).toThrow("cleared after delivery was metered");
  }
});
