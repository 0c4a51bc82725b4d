import { describe, expect, test } from "vitest";
import {
  admitOrder,
  ORDER_REFUSALS,
  type OrderFacts,
  type OrderRefusal,
  worstCost,
} from "./admit-order.js";
import type { MarketRules } from "./rules.js";

const RULES: MarketRules = {
  version: 1,
  fromSlot: 0,
  mechanism: "uniform-price",
  pricing: "midpoint",
  ties: "pro-rata",
  product: "forward-capped",
  sharing: "mid-market",
  priceFloor: -100,
  priceCap: 1000,
  openSlots: 3,
  meteringDeadlineSeconds: 3600,
  tariff: { retailPrice: 300, feedInPrice: 80, buyerFee: 20, sellerFee: 10 },
};

/** Slot 11 is the first whose gate is open. The order may cost 3 000 × 200 = 600 000. */
const FACTS: OrderFacts = {
  now: 8_700_000,
  slotSeconds: 900,
  gateClosureSeconds: 300,
  firstSlot: 5,
  order: { slot: 11, account: 4, side: "buy", limitPrice: 200, energyUkwh: 3000, nonce: "a" },
  account: { fromSlot: 0, untilSlot: null },
  device: { account: 4, fromSlot: 0, untilSlot: null },
  signatureValid: true,
  nonceUsed: false,
  ownOrders: [{ side: "sell", limitPrice: 201 }],
  rules: RULES,
  tariff: RULES.tariff,
  headroom: 1n,
  exposure: 400_000n,
};

const orderWith = (change: Partial<OrderFacts["order"]>) => ({
  order: { ...FACTS.order, ...change },
});

/** One change a refusal; each breaks its own rule and none that comes before it. */
const BREACHES: [OrderRefusal, string, Partial<OrderFacts>][] = [
  ["order_unknown_account", "nobody has it", { account: null }],
  ["order_unknown_account", "joins later", { account: { fromSlot: 99, untilSlot: null } }],
  ["order_unknown_account", "has left", { account: { fromSlot: 0, untilSlot: 10 } }],
  ["order_unknown_device", "nobody has it", { device: null }],
  ["order_unknown_device", "another's", { device: { account: 5, fromSlot: 0, untilSlot: null } }],
  ["order_unknown_device", "not yet", { device: { account: 4, fromSlot: 99, untilSlot: null } }],
  ["order_signature_invalid", "forged", { signatureValid: false }],
  ["order_device_revoked", "in slot", { device: { account: 4, fromSlot: 0, untilSlot: 10 } }],
  ["order_slot_unknown", "no rules", { rules: null }],
  ["order_slot_unknown", "before the first", { firstSlot: 12 }],
  ["order_slot_unknown", "beyond the horizon", orderWith({ slot: 14 })],
  ["order_after_gate_closure", "at closure", orderWith({ slot: 10 })],
  ["order_nonce_replayed", "seen", { nonceUsed: true }],
  ["order_energy_zero", "nothing", orderWith({ energyUkwh: 0 })],
  ["order_price_outside_cap", "above", orderWith({ limitPrice: 1001 })],
  ["order_price_outside_cap", "below", orderWith({ limitPrice: -101 })],
  ["order_crosses_own", "its sale", { ownOrders: [{ side: "sell", limitPrice: 200 }] }],
  ["order_credit_exceeded", "by a unit", { exposure: 400_001n }],
  ["order_credit_exceeded", "in arrears", { headroom: -1n, exposure: 0n }],
];

describe("admitOrder", () => {
  test("takes an order and says what it may cost, up to the last unit of credit", () => {
    expect(admitOrder(FACTS)).toEqual({ ok: true, exposure: 600_000n });
  });

  test.each([
    ["the last open slot", orderWith({ slot: 13 })],
    ["the price cap itself", { ...orderWith({ limitPrice: 1000 }), ownOrders: [], headroom: 2n }],
    ["the price floor itself", orderWith({ limitPrice: -100 })],
    [
      "a key and a membership in their last slot",
      {
        device: { account: 4, fromSlot: 11, untilSlot: 12 },
        account: { fromSlot: 11, untilSlot: 12 },
      },
    ],
    ["another order on the same side", { ownOrders: [{ side: "buy" as const, limitPrice: 9 }] }],
    [
      "a sale in arrears",
      {
        ...orderWith({ side: "sell" as const }),
        ownOrders: [],
        headroom: -5n,
      },
    ],
  ])("takes %s", (_name, change) => {
    expect(admitOrder({ ...FACTS, ...change }).ok).toBe(true);
  });

  test("excludes a membership's and a key's end", () => {
    const ended = { fromSlot: 0, untilSlot: 11 };
    expect(admitOrder({ ...FACTS, account: ended })).toMatchObject({
      reason: "order_unknown_account",
    });
    expect(admitOrder({ ...FACTS, device: { account: 4, ...ended } })).toMatchObject({
      reason: "order_device_revoked",
    });
  });

  test.each(BREACHES)("refuses %s (%s)", (reason, _name, change) => {
    expect(admitOrder({ ...FACTS, ...change })).toEqual({ ok: false, reason });
  });

  test("has a breach for every refusal, and the earlier of two refusals is given", () => {
    expect([...new Set(BREACHES.map(([reason]) => reason))]).toEqual(ORDER_REFUSALS);
    for (const [reason, , change] of BREACHES) {
      for (const [later, , other] of BREACHES) {
        if (ORDER_REFUSALS.indexOf(later) <= ORDER_REFUSALS.indexOf(reason)) continue;
        const order = { ...FACTS.order, ...other.order, ...change.order };
        const facts = { ...FACTS, ...other, ...change, order };
        if (other.device !== undefined && change.device !== undefined) continue;
        expect(admitOrder(facts), `${reason} before ${later}`).toEqual({ ok: false, reason });
      }
    }
  });

  test("stops at an energy that cannot be", () => {
    expect(() => admitOrder({ ...FACTS, ...orderWith({ energyUkwh: -1 }) })).toThrow("whole");
  });
});

describe("worstCost", () => {
  const { tariff } = RULES;
  const cost = (side: "buy" | "sell", limitPrice: number, feedInPrice = 80) =>
    worstCost({ side, limitPrice, energyUkwh: 10 }, { ...tariff, feedInPrice });

  test("of a purchase is its limit, at most the retail price, at least nothing", () => {
    expect(cost("buy", 200)).toBe(2000n);
    expect(cost("buy", 900)).toBe(3000n);
    expect(cost("buy", -5)).toBe(0n);
  });

  test("of a sale is nothing unless it may have to pay to be rid of its energy", () => {
    expect(cost("sell", 200)).toBe(0n);
    expect(cost("sell", -50)).toBe(0n);
    expect(cost("sell", -50, -70)).toBe(500n);
    expect(cost("sell", -50, -30)).toBe(300n);
  });
});
