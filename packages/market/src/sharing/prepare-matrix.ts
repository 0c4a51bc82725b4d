import type { MatrixColumn, MatrixRow } from "./offer-by-matrix.js";
import type { SharingRefusal } from "./sharing-refusal.js";
import { type MatrixCell, type MeterId, WHOLE_PPM } from "./sharing-rule.js";

/** A cell by indexes, and where in its producer's row it stands. */
interface Placed {
  producer: number;
  consumer: number;
  ppm: number;
  place: number;
}

/**
 * Makes a matrix ready: its cells by producer and by consumer, both ascending by index, so that the
 * order in which they are given is irrelevant.
 *
 * Refuses, in this order, a cell that is not a whole number of parts per million from 0 to
 * 1,000,000, that is given twice, or whose producer or consumer is no meter here; then a producer
 * whose cells add up to more than 1,000,000, then a consumer whose cells do.
 */
export function prepareMatrix(
  cells: readonly MatrixCell[],
  indexes: ReadonlyMap<MeterId, number>,
):
  | {
      ok: true;
      prepared: {
        rule: "matrix";
        rows: readonly MatrixRow[];
        columns: readonly MatrixColumn[];
      };
    }
  | SharingRefusal {
  const placed = placeCells(cells, indexes);
  if (!placed.ok) return placed;
  const names = [...indexes.keys()];
  const byProducer = groupBy(placed.cells, ({ producer }) => producer);
  const byConsumer = groupBy(placed.cells, ({ consumer }) => consumer);
  for (const [reason, groups] of [
    ["sharing_producer_above_whole", byProducer],
    ["sharing_consumer_above_whole", byConsumer],
  ] as const) {
    for (const [index, group] of groups) {
      const meter = names[index] as MeterId;
      if (sumPpm(group) > WHOLE_PPM) return { ok: false, reason, meter };
    }
  }
  const rows = byProducer.map(([producer, row]) => makeRow(producer, row));
  const rowOf = new Map(rows.map((row) => [row.producer, row]));
  const columns = byConsumer.map(([consumer, column]): MatrixColumn => {
    const own = column.map(({ producer }) => rowOf.get(producer) as MatrixRow);
    return {
      consumer,
      rows: own,
      places: Int32Array.from(column, ({ place }) => place),
      offersUkwh: new Float64Array(own.length),
    };
  });
  return { ok: true, prepared: { rule: "matrix", rows, columns } };
}

function placeCells(
  cells: readonly MatrixCell[],
  indexes: ReadonlyMap<MeterId, number>,
): { ok: true; cells: Placed[] } | SharingRefusal {
  const placed: Placed[] = [];
  const seen = new Set<number>();
  for (const { producer: from, consumer: to, ppm } of cells) {
    const isPart = Number.isSafeInteger(ppm) && ppm >= 0 && ppm <= WHOLE_PPM;
    if (!isPart) return { ok: false, reason: "sharing_key_invalid", meter: from };
    const [producer, consumer] = [indexes.get(from), indexes.get(to)];
    if (producer === undefined) {
      return { ok: false, reason: "sharing_key_meter_unknown", meter: from };
    }
    if (consumer === undefined) {
      return { ok: false, reason: "sharing_key_meter_unknown", meter: to };
    }
    const pair = producer * indexes.size + consumer;
    if (seen.has(pair)) return { ok: false, reason: "sharing_key_repeated", meter: from };
    seen.add(pair);
    placed.push({ producer, consumer, ppm, place: 0 });
  }
  placed.sort((a, b) => a.producer - b.producer || a.consumer - b.consumer);
  return { ok: true, cells: placed };
}

function makeRow(producer: number, cells: readonly Placed[]): MatrixRow {
  for (const [place, cell] of cells.entries()) cell.place = place;
  const parts = cells.map(({ ppm }) => ppm);
  return {
    producer,
    consumers: Int32Array.from(cells, ({ consumer }) => consumer),
    partsPpm: Float64Array.from([...parts, WHOLE_PPM - sumPpm(cells)]),
    offersUkwh: new Float64Array(cells.length + 1),
  };
}

function sumPpm(cells: readonly Placed[]): number {
  return cells.reduce((sum, { ppm }) => sum + ppm, 0);
}

/** Groups ascending by index. */
function groupBy(
  cells: readonly Placed[],
  indexOf: (cell: Placed) => number,
): [number, readonly Placed[]][] {
  const groups = new Map<number, Placed[]>();
  for (const cell of cells) {
    const group = groups.get(indexOf(cell));
    if (group === undefined) groups.set(indexOf(cell), [cell]);
    else group.push(cell);
  }
  return [...groups].sort(([a], [b]) => a - b);
}
