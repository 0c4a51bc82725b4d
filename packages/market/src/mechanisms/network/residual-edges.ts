import type { Price, Ukwh } from "@pumasi/quantities";
import type { FlowArc, FlowStep } from "./flow-arc.js";

/**
 * What an arc can still do: carry up to `roomUkwh` more (`sign` plus one) or less (minus one), each
 * unit at a `cost` that ranks it and a `price` (10^-6 currency/kWh) in money. `isAllowed` is false
 * where the change would lead beyond what the arc may carry, or has just led back from there.
 */
export interface ResidualEdge {
  from: number;
  to: number;
  cost: bigint;
  price: Price;
  isAllowed: boolean;
  arc: number;
  sign: -1 | 1;
  roomUkwh: Ukwh;
}

/**
 * The edges along which flows (10^-6 kWh, by arc) may change, two an arc at most: the next step up
 * and the last one back. Dearer steps cannot be part of a better change while cheaper ones are there.
 */
export function residualEdges(
  arcs: readonly FlowArc[],
  flowsUkwh: readonly Ukwh[],
): ResidualEdge[] {
  const edges: ResidualEdge[] = [];
  for (const [index, arc] of arcs.entries()) {
    const flow = flowsUkwh[index] as Ukwh;
    const above = firstStep(arc.steps, (until) => until > flow);
    const up = arc.steps[above];
    if (up !== undefined) edges.push(edgeOf(arc, index, up, 1, up.untilUkwh - flow));
    if (flow <= arc.startUkwh) continue;
    const at = firstStep(arc.steps, (until) => until >= flow);
    const back = arc.steps[at] as FlowStep;
    const roomUkwh = flow - (arc.steps[at - 1]?.untilUkwh ?? arc.startUkwh);
    edges.push(edgeOf(arc, index, back, -1, roomUkwh));
  }
  return edges;
}

function edgeOf(
  { from, to }: FlowArc,
  arc: number,
  { cost, price, excess }: FlowStep,
  sign: -1 | 1,
  roomUkwh: Ukwh,
): ResidualEdge {
  const rest = { isAllowed: excess === 0, arc, sign, roomUkwh };
  return sign === 1
    ? { from, to, cost, price, ...rest }
    : { from: to, to: from, cost: -cost, price: 0 - price, ...rest };
}

/** The first step whose end fits, by halving; the number of steps when none does. */
function firstStep(steps: readonly FlowStep[], fits: (untilUkwh: Ukwh) => boolean): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits((steps[middle] as FlowStep).untilUkwh)) high = middle;
    else low = middle + 1;
  }
  return low;
}
