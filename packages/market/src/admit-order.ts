import {
  AMOUNT_PER_LEDGER_UNIT,
  type Amount,
  amountOf,
  assert,
  type Instant,
  type LedgerUnits,
  type Price,
  type Slot,
  type Ukwh,
} from "@pumasi/quantities";
import { allInLimit } from "./effective-limit.js";
import { orderWindow, type SlotCalendar } from "./open-slots.js";
import type { Order, Side } from "./order.js";
import { crossesOwn } from "./own-orders.js";
import type { MarketRules } from "./rules.js";
import type { Tariff } from "./tariff.js";
import { hasEndedBy, isValidIn, type Validity } from "./validity.js";

/** Why an order is refused, in order of precedence: who, when, what, with which money. */
export const ORDER_REFUSALS = [
  "order_unknown_account",
  "order_unknown_device",
  "order_signature_invalid",
  "order_device_revoked",
  "order_slot_unknown",
  "order_after_gate_closure",
  "order_nonce_replayed",
  "order_energy_zero",
  "order_price_outside_cap",
  "order_crosses_own",
  "order_credit_exceeded",
] as const;

export type OrderRefusal = (typeof ORDER_REFUSALS)[number];

/** An order as a gateway signed it: limit all-in (10^-6 currency/kWh), energy in 10^-6 kWh. */
export interface SignedOrder {
  slot: Slot;
  account: number;
  side: Side;
  limitPrice: Price;
  energyUkwh: Ukwh;
  nonce: string;
}

/** A device key: the account it speaks for and the slots it is valid in. */
export interface DeviceKey extends Validity {
  account: number;
}

/**
 * Everything that decides about an order, as plain values at the instant `now` (ms).
 *
 * `account` and `device` are null when nobody knows them; `rules` are those in force in the order's
 * slot, null when there are none; `tariff` is the account's own in that slot. `ownOrders` are the
 * account's live orders in that slot. `headroom` is balance plus credit limit (10^-6 currency) and
 * `exposure` what unsettled slots and live orders may still cost the account (10^-12 currency).
 */
export interface OrderFacts extends SlotCalendar {
  now: Instant;
  order: SignedOrder;
  account: Validity | null;
  device: DeviceKey | null;
  signatureValid: boolean;
  nonceUsed: boolean;
  ownOrders: readonly Pick<Order, "side" | "limitPrice">[];
  rules: MarketRules | null;
  tariff: Tariff;
  headroom: LedgerUnits;
  exposure: Amount;
}

export type OrderAdmission = { ok: true; exposure: Amount } | { ok: false; reason: OrderRefusal };

/**
 * Decides whether an order is taken and what it may cost its account at worst (10^-12 currency).
 * Refuses with the first reason, in the order of `ORDER_REFUSALS`, that applies: a membership or
 * key that does not exist yet in the slot is unknown, a key that ended is revoked.
 */
export function admitOrder(facts: OrderFacts): OrderAdmission {
  const { order, ownOrders, headroom } = facts;
  assert(Number.isSafeInteger(order.energyUkwh) && order.energyUkwh >= 0, "energy is whole, ≥ 0");
  const stranger = refuseSender(facts);
  if (stranger !== null) return { ok: false, reason: stranger };
  const window = orderWindow(order.slot, facts.now, facts, facts.rules);
  if (window !== "open") return { ok: false, reason: window };
  assert(facts.rules !== null, "an open slot has rules");
  if (facts.nonceUsed) return { ok: false, reason: "order_nonce_replayed" };
  if (order.energyUkwh === 0) return { ok: false, reason: "order_energy_zero" };
  const { priceFloor, priceCap } = facts.rules;
  if (order.limitPrice < priceFloor || order.limitPrice > priceCap) {
    return { ok: false, reason: "order_price_outside_cap" };
  }
  if (ownOrders.some((own) => crossesOwn(order, own))) {
    return { ok: false, reason: "order_crosses_own" };
  }
  const exposure = worstCost(order, facts.tariff);
  const isCovered = facts.exposure + exposure <= headroom * AMOUNT_PER_LEDGER_UNIT;
  if (exposure > 0n && !isCovered) return { ok: false, reason: "order_credit_exceeded" };
  return { ok: true, exposure };
}

/**
 * What an order may cost its account at worst (10^-12 currency, never negative): all its energy at
 * its all-in limit clipped to the tariff. A sell order costs only where its limit is negative.
 */
export function worstCost(
  order: Pick<Order, "side" | "limitPrice" | "energyUkwh">,
  tariff: Tariff,
): Amount {
  const limit = allInLimit(order, tariff);
  return amountOf(order.energyUkwh, Math.max(0, order.side === "buy" ? limit : -limit));
}

function refuseSender({ order, account, device, signatureValid }: OrderFacts): OrderRefusal | null {
  const { slot } = order;
  if (account === null || !isValidIn(slot, account)) return "order_unknown_account";
  const isKnown = device !== null && device.account === order.account && slot >= device.fromSlot;
  if (!isKnown) return "order_unknown_device";
  if (!signatureValid) return "order_signature_invalid";
  return hasEndedBy(slot, device) ? "order_device_revoked" : null;
}
