import { assert } from "@pumasi/quantities";
import type { ResidualEdge } from "./residual-edges.js";

/**
 * Finds a cycle around which sending energy costs less than nothing, or null when there is none (R.
 * Bellman, On a Routing Problem, 1958, from everywhere at once). Costs are exact.
 */
export function findBetterCycle(
  edges: readonly ResidualEdge[],
  nodeCount: number,
): ResidualEdge[] | null {
  const distances = new Array<bigint>(nodeCount).fill(0n);
  const into = new Array<ResidualEdge | null>(nodeCount).fill(null);
  for (let pass = 0; pass <= nodeCount; pass++) {
    let isShorter = false;
    for (const edge of edges) {
      const distance = (distances[edge.from] as bigint) + edge.cost;
      if (distance >= (distances[edge.to] as bigint)) continue;
      distances[edge.to] = distance;
      into[edge.to] = edge;
      isShorter = true;
    }
    if (!isShorter) return null;
    const cycle = cycleAlong(into);
    if (cycle !== null) return cycle;
  }
  assert(false, "ways that get ever shorter go round a cycle");
}

/** A cycle among the edges by which nodes were last reached: it costs less than nothing. */
function cycleAlong(into: readonly (ResidualEdge | null)[]): ResidualEdge[] | null {
  const seenFrom = new Array<number>(into.length).fill(-1);
  for (let start = 0; start < into.length; start++) {
    let node = start;
    while (seenFrom[node] === -1) {
      seenFrom[node] = start;
      const edge = into[node];
      if (edge == null) break;
      node = edge.from;
    }
    if (seenFrom[node] !== start || into[node] == null) continue;
    const cycle: ResidualEdge[] = [];
    let at = node;
    do {
      const edge = into[at] as ResidualEdge;
      cycle.unshift(edge);
      at = edge.from;
    } while (at !== node);
    return cycle;
  }
  return null;
}
