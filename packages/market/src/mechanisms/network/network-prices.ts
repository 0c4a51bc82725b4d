import type { Price } from "@pumasi/quantities";
import type { NetworkLayout } from "./network-layout.js";
import type { ResidualEdge } from "./residual-edges.js";

/**
 * The price at each node of a best circulation (10^-6 currency/kWh), counted from the nodes in
 * `references`, whose price is zero: energy is worth no more at the end of an edge with room than at
 * its beginning and what the edge costs. These are exact duals of the linear program.
 *
 * Where a range of prices does that, the middle of the lowest and the highest is taken, rounded toward
 * minus infinity: such roundings keep every difference within its bound (K. Murota, Discrete Convex
 * Analysis, 2003, on L-natural convex sets). What is bounded on one side only gets its bound, and what
 * nobody's limit bears upon is zero.
 */
export function networkPrices(
  edges: readonly ResidualEdge[],
  nodeCount: number,
  references: readonly number[],
): Price[] {
  const allowed = edges.filter(({ isAllowed }) => isAllowed);
  const prices = new Array<Price | null>(nodeCount).fill(null);
  for (const node of references) prices[node] = 0;
  while (prices.includes(null)) settleSome(allowed, prices);
  return prices as Price[];
}

/** The nodes from which prices count: where each region's sellers begin that stand not apart. */
export function referenceNodes({ groups }: NetworkLayout): number[] {
  return groups.flatMap(({ account, sellNode }) => (account === null ? [sellNode] : []));
}

/** Gives a price to those nodes without one that are bounded on most sides. */
function settleSome(edges: readonly ResidualEdge[], prices: (Price | null)[]): void {
  const highest = bounds(edges, prices, "highest");
  const lowest = bounds(edges, prices, "lowest");
  const open = prices.flatMap((price, node) => (price === null ? [node] : []));
  const within = open.filter(
    (node) => Number.isFinite(highest[node]) && Number.isFinite(lowest[node]),
  );
  if (within.length > 0) {
    for (const node of within) {
      prices[node] = Math.floor(((highest[node] as Price) + (lowest[node] as Price)) / 2) + 0;
    }
    return;
  }
  for (const bound of [highest, lowest]) {
    const bounded = open.filter((node) => Number.isFinite(bound[node]));
    for (const node of bounded) prices[node] = bound[node] as Price;
    if (bounded.length > 0) return;
  }
  prices[open[0] as number] = 0;
}

/** The highest or lowest price of each node that the prices already given allow; infinite where free. */
function bounds(
  edges: readonly ResidualEdge[],
  prices: readonly (Price | null)[],
  which: "highest" | "lowest",
): number[] {
  const free = which === "highest" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const found = prices.map((price) => price ?? free);
  for (let isTighter = true; isTighter; ) {
    isTighter = false;
    for (const { from, to, price } of edges) {
      const [near, far] = which === "highest" ? [from, to] : [to, from];
      const bound = (found[near] as number) + (which === "highest" ? price : 0 - price);
      const isBound =
        which === "highest" ? bound < (found[far] as number) : bound > (found[far] as number);
      if (!isBound) continue;
      found[far] = bound;
      isTighter = true;
    }
  }
  return found;
}
