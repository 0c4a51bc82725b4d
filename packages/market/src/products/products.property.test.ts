import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractedSlots, exPostSlots, sharingSlots } from "../cases/product-slots.js";
import { costWithoutCommunity } from "../cost-without-community.js";
import type { SlotSettlement } from "../settlement.js";
import { FIRST_MEMBER_ACCOUNT, type SettlementLine } from "../settlement-line.js";
import type { Tariff } from "../tariff.js";
import {
  PRODUCT_PROPERTIES,
  PRODUCTS,
  type Product,
  type ProductProperty,
} from "./product-properties.js";
import { settleExPost } from "./settle-ex-post.js";
import { settleFirm } from "./settle-firm.js";
import { settleForward } from "./settle-forward.js";
import { settleSharing } from "./settle-sharing.js";

interface Settled {
  tariffOf: (account: number) => Tariff;
  settlement: SlotSettlement;
  /** From the same input in another order. */
  shuffled: SlotSettlement;
}

const sum = (lines: readonly SettlementLine[], column: keyof SettlementLine): bigint =>
  lines.reduce((total, line) => total + BigInt(line[column]), 0n);

const membersOf = ({ settlement }: Settled): SettlementLine[] =>
  settlement.lines.filter(({ account }) => account >= FIRST_MEMBER_ACCOUNT);

const contracted = (
  slots: typeof exPostSlots,
  settle: typeof settleForward,
): fc.Arbitrary<Settled> =>
  slots.map((slot) => ({
    tariffOf: slot.tariffOf,
    settlement: settle(slot),
    shuffled: settle({
      ...slot,
      orders: [...slot.orders].reverse(),
      readings: [...slot.readings].reverse(),
    }),
  }));

const SLOTS: Readonly<Record<Product, fc.Arbitrary<Settled>>> = {
  forward: contracted(contractedSlots, settleForward),
  "ex-post": contracted(exPostSlots, settleExPost),
  firm: contracted(contractedSlots, settleFirm),
  sharing: sharingSlots
    .map((slot) => ({
      tariffOf: slot.tariffOf,
      settled: settleSharing(slot),
      shuffled: settleSharing({
        ...slot,
        readings: [...slot.readings].reverse(),
        allocations: [...slot.allocations].reverse(),
      }),
    }))
    .filter(({ settled }) => settled.ok)
    .map(({ tariffOf, settled, shuffled }) => {
      if (!settled.ok || !shuffled.ok) throw new Error("refused in one order only");
      return { tariffOf, settlement: settled.settlement, shuffled: shuffled.settlement };
    }),
};

const MONEY = ["tradeAmount", "sharingAmount", "supplierAmount", "feeAmount", "total"] as const;

/** Each property as a claim about one settled slot. */
const CLAIMS: Record<ProductProperty, (settled: Settled) => boolean> = {
  "energy-conserved": (settled) => {
    const lines = membersOf(settled);
    const { deliveredUkwh, sharedUkwh } = settled.settlement;
    return (
      sum(lines, "deliveredBuyUkwh") === BigInt(deliveredUkwh) &&
      sum(lines, "deliveredSellUkwh") === BigInt(deliveredUkwh) &&
      sum(lines, "sharedBuyUkwh") === BigInt(sharedUkwh) &&
      sum(lines, "sharedSellUkwh") === BigInt(sharedUkwh) &&
      lines.every((line) => {
        const bought = line.deliveredBuyUkwh + line.sharedBuyUkwh + line.residualImportUkwh;
        const sold = line.deliveredSellUkwh + line.sharedSellUkwh + line.residualExportUkwh;
        return line.importedUkwh - line.exportedUkwh === bought - sold;
      })
    );
  },
  "money-conserved": ({ settlement: { lines } }) =>
    MONEY.every((column) => sum(lines, column) === 0n) &&
    lines.every(({ tradeAmount, sharingAmount, supplierAmount, feeAmount, total }) => {
      return total === tradeAmount + sharingAmount + supplierAmount + feeAmount;
    }),
  "never-worse-than-grid": (settled) =>
    membersOf(settled).every(
      (line) => costWithoutCommunity(line, settled.tariffOf(line.account)) + line.total >= 0n,
    ),
  "stands-on-meters": (settled) =>
    membersOf(settled).every((line) => {
      const bought = [line.deliveredBuyUkwh, line.sharedBuyUkwh, line.residualImportUkwh];
      const sold = [line.deliveredSellUkwh, line.sharedSellUkwh, line.residualExportUkwh];
      const total = (energies: number[]) => energies.reduce((all, energy) => all + energy, 0);
      return (
        [...bought, ...sold].every((energy) => energy >= 0) &&
        total(bought) === line.importedUkwh &&
        total(sold) === line.exportedUkwh
      );
    }),
};

describe.each(PRODUCTS)("%s", (product) => {
  test.each(Object.entries(PRODUCT_PROPERTIES[product]))("%s: %s", (property, holds) => {
    const claim = fc.property(SLOTS[product], CLAIMS[property as ProductProperty]);
    if (holds) fc.assert(claim, { numRuns: 1500 });
    else expect(fc.check(claim, { numRuns: 1500 }).failed).toBe(true);
  });

  test("is the same in any order of its input, by ascending account, and never below zero", () => {
    fc.assert(
      fc.property(SLOTS[product], ({ settlement, shuffled }) => {
        expect(shuffled).toEqual(settlement);
        const accounts = settlement.lines.map(({ account }) => account);
        expect(accounts).toEqual([...new Set(accounts)].sort((a, b) => a - b));
        for (const line of settlement.lines) {
          expect(Math.min(line.residualImportUkwh, line.residualExportUkwh)).toBeGreaterThanOrEqual(
            0,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  test("saves somebody something, most of the time that anything is traded or shared", () => {
    const slots = fc.sample(SLOTS[product], { numRuns: 400, seed: 7 });
    const moving = slots.filter(
      ({ settlement }) => settlement.deliveredUkwh + settlement.sharedUkwh > 0,
    );
    const better = moving.filter((settled) =>
      membersOf(settled).some(
        (line) => costWithoutCommunity(line, settled.tariffOf(line.account)) + line.total > 0n,
      ),
    );
    expect(moving.length).toBeGreaterThan(50);
    expect(better.length).toBeGreaterThan(moving.length / 2);
  });
});

test("a fund comes up in some slots, never below zero, and only where trades have two prices", () => {
  let funded = 0;
  fc.assert(
    fc.property(contractedSlots, (slot) => {
      const { lines, price } = settleForward(slot);
      const guarantee = lines.find(({ account }) => account === 2);
      if (guarantee === undefined) return;
      funded += 1;
      expect(price).toBeNull();
      expect(guarantee.tradeAmount).toBeGreaterThan(0n);
      const operator = settleForward({ ...slot, fundAccount: 1 }).lines[1];
      expect(operator?.tradeAmount).toBe(guarantee.tradeAmount);
    }),
    { numRuns: 500 },
  );
  expect(funded).toBeGreaterThan(20);
});
