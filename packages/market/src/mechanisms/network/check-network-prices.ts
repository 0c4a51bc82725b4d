import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { ResultFault } from "../mechanism.js";
import {
  groupsApart,
  type NetworkEvidence,
  orderPrices,
  type ZonePrice,
} from "./network-evidence.js";
import type { NetworkLayout } from "./network-layout.js";

/**
 * Checks that prices prove a result to gain the most possible ("result_welfare_left"): by
 * complementary slackness, in one pass over orders, lines, feeders and groups (G. B. Dantzig, Linear
 * Programming and Extensions, 1963). No order that could have more is better than its price and none
 * that has energy is worse; along a line with room prices rise by no more than the fee, and along one
 * that is used by no less; likewise through feeders, free of charge, and between groups that may trade.
 */
export function checkNetworkPrices(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  { fills, evidence }: MarketResult<NetworkEvidence>,
): ResultFault | null {
  const priceOf = orderPrices(layout, evidence);
  for (const order of orders) {
    const { sequence, energyUkwh, side } = order;
    const fill = fills[sequence] as Ukwh;
    const limit = limits[sequence] as Price;
    const gain = side === "buy" ? limit - priceOf(order) : priceOf(order) - limit;
    const isProven = (fill === energyUkwh || gain <= 0) && (fill === 0 || gain >= 0);
    if (!isProven) return { ok: false, reason: "result_welfare_left", sequence };
  }
  const line = unprovenLine(layout, evidence) ?? unprovenFeeder(layout, orders, fills, evidence);
  if (line !== null) return { ok: false, reason: "result_welfare_left", line };
  return areGroupsProven(layout, orders, fills, evidence)
    ? null
    : { ok: false, reason: "result_welfare_left" };
}

/** The first line along which more or less should flow at these prices. */
function unprovenLine({ lines }: NetworkLayout, evidence: NetworkEvidence): string | null {
  for (const [index, { line, from, to, lowerUkwh, upperUkwh }] of lines.entries()) {
    const flow = evidence.lines[index]?.flowUkwh as Ukwh;
    const rise = gridPriceAt(evidence, to) - gridPriceAt(evidence, from);
    const isNotMore = flow >= upperUkwh || rise <= (flow >= 0 ? line.feePrice : -line.feePrice);
    const isNotLess = flow <= lowerUkwh || rise >= (flow > 0 ? line.feePrice : -line.feePrice);
    if (!isNotMore || !isNotLess) return line.id;
  }
  return null;
}

function gridPriceAt({ zones }: NetworkEvidence, zone: number): Price {
  return (zones[zone] as ZonePrice).gridPrice;
}

/** The first zone with a feeder through which more should go in or out, by the feeder's id. */
function unprovenFeeder(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  fills: readonly Ukwh[],
  { zones }: NetworkEvidence,
): string | null {
  const imports = layout.zones.map(() => 0);
  for (const order of orders) {
    const fill = fills[order.sequence] as Ukwh;
    const zone = layout.zoneOf(order);
    imports[zone] = (imports[zone] as Ukwh) + (order.side === "buy" ? fill : -fill);
  }
  for (const [zone, { feeder }] of layout.zones.entries()) {
    if (feeder === null) continue;
    const { price, gridPrice } = zones[zone] as ZonePrice;
    const energyUkwh = imports[zone] as Ukwh;
    const isNotMore = energyUkwh === feeder.importCapacityUkwh || price <= gridPrice;
    const isNotLess = -energyUkwh === feeder.exportCapacityUkwh || price >= gridPrice;
    if (!isNotMore || !isNotLess) return feeder.id;
  }
  return null;
}

/**
 * True when no group pays more than another gets that may sell to it, and exactly as much where they
 * do trade. Partners are interchangeable, so two groups trade unless all others are partners enough.
 */
function areGroupsProven(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  fills: readonly Ukwh[],
  evidence: NetworkEvidence,
): boolean {
  const groups = groupsApart(layout);
  if (groups.length === 0) return true;
  let paid = 0n;
  const premiumOf = orderPrices(layout, {
    zones: evidence.zones.map((zone) => ({ ...zone, price: 0 })),
    groups: evidence.groups,
  });
  for (const order of orders) {
    const premium = BigInt(fills[order.sequence] as Ukwh) * BigInt(premiumOf(order));
    paid += order.side === "buy" ? premium : -premium;
  }
  // Each trade gets at least what is paid for it; as all of them get no more in sum, each gets as much.
  const mayTrade = groups.every((buyer, buying) =>
    groups.every((seller, selling) => {
      const isItself = buying === selling && buyer.account !== null;
      if (isItself || buyer.region !== seller.region) return true;
      const got = evidence.groups[selling]?.sellPremium as Price;
      return got >= (evidence.groups[buying]?.buyPremium as Price);
    }),
  );
  return mayTrade && paid === 0n;
}
