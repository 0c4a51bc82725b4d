import fc from "fast-check";
import { expect, test } from "vitest";
import {
  middleNaively,
  type NaiveAccount,
  settleNaively,
  shareNaively,
} from "../cases/naive-products.js";
import { contractedSlots, exPostSlots, sharingSlots } from "../cases/product-slots.js";
import type { SlotSettlement } from "../settlement.js";
import { FIRST_MEMBER_ACCOUNT } from "../settlement-line.js";
import { settleExPost } from "./settle-ex-post.js";
import { settleFirm } from "./settle-firm.js";
import { settleForward } from "./settle-forward.js";
import { settleSharing } from "./settle-sharing.js";

/** The real lines with what the naive model also says. */
const asNaive = ({ lines }: SlotSettlement): NaiveAccount[] =>
  lines
    .filter(({ account }) => account >= FIRST_MEMBER_ACCOUNT)
    .map((line) => ({
      account: line.account,
      deliveredBuyUkwh: line.deliveredBuyUkwh,
      deliveredSellUkwh: line.deliveredSellUkwh,
      sharedBuyUkwh: line.sharedBuyUkwh,
      sharedSellUkwh: line.sharedSellUkwh,
      residualImportUkwh: line.residualImportUkwh,
      residualExportUkwh: line.residualExportUkwh,
      tradeAmount: line.tradeAmount,
      sharingAmount: line.sharingAmount,
      supplierAmount: line.supplierAmount,
      feeAmount: line.feeAmount,
    }));

test.each([
  ["forward", contractedSlots, settleForward],
  ["ex-post", exPostSlots, settleExPost],
  ["firm", contractedSlots, settleFirm],
] as const)("%s is what moving every unit by itself gives", (product, slots, settle) => {
  fc.assert(
    fc.property(slots, (slot) => {
      expect(asNaive(settle(slot))).toEqual(settleNaively(product, slot));
    }),
    { numRuns: 600 },
  );
});

test("sharing is what moving every unit by itself gives, and refused only at an unfit price", () => {
  let [settledSlots, refusedSlots] = [0, 0];
  fc.assert(
    fc.property(sharingSlots, (slot) => {
      const settled = settleSharing(slot);
      const takers = slot.allocations.filter(({ allocatedUkwh }) => allocatedUkwh > 0);
      const givers = slot.allocations.filter(({ soldUkwh }) => soldUkwh > 0);
      const middle = middleNaively(
        givers.map(({ account }) => account),
        takers.map(({ account }) => account),
        slot.tariffOf,
      );
      const suits = (price: number) =>
        takers.every(({ account }) => {
          const { retailPrice, buyerFee } = slot.tariffOf(account);
          return price + buyerFee <= retailPrice;
        }) &&
        givers.every(({ account }) => {
          const { feedInPrice, sellerFee } = slot.tariffOf(account);
          return price - sellerFee >= feedInPrice;
        });
      const price = slot.price ?? middle;
      if (takers.length === 0) {
        expect(settled).toMatchObject({ ok: true, settlement: { sharingPrice: null } });
      } else if (price === null || !suits(price)) {
        refusedSlots += 1;
        const reason = price === null ? "sharing_price_impossible" : "sharing_price_past_limit";
        expect(settled).toMatchObject({ ok: false, reason });
      } else {
        settledSlots += 1;
        if (!settled.ok) throw new Error(settled.reason);
        expect(settled.settlement.sharingPrice).toBe(price);
        expect(asNaive(settled.settlement)).toEqual(shareNaively(slot, price));
      }
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(settledSlots, refusedSlots)).toBeGreaterThan(50);
});
