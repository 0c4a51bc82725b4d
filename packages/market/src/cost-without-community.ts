import { type Amount, amountOf } from "@pumasi/quantities";
import type { SlotEnergy } from "./forecast.js";
import type { Tariff } from "./tariff.js";

/**
 * What a slot's metered energy (10^-6 kWh) would cost on the grid tariff alone, in 10^-12 currency;
 * plus is what the member would pay. Savings are this plus the settlement line's total, which is
 * what the member receives with the community (MARKET.md, "Tariffs").
 */
export function costWithoutCommunity(metered: SlotEnergy, tariff: Tariff): Amount {
  return (
    amountOf(metered.importedUkwh, tariff.retailPrice) -
    amountOf(metered.exportedUkwh, tariff.feedInPrice)
  );
}
