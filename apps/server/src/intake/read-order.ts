import type { OrderInput, OrderMessage, ReadingInput, ReadingMessage } from "@pumasi/protocol";
import { type DecimalRefusal, parseKwh, parsePrice } from "@pumasi/quantities";
import type { QuantityRefusal } from "../refusals.js";

/** 4,000,000 kWh: energy times price and their sums over a slot's book stay exact integers. */
const MAX_ORDER_UKWH = 4_000_000_000_000;

type Read<T> = { ok: true; message: T } | { ok: false; reason: QuantityRefusal };

function refusalOf(reason: DecimalRefusal, tooPrecise: QuantityRefusal, invalid: QuantityRefusal) {
  return { ok: false as const, reason: reason === "too_many_decimals" ? tooPrecise : invalid };
}

/** An order's signed message from its wire form; refuses too many decimals instead of rounding. */
export function readOrder(input: OrderInput): Read<OrderMessage> {
  const energy = parseKwh(input.energy);
  if (!energy.ok) {
    return refusalOf(energy.reason, "order_energy_too_precise", "order_energy_invalid");
  }
  if (energy.value < 0 || energy.value > MAX_ORDER_UKWH) {
    return { ok: false, reason: "order_energy_invalid" };
  }
  const limit = parsePrice(input.limitPrice);
  if (!limit.ok) return refusalOf(limit.reason, "order_price_too_precise", "order_price_invalid");
  const { slot, account, side, nonce } = input;
  const message = {
    slot,
    account,
    side,
    nonce,
    limitPrice: limit.value,
    energyUkwh: energy.value,
  };
  return { ok: true, message };
}

/** A reading's signed message from its wire form; refuses too many decimals instead of rounding. */
export function readReading(input: ReadingInput): Read<ReadingMessage> {
  const imported = parseKwh(input.importRegister);
  const exported = parseKwh(input.exportRegister);
  for (const register of [imported, exported]) {
    if (!register.ok) {
      return refusalOf(register.reason, "reading_register_too_precise", "reading_register_invalid");
    }
    if (register.value < 0) return { ok: false, reason: "reading_register_invalid" };
  }
  if (!imported.ok || !exported.ok) return { ok: false, reason: "reading_register_invalid" };
  const { slot, meter, quality } = input;
  const message = {
    slot,
    meter,
    quality,
    importRegisterUkwh: imported.value,
    exportRegisterUkwh: exported.value,
  };
  return { ok: true, message };
}
