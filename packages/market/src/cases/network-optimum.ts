import type { MarketBook } from "../mechanisms/market-book.js";
import { limitIn } from "../mechanisms/market-book.js";
import type { NetworkRule } from "../mechanisms/market-rule.js";
import type {
  LinearColumn,
  LinearRow,
  SolveLinearProgram,
} from "../mechanisms/network/linear-program.js";
import type { NaiveMatching } from "./naive-matching.js";

/** More than any book of these tests trades, so that energy only decides between equal welfare. */
const WEIGHT = 4096;

/**
 * The most that can be gained across a network, and the most energy that can trade while gaining it,
 * as one plain linear program over fills and flows: no prices, no pairs, no care for floating point.
 */
export function networkOptimum(
  solve: SolveLinearProgram,
  book: MarketBook<NetworkRule>,
): NaiveMatching {
  const { lines, feeders } = book.rule.network;
  const columns: LinearColumn[] = [];
  const balances = new Map<
    string,
    LinearRow & { entries: { column: number; coefficient: number }[] }
  >();
  const traded = new Map<string, { column: number; coefficient: number }[]>();
  const enter = (zone: string, column: number, coefficient: number) => {
    const row = balances.get(zone) ?? { entries: [], lower: 0, upper: 0 };
    row.entries.push({ column, coefficient });
    balances.set(zone, row);
  };
  for (const order of book.orders) {
    const isBid = order.side === "buy";
    const cost = (isBid ? 1 : -1) * limitIn(book, order) * WEIGHT + (isBid ? 1 : 0);
    const zone = order.zone ?? "";
    enter(zone, columns.length, isBid ? -1 : 1);
    const own = traded.get(zone) ?? [];
    own.push({ column: columns.length, coefficient: isBid ? 1 : -1 });
    traded.set(zone, own);
    columns.push({ cost, lower: 0, upper: order.energyUkwh });
  }
  for (const { id, from, to, feePrice, ...line } of lines) {
    const [forth, back, net] = [columns.length, columns.length + 1, columns.length + 2];
    for (const [start, end, column] of [
      [from, to, forth],
      [to, from, back],
    ] as const) {
      enter(start, column, -1);
      enter(end, column, 1);
      columns.push({ cost: -feePrice * WEIGHT, lower: 0, upper: WEIGHT });
    }
    columns.push({
      cost: 0,
      lower: -line.reverseCapacityUkwh - line.scheduledUkwh,
      upper: line.capacityUkwh - line.scheduledUkwh,
    });
    const entries = [forth, back, net].map((column, i) => ({
      column,
      coefficient: i === 0 ? 1 : -1,
    }));
    balances.set(`line ${id}`, { entries, lower: 0, upper: 0 });
  }
  for (const { zone, importCapacityUkwh, exportCapacityUkwh } of feeders) {
    const row = { entries: [...(traded.get(zone) ?? [])], lower: 0, upper: 0 };
    row.entries.push({ column: columns.length, coefficient: -1 });
    columns.push({ cost: 0, lower: -exportCapacityUkwh, upper: importCapacityUkwh });
    balances.set(`feeder of ${zone}`, row);
  }
  const { objective } = solve({ maximise: true, columns, rows: [...balances.values()] });
  const value = Math.round(objective);
  const energyUkwh = ((value % WEIGHT) + WEIGHT) % WEIGHT;
  return { welfare: (value - energyUkwh) / WEIGHT, energyUkwh };
}
