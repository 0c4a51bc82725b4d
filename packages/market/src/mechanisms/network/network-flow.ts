import { assert, type Ukwh } from "@pumasi/quantities";
import { findBetterCycle } from "./find-better-cycle.js";
import type { FlowArc } from "./flow-arc.js";
import { type ResidualEdge, residualEdges } from "./residual-edges.js";

/**
 * The one best circulation of whole units (10^-6 kWh, by arc), from any that is near it.
 *
 * First what rounding left unbalanced at nodes is led back along edges that have room. Then, while a
 * cycle makes it better, as much as fits is sent around it (M. Klein, A Primal Method for Minimal Cost
 * Flows, 1967). A flow without such a cycle is optimal, exactly; nothing here is rounded.
 */
export function networkFlow(
  arcs: readonly FlowArc[],
  nodeCount: number,
  startUkwh: readonly Ukwh[],
): Ukwh[] {
  const flows = [...startUkwh];
  balance(arcs, nodeCount, flows);
  for (;;) {
    const cycle = findBetterCycle(residualEdges(arcs, flows), nodeCount);
    if (cycle === null) return flows;
    send(cycle, Number.POSITIVE_INFINITY, flows);
  }
}

/** Leads energy from nodes where more arrives than leaves to nodes where it is the other way round. */
function balance(arcs: readonly FlowArc[], nodeCount: number, flows: Ukwh[]): void {
  const surplus = new Array<Ukwh>(nodeCount).fill(0);
  for (const [index, { from, to }] of arcs.entries()) {
    surplus[from] = (surplus[from] as Ukwh) - (flows[index] as Ukwh);
    surplus[to] = (surplus[to] as Ukwh) + (flows[index] as Ukwh);
  }
  for (;;) {
    const from = surplus.findIndex((energyUkwh) => energyUkwh > 0);
    if (from === -1) return;
    const path = findPathToDeficit(residualEdges(arcs, flows), from, surplus);
    const to = path.at(-1)?.to as number;
    const sent = send(path, Math.min(surplus[from] as Ukwh, -(surplus[to] as Ukwh)), flows);
    surplus[from] = (surplus[from] as Ukwh) - sent;
    surplus[to] = (surplus[to] as Ukwh) + sent;
  }
}

/** A shortest way with room; there is one, because taking back what flows too much is always allowed. */
function findPathToDeficit(
  edges: readonly ResidualEdge[],
  from: number,
  surplus: readonly Ukwh[],
): ResidualEdge[] {
  const into = new Map<number, ResidualEdge | null>([[from, null]]);
  const reached = [from];
  for (const node of reached) {
    if ((surplus[node] as Ukwh) < 0) return pathTo(node, into);
    for (const edge of edges) {
      if (edge.from !== node || into.has(edge.to)) continue;
      into.set(edge.to, edge);
      reached.push(edge.to);
    }
  }
  assert(false, "what arrives too much at one node is missing at another");
}

function pathTo(node: number, into: ReadonlyMap<number, ResidualEdge | null>): ResidualEdge[] {
  const path: ResidualEdge[] = [];
  for (let edge = into.get(node); edge != null; edge = into.get(edge.from)) path.unshift(edge);
  return path;
}

/** Sends as much as fits along edges, and no more than `mostUkwh`. */
function send(edges: readonly ResidualEdge[], mostUkwh: Ukwh, flows: Ukwh[]): Ukwh {
  let room = mostUkwh;
  for (const { roomUkwh } of edges) room = Math.min(room, roomUkwh);
  for (const { arc, sign } of edges) flows[arc] = (flows[arc] as Ukwh) + sign * room;
  return room;
}
