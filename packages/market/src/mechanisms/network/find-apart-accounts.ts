import type { Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { ApartAccount, LayoutZone, NetworkLayout } from "./network-layout.js";

/**
 * Finds accounts that would have to be matched with themselves: those that buy and sell more than
 * their whole region trades (fills in 10^-6 kWh, by sequence). Everybody else can be given strangers
 * as partners (P. Hall, On Representatives of Subsets, 1935). A region has one such account at most.
 */
export function findApartAccounts(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  fills: readonly Ukwh[],
): ApartAccount[] {
  const tradedUkwh = new Map<number, Ukwh>();
  const ownUkwh = new Map<number, Map<number, Ukwh>>();
  for (const order of orders) {
    const fill = fills[order.sequence] as Ukwh;
    if (fill === 0) continue;
    const { region } = layout.zones[layout.zoneOf(order)] as LayoutZone;
    if (order.side === "buy") tradedUkwh.set(region, (tradedUkwh.get(region) ?? 0) + fill);
    const own = ownUkwh.get(region) ?? new Map<number, Ukwh>();
    ownUkwh.set(region, own.set(order.account, (own.get(order.account) ?? 0) + fill));
  }
  return [...ownUkwh].flatMap(([region, own]) =>
    [...own]
      .filter(([, energyUkwh]) => energyUkwh > (tradedUkwh.get(region) as Ukwh))
      .map(([account]) => ({ region, account })),
  );
}
