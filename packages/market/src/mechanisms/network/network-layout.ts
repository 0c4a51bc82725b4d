import type { Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { Network, NetworkFeeder, NetworkLine } from "../market-rule.js";
import { byCode, ONLY_ZONE, zoneNames } from "./take-network.js";

/**
 * A zone: its members meet at `memberNode`, the lines at `gridNode`, and a feeder lies between the
 * two; without one they are the same node. `region` counts the parts of the network that no line joins.
 */
export interface LayoutZone {
  name: string;
  region: number;
  memberNode: number;
  gridNode: number;
  feeder: NetworkFeeder | null;
}

/** A line with the traded energy it may carry (10^-6 kWh, plus from `from` to `to`). */
export interface LayoutLine {
  line: NetworkLine;
  from: number;
  to: number;
  lowerUkwh: Ukwh;
  upperUkwh: Ukwh;
}

/**
 * Accounts of a region that are matched alike: one account that stands apart, lest it be matched with
 * itself, or everybody else (null). What it buys arrives at `buyNode`, what it sells begins at `sellNode`.
 */
export interface LayoutGroup {
  region: number;
  account: number | null;
  buyNode: number;
  sellNode: number;
}

/** An account that stands apart in a region. */
export interface ApartAccount {
  region: number;
  account: number;
}

/** All orders of one side, zone and group. */
export interface LayoutCurve {
  side: MarketOrder["side"];
  zone: number;
  group: number;
}

/** A network's nodes and arcs, in an order that does not depend on how the network was written down. */
export interface NetworkLayout {
  zones: readonly LayoutZone[];
  lines: readonly LayoutLine[];
  groups: readonly LayoutGroup[];
  curves: readonly LayoutCurve[];
  nodeCount: number;
  zoneOf(order: MarketOrder): number;
  groupOf(order: MarketOrder): number;
  curveOf(order: MarketOrder): number;
}

/**
 * Lays a valid network out: zones by name, lines by id, each region with its groups, everybody first
 * and then the accounts that stand apart, by number.
 */
export function networkLayout(network: Network, apart: readonly ApartAccount[]): NetworkLayout {
  const names = zoneNames(network);
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const lines = [...network.lines]
    .sort((one, other) => byCode(one.id, other.id))
    .map((line) => ({
      line,
      from: indexOf.get(line.from) as number,
      to: indexOf.get(line.to) as number,
      lowerUkwh: limited(-line.reverseCapacityUkwh - line.scheduledUkwh),
      upperUkwh: limited(line.capacityUkwh - line.scheduledUkwh),
    }));
  let nodeCount = 0;
  const newNode = () => nodeCount++;
  const regions = regionsOf(names.length, lines);
  const zones = names.map((name, index): LayoutZone => {
    const feeder = network.feeders.find(({ zone }) => zone === name) ?? null;
    const memberNode = newNode();
    const gridNode = feeder === null ? memberNode : newNode();
    return { name, region: regions[index] as number, memberNode, gridNode, feeder };
  });
  const groups: LayoutGroup[] = [];
  for (let region = 0; region <= Math.max(...regions); region++) {
    const buyNode = newNode();
    const accounts = apart.filter((each) => each.region === region).map(({ account }) => account);
    const sellNode = accounts.length === 0 ? buyNode : newNode();
    groups.push({ region, account: null, buyNode, sellNode });
    for (const account of accounts.sort((one, other) => one - other)) {
      groups.push({ region, account, buyNode: newNode(), sellNode: newNode() });
    }
  }
  return { zones, lines, nodeCount, ...curvesOf(zones, groups, indexOf) };
}

/** The curves of all zones, and where an order belongs. */
function curvesOf(
  zones: readonly LayoutZone[],
  groups: readonly LayoutGroup[],
  indexOf: ReadonlyMap<string, number>,
): Pick<NetworkLayout, "groups" | "curves" | "zoneOf" | "groupOf" | "curveOf"> {
  const curves: LayoutCurve[] = [];
  const firstCurveOf: number[] = [];
  const firstGroupOf = new Map<number, number>();
  const groupOfAccount = new Map<string, number>();
  for (const [index, { region, account }] of groups.entries()) {
    if (account === null) firstGroupOf.set(region, index);
    else groupOfAccount.set(`${region}:${account}`, index);
  }
  for (const [zone, { region }] of zones.entries()) {
    firstCurveOf.push(curves.length);
    for (const [group, each] of groups.entries()) {
      if (each.region !== region) continue;
      curves.push({ side: "sell", zone, group }, { side: "buy", zone, group });
    }
  }
  const zoneOf = (order: MarketOrder) => indexOf.get(order.zone ?? ONLY_ZONE) as number;
  const everybodyIn = (zone: number) =>
    firstGroupOf.get((zones[zone] as LayoutZone).region) as number;
  const groupIn = (zone: number, { account }: MarketOrder) =>
    groupOfAccount.size === 0
      ? everybodyIn(zone)
      : (groupOfAccount.get(`${(zones[zone] as LayoutZone).region}:${account}`) ??
        everybodyIn(zone));
  const curveOf = (order: MarketOrder) => {
    const zone = zoneOf(order);
    const place = groupIn(zone, order) - everybodyIn(zone);
    return (firstCurveOf[zone] as number) + 2 * place + (order.side === "buy" ? 1 : 0);
  };
  return { groups, curves, zoneOf, groupOf: (order) => groupIn(zoneOf(order), order), curveOf };
}

/** Numbers the regions by their first zone. A line that never carries anything joins nothing. */
function regionsOf(zoneCount: number, lines: readonly LayoutLine[]): number[] {
  const regions = new Array<number>(zoneCount).fill(-1);
  const neighbours = Array.from({ length: zoneCount }, (): number[] => []);
  for (const { from, to, lowerUkwh, upperUkwh } of lines) {
    if (lowerUkwh === 0 && upperUkwh === 0) continue;
    (neighbours[from] as number[]).push(to);
    (neighbours[to] as number[]).push(from);
  }
  let count = 0;
  for (let first = 0; first < zoneCount; first++) {
    if (regions[first] !== -1) continue;
    const reached = [first];
    regions[first] = count;
    for (const zone of reached) {
      for (const next of neighbours[zone] as number[]) {
        if (regions[next] !== -1) continue;
        regions[next] = count;
        reached.push(next);
      }
    }
    count += 1;
  }
  return regions;
}

/** No more energy is ever traded than fits a safe integer, so a wider bound is none. */
function limited(energyUkwh: Ukwh): Ukwh {
  const largest = Number.MAX_SAFE_INTEGER;
  return Math.min(largest, Math.max(-largest, energyUkwh)) + 0;
}
