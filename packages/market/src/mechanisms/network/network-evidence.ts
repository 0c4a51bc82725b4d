import { type Amount, amountOf, type Price, type Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { LayoutGroup, NetworkLayout } from "./network-layout.js";

/**
 * What energy is worth in a zone (10^-6 currency/kWh): to its members, and on the lines' side of its
 * feeder. Without a feeder, or with room in it, they are the same.
 */
export interface ZonePrice {
  zone: string;
  price: Price;
  gridPrice: Price;
}

/** What a line carries for trades (10^-6 kWh), plus from its `from` to its `to`. */
export interface LineFlow {
  id: string;
  flowUkwh: Ukwh;
}

/**
 * What members of a group pay and get above their zone's price (10^-6 currency/kWh), in the part of
 * the network whose first zone is `zone`. `account` is one that stands apart, because without that it
 * would be matched with itself, or null for everybody else. Only parts with such an account have groups.
 */
export interface GroupPremium {
  zone: string;
  account: number | null;
  buyPremium: Price;
  sellPremium: Price;
}

/**
 * What shows that a result is the best its network allows. Zones are by name, lines by id, groups by
 * zone and then everybody before the accounts. Prices are exact duals of the linear program; with the
 * lines' flows they prove, by complementary slackness, that no other result gains more. `feeAmount`
 * (10^-12 currency) is the part of the fund that the lines' fees are.
 */
export interface NetworkEvidence {
  zones: ZonePrice[];
  groups: GroupPremium[];
  lines: LineFlow[];
  feeAmount: Amount;
}

/**
 * Writes prices (10^-6 currency/kWh, by the layout's nodes) and flows (10^-6 kWh, by its lines) down
 * as evidence.
 */
export function networkEvidence(
  layout: NetworkLayout,
  nodePrices: readonly Price[],
  flowsUkwh: readonly Ukwh[],
): NetworkEvidence {
  const at = (node: number) => nodePrices[node] as Price;
  const zones = layout.zones.map(({ name, memberNode, gridNode }) => {
    return { zone: name, price: at(memberNode), gridPrice: at(gridNode) };
  });
  const groups = groupsApart(layout).map(({ region, account, buyNode, sellNode }) => {
    const zone = firstZoneOf(layout, region);
    return { zone, account, buyPremium: 0 - at(buyNode), sellPremium: 0 - at(sellNode) };
  });
  const lines = layout.lines.map(({ line }, index) => {
    return { id: line.id, flowUkwh: flowsUkwh[index] as Ukwh };
  });
  return { zones, groups, lines, feeAmount: feeAmountOf(layout, flowsUkwh) };
}

/** What the lines' fees are for traded flows (10^-6 kWh, by the layout's lines), in 10^-12 currency. */
export function feeAmountOf({ lines }: NetworkLayout, flowsUkwh: readonly Ukwh[]): Amount {
  let amount = 0n;
  for (const [index, { line }] of lines.entries()) {
    amount += amountOf(Math.abs(flowsUkwh[index] as Ukwh), line.feePrice);
  }
  return amount;
}

/** The groups of regions in which an account stands apart, in the layout's order. */
export function groupsApart({ groups }: NetworkLayout): LayoutGroup[] {
  return groups.filter(({ buyNode, sellNode }) => buyNode !== sellNode);
}

/** The name by which evidence calls a region. */
export function firstZoneOf({ zones }: NetworkLayout, region: number): string {
  return zones.find((zone) => zone.region === region)?.name as string;
}

/** Gives what an order pays or gets (10^-6 currency/kWh): its zone's price and its group's premium. */
export function orderPrices(
  layout: NetworkLayout,
  { zones, groups }: Pick<NetworkEvidence, "zones" | "groups">,
): (order: MarketOrder) => Price {
  const premiums = new Map(groupsApart(layout).map((group, index) => [group, groups[index]]));
  return (order) => {
    const { price } = zones[layout.zoneOf(order)] as ZonePrice;
    if (premiums.size === 0) return price;
    const premium = premiums.get(layout.groups[layout.groupOf(order)] as LayoutGroup);
    if (premium === undefined) return price;
    return price + (order.side === "buy" ? premium.buyPremium : premium.sellPremium);
  };
}
