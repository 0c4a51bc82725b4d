import { parseKwh } from "@pumasi/quantities";
import { describe, expect, test } from "vitest";
import { OPEN_TARIFF } from "./cases/arbitraries.js";
import cases from "./cases/sharing-proportional.json" with { type: "json" };
import { settleSlot } from "./settlement.js";
import {
  type AccountInSlot,
  FIRST_MEMBER_ACCOUNT,
  GRID_OPERATOR_ACCOUNT,
  SUPPLIER_ACCOUNT,
} from "./settlement-line.js";
import type { Tariff } from "./tariff.js";

const TARIFF: Tariff = { retailPrice: 30, feedInPrice: 8, buyerFee: 3, sellerFee: 2 };

const member = (account: number, change: Partial<AccountInSlot>): AccountInSlot => ({
  account,
  importedUkwh: 0,
  exportedUkwh: 0,
  contractedBuyUkwh: 0,
  contractedSellUkwh: 0,
  tariff: TARIFF,
  ...change,
});

const ukwh = (text: string): number => {
  const parsed = parseKwh(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
};

describe("settleSlot", () => {
  test("delivers contracted and metered, shares the rest, leaves the last to the supplier", () => {
    const settled = settleSlot({
      price: 16,
      accounts: [
        member(6, { importedUkwh: 50 }),
        member(5, { exportedUkwh: 120, contractedSellUkwh: 100 }),
        member(4, { importedUkwh: 80, contractedBuyUkwh: 100 }),
      ],
    });
    expect(settled).toMatchObject({
      price: 16,
      sharingPrice: 18,
      deliveredUkwh: 80,
      sharedUkwh: 40,
    });
    const [supplier, operator, buyer, seller, other] = settled.lines;
    expect(settled.lines.map(({ account }) => account)).toEqual([0, 1, 4, 5, 6]);
    expect(buyer).toEqual({
      account: 4,
      importedUkwh: 80,
      exportedUkwh: 0,
      contractedBuyUkwh: 100,
      contractedSellUkwh: 0,
      deliveredBuyUkwh: 80,
      deliveredSellUkwh: 0,
      sharedBuyUkwh: 0,
      sharedSellUkwh: 0,
      residualImportUkwh: 0,
      residualExportUkwh: 0,
      tradeAmount: -1280n,
      sharingAmount: 0n,
      supplierAmount: 0n,
      feeAmount: -240n,
      total: -1520n,
    });
    expect(seller).toMatchObject({
      deliveredSellUkwh: 80,
      sharedSellUkwh: 40,
      tradeAmount: 1280n,
      sharingAmount: 720n,
      feeAmount: -240n,
      total: 1760n,
    });
    expect(other).toMatchObject({
      sharedBuyUkwh: 40,
      residualImportUkwh: 10,
      sharingAmount: -720n,
      supplierAmount: -300n,
      feeAmount: -120n,
      total: -1140n,
    });
    expect(supplier).toMatchObject({
      account: SUPPLIER_ACCOUNT,
      supplierAmount: 300n,
      total: 300n,
    });
    expect(operator).toMatchObject({
      account: GRID_OPERATOR_ACCOUNT,
      feeAmount: 600n,
      total: 600n,
    });
  });

  test("scales the larger side down pro rata, the odd unit to the lower account", () => {
    const { lines } = settleSlot({
      price: 16,
      accounts: [
        member(4, { importedUkwh: 5, contractedBuyUkwh: 5 }),
        member(5, { importedUkwh: 5, contractedBuyUkwh: 5 }),
        member(6, { exportedUkwh: 7, contractedSellUkwh: 10 }),
      ],
    });
    expect(lines.slice(2).map((line) => line.deliveredBuyUkwh)).toEqual([4, 3, 0]);
    expect(lines.slice(2).map((line) => line.residualImportUkwh)).toEqual([1, 2, 0]);
  });

  test("buys all residual export at the feed-in price", () => {
    const { lines, sharingPrice } = settleSlot({
      price: null,
      accounts: [member(4, { exportedUkwh: 9 })],
    });
    expect(sharingPrice).toBeNull();
    expect(lines[2]).toMatchObject({ residualExportUkwh: 9, supplierAmount: 72n, total: 72n });
    expect(lines[0]).toMatchObject({ supplierAmount: -72n });
  });

  test("shares nothing when no price suits every giver and taker", () => {
    const dear = { ...TARIFF, feedInPrice: 26 };
    const { lines, sharingPrice, sharedUkwh } = settleSlot({
      price: null,
      accounts: [member(4, { importedUkwh: 5 }), member(5, { exportedUkwh: 5, tariff: dear })],
    });
    expect([sharingPrice, sharedUkwh]).toEqual([null, 0]);
    expect(lines[2]).toMatchObject({ residualImportUkwh: 5, total: -150n });
    expect(lines[3]).toMatchObject({ residualExportUkwh: 5, total: 130n });
  });

  test("asks only those who take part: nothing left to share, no say in the price", () => {
    const dear = { ...TARIFF, feedInPrice: 99 };
    const { sharingPrice } = settleSlot({
      price: null,
      accounts: [
        member(4, { importedUkwh: 5, tariff: dear }),
        member(5, { exportedUkwh: 5 }),
        member(6, { tariff: { ...dear, retailPrice: -99 } }),
      ],
    });
    expect(sharingPrice).toBe(18);
  });

  test("is the same in any order of the accounts, and for nobody", () => {
    const accounts = [member(5, { exportedUkwh: 7 }), member(4, { importedUkwh: 9 })];
    const reversed = [...accounts].reverse();
    expect(settleSlot({ price: null, accounts })).toEqual(
      settleSlot({ price: null, accounts: reversed }),
    );
    expect(settleSlot({ price: null, accounts: [] }).lines.map(({ total }) => total)).toEqual([
      0n,
      0n,
    ]);
  });

  test.each<[string, number | null, AccountInSlot[]]>([
    ["only members", null, [member(3, {})]],
    ["once a slot", null, [member(4, {}), member(4, {})]],
    ["whole and ≥ 0", null, [member(4, { importedUkwh: -1 })]],
    ["have a price", null, [member(4, { contractedBuyUkwh: 1, contractedSellUkwh: 1 })]],
    ["as much is contracted", 5, [member(4, { contractedBuyUkwh: 1 })]],
  ])("stops where this is broken: %s", (message, price, accounts) => {
    expect(() => settleSlot({ price, accounts })).toThrow(message);
  });
});

describe("a grid operator's own allocation", () => {
  test.each(cases.slots)("$slotStartLocal, to 2 × 10^-6 kWh a value", (slot) => {
    const accounts = slot.consumptionKwh.map((text, index) =>
      member(FIRST_MEMBER_ACCOUNT + 1 + index, { importedUkwh: ukwh(text), tariff: OPEN_TARIFF }),
    );
    const producer = member(FIRST_MEMBER_ACCOUNT, {
      exportedUkwh: ukwh(slot.generationKwh),
      tariff: OPEN_TARIFF,
    });
    const { lines } = settleSlot({ price: null, accounts: [producer, ...accounts] });
    lines.slice(3).forEach((line, index) => {
      const theirs = ukwh(slot.allocatedKwh[index] ?? "");
      expect(Math.abs(line.sharedBuyUkwh - theirs)).toBeLessThanOrEqual(2);
    });
  });
});
