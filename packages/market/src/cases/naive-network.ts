import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { Network } from "../mechanisms/market-rule.js";

/** The most that can be gained on a network, and the most energy that can be traded for it. */
export interface NaiveNetworkOptimum {
  welfare: number;
  energyUkwh: Ukwh;
}

/**
 * A second model of clearing on a network, made to be obviously right and nothing else: it tries every
 * way in which bids may be given whole units by asks of other accounts, and for each every way in which
 * whole units may flow over the lines, and keeps the best that fits. Null when nothing fits. Only for a
 * handful of units.
 */
export function clearNetworkNaively(
  { lines, feeders }: Network,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): NaiveNetworkOptimum | null {
  const nameOf = (order: MarketOrder) => order.zone ?? "";
  const zones = [...new Set(orders.map(nameOf).concat(lines.flatMap((l) => [l.from, l.to])))];
  const joined = new Set(zones.map((zone) => `${zone}|${zone}`));
  for (const { from, to, capacityUkwh, reverseCapacityUkwh, scheduledUkwh } of lines) {
    if (capacityUkwh - scheduledUkwh === 0 && reverseCapacityUkwh + scheduledUkwh === 0) continue;
    joined.add(`${from}|${to}`).add(`${to}|${from}`);
  }
  for (const via of zones) {
    for (const from of zones) {
      for (const to of zones) {
        if (joined.has(`${from}|${via}`) && joined.has(`${via}|${to}`)) joined.add(`${from}|${to}`);
      }
    }
  }
  const pairs = orders.flatMap((bid) =>
    orders
      .filter((ask) => bid.side === "buy" && ask.side === "sell" && bid.account !== ask.account)
      .filter((ask) => joined.has(`${nameOf(bid)}|${nameOf(ask)}`))
      .map((ask) => ({ bid, ask })),
  );
  const costOf = new Map<string, number>();
  const positions = zones.map(() => 0);
  const tryFlows = (line: number, cost: number): void => {
    const each = lines[line];
    if (each === undefined) {
      const key = positions.join();
      costOf.set(key, Math.min(cost, costOf.get(key) ?? Number.POSITIVE_INFINITY));
      return;
    }
    const [from, to] = [zones.indexOf(each.from), zones.indexOf(each.to)];
    const lowest = -each.reverseCapacityUkwh - each.scheduledUkwh;
    for (let flow = lowest; flow <= each.capacityUkwh - each.scheduledUkwh; flow++) {
      positions[from] = (positions[from] as number) - flow;
      positions[to] = (positions[to] as number) + flow;
      tryFlows(line + 1, cost + Math.abs(flow) * each.feePrice);
      positions[from] = (positions[from] as number) + flow;
      positions[to] = (positions[to] as number) - flow;
    }
  };
  tryFlows(0, 0);
  let best: NaiveNetworkOptimum | null = null;
  const fills = orders.map(() => 0);
  const tryPairs = (pair: number, gained: number, energyUkwh: Ukwh): void => {
    const each = pairs[pair];
    if (each === undefined) {
      const imports = zones.map(() => 0);
      for (const order of orders) {
        const zone = zones.indexOf(nameOf(order));
        const fill = fills[order.sequence] as Ukwh;
        imports[zone] = (imports[zone] as number) + (order.side === "buy" ? fill : -fill);
      }
      const cost = costOf.get(imports.join());
      const fits = feeders.every(({ zone, importCapacityUkwh, exportCapacityUkwh }) => {
        const imported = imports[zones.indexOf(zone)] ?? 0;
        return imported <= importCapacityUkwh && -imported <= exportCapacityUkwh;
      });
      if (cost === undefined || !fits) return;
      const welfare = gained - cost;
      const isBetter =
        best === null ||
        welfare > best.welfare ||
        (welfare === best.welfare && energyUkwh > best.energyUkwh);
      if (isBetter) best = { welfare, energyUkwh };
      return;
    }
    const { bid, ask } = each;
    const before = [fills[bid.sequence] as Ukwh, fills[ask.sequence] as Ukwh] as const;
    const most = Math.min(bid.energyUkwh - before[0], ask.energyUkwh - before[1]);
    const gain = (limits[bid.sequence] as Price) - (limits[ask.sequence] as Price);
    for (let energy = 0; energy <= most; energy++) {
      fills[bid.sequence] = before[0] + energy;
      fills[ask.sequence] = before[1] + energy;
      tryPairs(pair + 1, gained + energy * gain, energyUkwh + energy);
    }
    [fills[bid.sequence], fills[ask.sequence]] = before;
  };
  tryPairs(0, 0, 0);
  return best;
}
