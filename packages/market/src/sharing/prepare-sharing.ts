import { type ApportionScratch, apportionScratch } from "@pumasi/quantities";
import type { MatrixColumn, MatrixRow } from "./offer-by-matrix.js";
import { prepareMatrix } from "./prepare-matrix.js";
import type { SharingReason, SharingRefusal } from "./sharing-refusal.js";
import { type MeterId, type MeterPart, type SharingRule, WHOLE_PPM } from "./sharing-rule.js";

/** A rule with meters as indexes. */
export type PreparedRule =
  | { rule: "static" | "hybrid"; keysPpm: Float64Array; offersUkwh: Float64Array }
  | { rule: "proportional" | "hourly-minimum" }
  | { rule: "priority"; order: Int32Array }
  | { rule: "matrix"; rows: readonly MatrixRow[]; columns: readonly MatrixColumn[] };

/**
 * A rule made ready for a community's meters, with the room that sharing a slot needs; used for any
 * number of slots, one at a time. `factorsPpm` is null when everybody takes part with everything;
 * `drawnUkwh` and `fedUkwh` are what takes part of a slot (10^-6 kWh).
 */
export interface SharingPlan {
  meters: number;
  prepared: PreparedRule;
  factorsPpm: Float64Array | null;
  drawnUkwh: Float64Array;
  fedUkwh: Float64Array;
  missingUkwh: Float64Array;
  scratch: ApportionScratch;
}

/**
 * Makes a rule ready for meters, whose order is the order in which units that do not divide are
 * given. Participation factors (parts per million; 1,000,000 where none is given) say with how much
 * of its consumption and its generation a meter takes part, rounded down to whole units; the rest is
 * the grid's.
 *
 * Refuses, in this order: a meter given twice; a factor that is not a whole number from 0 to
 * 1,000,000, is given twice, or is of no meter here, one factor after the other; keys, cells and
 * places in the order likewise;
 * keys that add up to more than 1,000,000; matrix rows that do, then columns.
 */
export function prepareSharing(
  rule: SharingRule,
  meters: readonly MeterId[],
  participation: readonly MeterPart[] = [],
): { ok: true; plan: SharingPlan } | SharingRefusal {
  const indexes = new Map<MeterId, number>();
  for (const meter of meters) {
    if (indexes.has(meter)) return { ok: false, reason: "sharing_meter_repeated", meter };
    indexes.set(meter, indexes.size);
  }
  const factors = takeParts(participation, indexes, FACTOR_REASONS);
  if (!factors.ok) return factors;
  const prepared = prepareRule(rule, indexes);
  if (!prepared.ok) return prepared;
  const room = () => new Float64Array(meters.length);
  const factorsPpm = participation.length === 0 ? null : room().fill(WHOLE_PPM);
  for (const { meter, ppm } of participation) {
    if (factorsPpm !== null) factorsPpm[indexes.get(meter) as number] = ppm;
  }
  return {
    ok: true,
    plan: {
      meters: meters.length,
      prepared: prepared.prepared,
      factorsPpm,
      drawnUkwh: room(),
      fedUkwh: room(),
      missingUkwh: room(),
      scratch: apportionScratch(meters.length + 1),
    },
  };
}

/** Puts meters in the one order in which units that do not divide are given: by what they are called. */
export function compareMeters(a: MeterId, b: MeterId): number {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === "number" ? -1 : 1;
}

interface PartReasons {
  invalid: SharingReason;
  repeated: SharingReason;
  unknown: SharingReason;
}

const FACTOR_REASONS: PartReasons = {
  invalid: "sharing_factor_invalid",
  repeated: "sharing_factor_repeated",
  unknown: "sharing_factor_meter_unknown",
};

const KEY_REASONS: PartReasons = {
  invalid: "sharing_key_invalid",
  repeated: "sharing_key_repeated",
  unknown: "sharing_key_meter_unknown",
};

/** Checks parts of meters; gives them by index, where none is given 0. */
function takeParts(
  parts: readonly MeterPart[],
  indexes: ReadonlyMap<MeterId, number>,
  reasons: PartReasons,
): { ok: true; ppm: Float64Array; sumPpm: number } | SharingRefusal {
  const ppmOf = new Float64Array(indexes.size);
  const seen = new Set<MeterId>();
  let sumPpm = 0;
  for (const { meter, ppm } of parts) {
    if (!isPart(ppm)) return { ok: false, reason: reasons.invalid, meter };
    if (seen.has(meter)) return { ok: false, reason: reasons.repeated, meter };
    const index = indexes.get(meter);
    if (index === undefined) return { ok: false, reason: reasons.unknown, meter };
    seen.add(meter);
    ppmOf[index] = ppm;
    sumPpm += ppm;
  }
  return { ok: true, ppm: ppmOf, sumPpm };
}

function isPart(ppm: number): boolean {
  return Number.isSafeInteger(ppm) && ppm >= 0 && ppm <= WHOLE_PPM;
}

function prepareRule(
  rule: SharingRule,
  indexes: ReadonlyMap<MeterId, number>,
): { ok: true; prepared: PreparedRule } | SharingRefusal {
  switch (rule.rule) {
    case "proportional":
    case "hourly-minimum":
      return { ok: true, prepared: { rule: rule.rule } };
    case "static":
    case "hybrid": {
      const keys = takeParts(rule.keys, indexes, KEY_REASONS);
      if (!keys.ok) return keys;
      if (keys.sumPpm > WHOLE_PPM) return { ok: false, reason: "sharing_keys_above_whole" };
      const keysPpm = new Float64Array(indexes.size + 1);
      keysPpm.set(keys.ppm);
      keysPpm[indexes.size] = WHOLE_PPM - keys.sumPpm;
      const offersUkwh = new Float64Array(indexes.size + 1);
      return { ok: true, prepared: { rule: rule.rule, keysPpm, offersUkwh } };
    }
    case "priority": {
      const order = rule.order.map((meter) => ({ meter, ppm: 0 }));
      const listed = takeParts(order, indexes, KEY_REASONS);
      if (!listed.ok) return listed;
      const places = rule.order.map((meter) => indexes.get(meter) as number);
      return { ok: true, prepared: { rule: "priority", order: Int32Array.from(places) } };
    }
    case "matrix":
      return prepareMatrix(rule.cells, indexes);
  }
}
