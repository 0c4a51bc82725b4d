import type { Price, Ukwh } from "@pumasi/quantities";
import type { FlowArc, FlowStep } from "./flow-arc.js";
import type {
  LayoutCurve,
  LayoutGroup,
  LayoutLine,
  LayoutZone,
  NetworkLayout,
} from "./network-layout.js";

/** A piece of a curve: orders at one limit (10^-6 currency/kWh), up to `untilUkwh` with those before. */
export interface CurveStep {
  untilUkwh: Ukwh;
  limit: Price;
}

/** A circulation's arcs: first the curves, then lines, feeders and pairings, beginning where it says. */
export interface NetworkArcs {
  arcs: FlowArc[];
  firstLine: number;
  firstFeeder: number;
  firstPairing: number;
  /** The zones with a feeder, in the order of their arcs. */
  fed: readonly number[];
  /** Buying and selling group of each pairing, in the order of their arcs. */
  pairings: readonly { buyGroup: number; sellGroup: number }[];
}

/** What a unit costs, from what counts most to what only decides between equals. */
interface Ranked {
  excess?: -1 | 1;
  price?: Price;
  volume?: number;
  moved?: number;
  place?: number;
}

/**
 * The arcs of a clearing as a circulation: from whoever sells through zones and lines to whoever
 * buys, and back through the pairing, which no account may use from itself to itself.
 *
 * A unit's cost is one number that ranks, in this order: energy beyond a capacity, money (minus the
 * welfare), minus the energy traded, the energy moved over lines, and last the place in the layout,
 * by powers of two. Different circulations of whole units therefore never cost the same unless they
 * differ in pairing alone, and there is one best.
 */
export function networkArcs(
  layout: NetworkLayout,
  curves: readonly (readonly CurveStep[])[],
): NetworkArcs {
  const { zones, lines, groups } = layout;
  const fed = zones.flatMap(({ feeder }, zone) => (feeder === null ? [] : [zone]));
  const pairings = pairingsOf(groups);
  const ranked = curves.length + lines.length;
  const costOf = costs(ranked, ranked + fed.length + pairings.length);
  const most = mostUkwh(layout, curves);
  const arcs = curves.map((steps, place): FlowArc => {
    const curve = layout.curves[place] as LayoutCurve;
    return {
      ...endsOf(layout, curve),
      startUkwh: 0,
      steps: curveSteps(curve, steps, place, costOf),
    };
  });
  for (const [index, line] of lines.entries()) {
    const from = (zones[line.from] as LayoutZone).gridNode;
    const to = (zones[line.to] as LayoutZone).gridNode;
    arcs.push({ from, to, ...lineSteps(line, most, curves.length + index, costOf) });
  }
  const firstFeeder = arcs.length;
  const free = (untilUkwh: Ukwh): FlowStep => ({ untilUkwh, price: 0, cost: 0n, excess: 0 });
  for (const zone of fed) {
    const { gridNode: from, memberNode: to, feeder } = zones[zone] as LayoutZone;
    const startUkwh = 0 - Math.min(most, feeder?.exportCapacityUkwh ?? 0);
    const untilUkwh = Math.min(most, feeder?.importCapacityUkwh ?? 0);
    arcs.push({ from, to, startUkwh, steps: [free(untilUkwh)] });
  }
  const firstPairing = arcs.length;
  for (const { buyGroup, sellGroup } of pairings) {
    const from = (groups[buyGroup] as LayoutGroup).buyNode;
    const to = (groups[sellGroup] as LayoutGroup).sellNode;
    arcs.push({ from, to, startUkwh: 0, steps: [free(most)] });
  }
  return { arcs, firstLine: curves.length, firstFeeder, firstPairing, fed, pairings };
}

function endsOf({ zones, groups }: NetworkLayout, { side, zone, group }: LayoutCurve) {
  const { memberNode } = zones[zone] as LayoutZone;
  const { buyNode, sellNode } = groups[group] as LayoutGroup;
  return side === "sell" ? { from: sellNode, to: memberNode } : { from: memberNode, to: buyNode };
}

/**
 * More than any arc carries at the best (10^-6 kWh): all that is bid, asked and scheduled, and a unit.
 * Larger capacities are as good as this one, which keeps the solver's numbers small.
 */
function mostUkwh({ lines }: NetworkLayout, curves: readonly (readonly CurveStep[])[]): Ukwh {
  let energyUkwh = 1;
  for (const steps of curves) energyUkwh += steps.at(-1)?.untilUkwh ?? 0;
  for (const { line } of lines) energyUkwh += Math.abs(line.scheduledUkwh);
  return energyUkwh;
}

/** Who may buy from whom within a region; where nobody stands apart all meet at one node. */
function pairingsOf(groups: readonly LayoutGroup[]): { buyGroup: number; sellGroup: number }[] {
  return groups.flatMap((buyer, buyGroup) =>
    groups.flatMap((seller, sellGroup) => {
      const isOneNode = buyer.buyNode === seller.sellNode;
      const isItself = buyGroup === sellGroup && buyer.account !== null;
      const meets = buyer.region === seller.region && !isOneNode && !isItself;
      return meets ? [{ buyGroup, sellGroup }] : [];
    }),
  );
}

/** Ranks what a unit costs so that no sum of what counts less, along any cycle, outweighs what counts more. */
function costs(ranked: number, arcCount: number): (unit: Ranked) => bigint {
  const sums = BigInt(2 * (arcCount + 1));
  const moved = 1n << BigInt(ranked + 2);
  const volume = moved * sums;
  const price = volume * sums;
  const excess = price * sums * BigInt(Number.MAX_SAFE_INTEGER);
  return (unit) => {
    const place = unit.place === undefined ? 0n : 1n << BigInt(ranked - unit.place);
    const money = BigInt(unit.excess ?? 0) * excess + BigInt(unit.price ?? 0) * price;
    return money + BigInt(unit.volume ?? 0) * volume + BigInt(unit.moved ?? 0) * moved - place;
  };
}

function curveSteps(
  { side }: LayoutCurve,
  steps: readonly CurveStep[],
  place: number,
  costOf: (unit: Ranked) => bigint,
): FlowStep[] {
  return steps.map(({ untilUkwh, limit }) => {
    const [price, volume] = side === "sell" ? [limit, 0] : [0 - limit, -1];
    return { untilUkwh, price, cost: costOf({ price, volume, place }), excess: 0 };
  });
}

/** A line's steps: the fee either way, and where too much is scheduled the relief that is needed. */
function lineSteps(
  { line, lowerUkwh, upperUkwh }: LayoutLine,
  most: Ukwh,
  place: number,
  costOf: (unit: Ranked) => bigint,
): Pick<FlowArc, "startUkwh" | "steps"> {
  const ends = [...new Set([Math.max(-most, lowerUkwh), 0, Math.min(most, upperUkwh)])].sort(
    (one, other) => one - other,
  );
  const steps = ends.slice(1).map((untilUkwh, index): FlowStep => {
    const fromUkwh = ends[index] as Ukwh;
    const moved = untilUkwh <= 0 ? -1 : 1;
    const price = 0 + moved * line.feePrice;
    const excess = fromUkwh >= upperUkwh ? 1 : untilUkwh <= lowerUkwh ? -1 : 0;
    const unit: Ranked = { price, moved, place, ...(excess === 0 ? {} : { excess }) };
    return { untilUkwh, price, cost: costOf(unit), excess };
  });
  return { startUkwh: ends[0] as Ukwh, steps };
}
