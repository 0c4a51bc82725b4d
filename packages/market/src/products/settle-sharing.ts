import type { Price, Ukwh } from "@pumasi/quantities";
import type { SlotSettlement } from "../settlement.js";
import type { Tariff } from "../tariff.js";
import { type AccountReading, accountColumns } from "./account-columns.js";
import { type SharingSettlementReason, settleSharingColumns } from "./settle-sharing-columns.js";
import { slotSettlement } from "./slot-settlement.js";

/** What a sharing rule gave one account (10^-6 kWh): energy allocated to it, and its own sold. */
export interface AccountAllocation {
  account: number;
  allocatedUkwh: Ukwh;
  soldUkwh: Ukwh;
}

export type SharingSettlement =
  | { ok: true; settlement: SlotSettlement }
  | { ok: false; reason: SharingSettlementReason; account?: number };

/**
 * Settles one slot as `sharing`: a rule shared the metered energy out, and everybody pays and gets
 * the same internal tariff for it (MARKET.md, "Products"; collective self-consumption as in France,
 * Code de l'énergie, article L315-2). `price` is that tariff in 10^-6 currency/kWh, net of fees; null
 * takes the mid-market price of those who take part. What was not shared is the supplier's. Fees are
 * paid on shared energy. An account without an allocation shares nothing, and the order of both
 * lists is irrelevant.
 *
 * Allocations may come from a grid operator, so they are refused rather than trusted: an account
 * without a reading ("sharing_reading_missing", because what no meter said is no zero) or given twice
 * ("sharing_account_twice"); an energy that is not whole or below zero
 * ("sharing_energy_not_whole"); more than the meter shows ("sharing_beyond_metered"); not as much
 * sold as allocated ("sharing_not_balanced"); a price at which somebody who takes part would be worse
 * off than on its grid tariff alone ("sharing_price_past_limit"), or none that suits them all
 * ("sharing_price_impossible").
 *
 * Example (10^-6): retail 30, feed-in 8, no fees. A imports 80 and is allocated 60 of the 70 that
 * B exports. At the mid-market price 19 A pays B 1140; the supplier sells A 20 for 600 and
 * takes B's last 10 for 80.
 */
export function settleSharing(input: {
  readings: readonly AccountReading[];
  allocations: readonly AccountAllocation[];
  price: Price | null;
  tariffOf: (account: number) => Tariff;
}): SharingSettlement {
  const { sorted, columns } = accountColumns(input.readings, ({ account }) =>
    input.tariffOf(account),
  );
  const places = new Map(sorted.map(({ account }, place) => [account, place]));
  const byAccount = [...input.allocations].sort((a, b) => a.account - b.account);
  for (const { account } of byAccount) {
    if (!places.has(account)) return { ok: false, reason: "sharing_reading_missing", account };
  }
  for (const [index, { account, allocatedUkwh, soldUkwh }] of byAccount.entries()) {
    if (byAccount[index - 1]?.account === account) {
      return { ok: false, reason: "sharing_account_twice", account };
    }
    const place = places.get(account) as number;
    columns.sharedBuyUkwh[place] = allocatedUkwh;
    columns.sharedSellUkwh[place] = soldUkwh;
  }
  const outcome = settleSharingColumns(columns, input.price);
  if (outcome.ok) return { ok: true, settlement: slotSettlement(sorted, columns, null) };
  const { reason, place } = outcome;
  const account = place === undefined ? undefined : sorted[place]?.account;
  return account === undefined ? { ok: false, reason } : { ok: false, reason, account };
}
