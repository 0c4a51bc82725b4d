import { describe, expect, test } from "vitest";
import { type AccountAllocation, settleSharing } from "./settle-sharing.js";
import { SHARING_SETTLEMENT_REFUSALS } from "./settle-sharing-columns.js";

type Sharing = Parameters<typeof settleSharing>[0];

const TARIFF = { retailPrice: 30, feedInPrice: 8, buyerFee: 0, sellerFee: 0 };

const given = (account: number, allocatedUkwh: number, soldUkwh: number): AccountAllocation => ({
  account,
  allocatedUkwh,
  soldUkwh,
});

const slot: Sharing = {
  readings: [
    { account: 5, importedUkwh: 0, exportedUkwh: 70 },
    { account: 4, importedUkwh: 80, exportedUkwh: 0 },
  ],
  allocations: [given(4, 60, 0), given(5, 0, 60)],
  price: null,
  tariffOf: () => TARIFF,
};

describe("settleSharing", () => {
  test("is the docstring's example at the mid-market price", () => {
    const settled = settleSharing(slot);
    if (!settled.ok) throw new Error(settled.reason);
    const { lines, ...sums } = settled.settlement;
    expect(sums).toEqual({ price: null, sharingPrice: 19, deliveredUkwh: 0, sharedUkwh: 60 });
    expect(lines[2]).toMatchObject({ sharingAmount: -1140n, supplierAmount: -600n });
    expect(lines[3]).toMatchObject({ sharingAmount: 1140n, supplierAmount: 80n, tradeAmount: 0n });
  });

  test.each([8, 30])("takes a stated price up to everybody's limit: %i", (price) => {
    expect(settleSharing({ ...slot, price })).toMatchObject({
      ok: true,
      settlement: { sharingPrice: price },
    });
  });

  test("asks no price of those who take no part, and none where nothing is shared", () => {
    const tariffOf = (account: number) =>
      account === 6 ? { ...TARIFF, retailPrice: -5, feedInPrice: 99 } : TARIFF;
    const readings = [...slot.readings, { account: 6, importedUkwh: 5, exportedUkwh: 5 }];
    expect(settleSharing({ ...slot, readings, tariffOf, price: 19 }).ok).toBe(true);
    expect(
      settleSharing({ ...slot, readings, tariffOf, allocations: [], price: 99 }),
    ).toMatchObject({ ok: true, settlement: { sharingPrice: null, sharedUkwh: 0 } });
  });

  const faults: Record<
    (typeof SHARING_SETTLEMENT_REFUSALS)[number],
    [Partial<Sharing>, number | undefined]
  > = {
    sharing_reading_missing: [{ allocations: [given(4, 60, 0), given(9, 0, 60)] }, 9],
    sharing_account_twice: [
      { allocations: [given(4, 30, 0), given(5, 0, 60), given(4, 30, 0)] },
      4,
    ],
    sharing_energy_not_whole: [{ allocations: [given(4, 0.5, 0), given(5, 0, 0.5)] }, 4],
    sharing_beyond_metered: [{ allocations: [given(4, 71, 0), given(5, 0, 71)] }, 5],
    sharing_not_balanced: [{ allocations: [given(4, 60, 0), given(5, 0, 59)] }, undefined],
    sharing_price_not_whole: [{ price: 19.5 }, undefined],
    sharing_price_past_limit: [{ price: 31 }, 4],
    sharing_price_impossible: [{ tariffOf: () => ({ ...TARIFF, sellerFee: 23 }) }, undefined],
  };

  test.each(SHARING_SETTLEMENT_REFUSALS)("refuses: %s", (reason) => {
    const [change, account] = faults[reason];
    const expected = account === undefined ? { ok: false, reason } : { ok: false, reason, account };
    expect(settleSharing({ ...slot, ...change })).toEqual(expected);
  });

  test("refuses a price below what a giver gets from the grid", () => {
    expect(settleSharing({ ...slot, price: 7 })).toEqual({
      ok: false,
      reason: "sharing_price_past_limit",
      account: 5,
    });
  });

  test.each<[string, Partial<Sharing>]>([
    [
      "sharing_reading_missing",
      { allocations: [given(4, 1, 0), given(4, 1, 0), given(9, 0.5, 0)] },
    ],
    ["sharing_account_twice", { allocations: [given(4, -1, 0), given(4, 0, 0)] }],
    ["sharing_energy_not_whole", { allocations: [given(4, 999, 0), given(5, 0, -1)] }],
    ["sharing_beyond_metered", { allocations: [given(4, 81, 0)] }],
    ["sharing_not_balanced", { allocations: [given(4, 60, 0)], price: 99 }],
  ])("names the first of several faults: %s", (reason, change) => {
    expect(settleSharing({ ...slot, ...change })).toMatchObject({ ok: false, reason });
  });
});
