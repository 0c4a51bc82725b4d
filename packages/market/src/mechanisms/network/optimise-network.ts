import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { FlowArc } from "./flow-arc.js";
import type { SolveLinearProgram } from "./linear-program.js";
import { networkArcs } from "./network-arcs.js";
import { networkCurves } from "./network-curves.js";
import { networkFlow } from "./network-flow.js";
import type { LayoutLine, NetworkLayout } from "./network-layout.js";
import { solveNetworkProgram } from "./network-program.js";

/** The best flows on a layout (10^-6 kWh), by arc and by line, and what each order gets of them. */
export interface NetworkOptimum {
  layout: NetworkLayout;
  arcs: readonly FlowArc[];
  flowsUkwh: readonly Ukwh[];
  lineFlowsUkwh: readonly Ukwh[];
  fills: readonly Ukwh[];
}

/**
 * Finds the best flows for orders (by sequence) with limits (10^-6 currency/kWh): roughly by the
 * solver, then exactly. Where a line has too much scheduled, the solver first looks for the least that
 * stays beyond capacities, and for the most welfare only when that is nothing.
 */
export function optimiseNetwork(
  solve: SolveLinearProgram,
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): NetworkOptimum {
  const { lines, nodeCount } = layout;
  const curves = networkCurves(layout, orders, limits);
  const { arcs, firstLine } = networkArcs(layout, curves.steps);
  const ofLines = (flows: readonly Ukwh[]) => flows.slice(firstLine, firstLine + lines.length);
  const none = lines.map(() => 0);
  const relief = firstOverloaded(lines, none) === null ? null : "least-excess";
  let start = relief && solveNetworkProgram(solve, relief, arcs, nodeCount);
  if (start === null || firstOverloaded(lines, ofLines(start)) === null) {
    start = solveNetworkProgram(solve, "most-welfare", arcs, nodeCount);
  }
  const flowsUkwh = networkFlow(arcs, nodeCount, start);
  const fills = curves.fillsFor(flowsUkwh);
  return { layout, arcs, flowsUkwh, lineFlowsUkwh: ofLines(flowsUkwh), fills };
}

/** The id of the first line that is beyond its capacity even at the optimum, or null. */
export function overloadedLine({ layout, lineFlowsUkwh }: NetworkOptimum): string | null {
  return firstOverloaded(layout.lines, lineFlowsUkwh);
}

/** The id of the first line that carries (10^-6 kWh, traded) more or less than it may, or null. */
export function firstOverloaded(
  lines: readonly LayoutLine[],
  flowsUkwh: readonly Ukwh[],
): string | null {
  const found = lines.find(({ lowerUkwh, upperUkwh }, index) => {
    const flow = flowsUkwh[index] as Ukwh;
    return flow < lowerUkwh || flow > upperUkwh;
  });
  return found?.line.id ?? null;
}
