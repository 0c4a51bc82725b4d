import type { LoadCurve } from "@pumasi/protocol";
import { fetchLoadCurve } from "../../../api/household-api.js";
import type { Household } from "../../../api/household-queries.js";
import { drawingNumber } from "../../../format/exact-decimal.js";
import { FLOWS, type Flow } from "../household-bars.js";

/** A month of quarter-hours: an answer that is read in a few milliseconds. */
const SLOTS_AT_ONCE = 2_976;

/** A year's energy in every slot, for drawing; what goes out hangs below zero. */
export interface YearCurve {
  from: number;
  startMs: number;
  stepMs: number;
  values: Record<Flow, (number | null)[]>;
}

const OUT: readonly Flow[] = ["soldToNeighbours", "toGrid"];

/** Fetches slots [from, until) piece by piece; `onProgress` hears the part that is there, 0 to 1. */
export async function loadYear(
  { slug, account }: Household,
  { from, until }: { from: number; until: number },
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<YearCurve | null> {
  let year: YearCurve | null = null;
  for (let next = from; next < until; next += SLOTS_AT_ONCE) {
    const range = { from: next, until: Math.min(until, next + SLOTS_AT_ONCE) };
    const piece = await fetchLoadCurve(slug, account, range, signal);
    year = append(year, piece);
    onProgress((range.until - from) / (until - from));
  }
  return year;
}

function append(year: YearCurve | null, piece: LoadCurve): YearCurve | null {
  if (piece.toGrid.length === 0) return year;
  const grown = year ?? {
    from: piece.from,
    startMs: Date.parse(piece.start),
    stepMs: piece.slotSeconds * 1000,
    values: { boughtFromNeighbours: [], fromGrid: [], soldToNeighbours: [], toGrid: [] },
  };
  for (const flow of FLOWS) {
    for (const kwh of piece[flow]) {
      const value = kwh === null ? null : drawingNumber(kwh);
      grown.values[flow].push(value !== null && OUT.includes(flow) ? -value : value);
    }
  }
  return grown;
}
