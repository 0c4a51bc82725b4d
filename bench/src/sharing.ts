import { deepStrictEqual } from "node:assert";
import {
  prepareSharing,
  type SharingColumns,
  type SharingPlan,
  type SharingRule,
  shareInPlace,
  sharingColumns,
} from "@pumasi/market";
import type { Benchmark } from "./benchmark.js";
import { numbersFrom } from "./generate-book.js";
import {
  offerByConsumption,
  offerByKeys,
  offerTwice,
  type PlainMeter,
  type PlainOffer,
  shareByObjects,
} from "./share-by-objects.js";

const METERS = 100_000;
const SLOTS_OF_A_DAY = 96;

/** Every meter's key in parts per million; 90 % are given away. */
const KEY_PPM = 9;

/** What was metered in a slot, in 10^-6 kWh. */
type Slot = Pick<SharingColumns, "consumedUkwh" | "generatedUkwh">;

/**
 * A day of a district, in 10^-6 kWh: everybody consumes up to 2 kWh a slot and every third meter
 * feeds in up to 3 kWh, by night too, so that no slot is free. Always the same.
 */
function generateDay(slots: number): Slot[] {
  const next = numbersFrom(11);
  return Array.from({ length: slots }, () => ({
    consumedUkwh: Float64Array.from({ length: METERS }, () => next() % 2_000_000),
    generatedUkwh: Float64Array.from({ length: METERS }, (_, meter) =>
      meter % 3 === 0 ? next() % 3_000_000 : 0,
    ),
  }));
}

function planOf(rule: SharingRule): SharingPlan {
  const prepared = prepareSharing(
    rule,
    Array.from({ length: METERS }, (_, meter) => meter),
  );
  if (!prepared.ok) throw new Error(prepared.reason);
  return prepared.plan;
}

/** Shares the slots one after the other into the same columns, all seven of them. */
function shareSlotsInPlace(plan: SharingPlan, results: SharingColumns, slots: readonly Slot[]) {
  for (const slot of slots) {
    const reason = shareInPlace(plan, { ...results, ...slot });
    if (reason !== null) throw new Error(reason);
  }
}

function sharePlainly(offer: PlainOffer, meters: readonly PlainMeter[], slots: readonly Slot[]) {
  for (const { consumedUkwh, generatedUkwh } of slots) {
    for (const [i, meter] of meters.entries()) {
      meter.consumed = consumedUkwh[i] as number;
      meter.generated = generatedUkwh[i] as number;
    }
    shareByObjects(offer, meters);
  }
}

function contest(rule: SharingRule, offer: PlainOffer, slots: readonly Slot[]) {
  const plan = planOf(rule);
  const results = sharingColumns(METERS);
  const meters = Array.from({ length: METERS }, (): PlainMeter => {
    return { consumed: 0, generated: 0, share: 0, allocated: 0, residual: 0, sold: 0, surplus: 0 };
  });
  for (const slot of slots.slice(0, 2)) {
    shareSlotsInPlace(plan, results, [slot]);
    sharePlainly(offer, meters, [slot]);
    for (const name of ["share", "allocated", "residual", "sold", "surplus"] as const) {
      deepStrictEqual(
        results[`${name}Ukwh`],
        Float64Array.from(meters, (meter) => meter[name]),
      );
    }
  }
  return {
    run: () => shareSlotsInPlace(plan, results, slots),
    against: {
      name: "objects, BigInt and Array.sort",
      run: () => sharePlainly(offer, meters, slots),
    },
  };
}

const keys = Array.from({ length: METERS }, (_, meter) => ({ meter, ppm: KEY_PPM }));
const keysPpm = keys.map(({ ppm }) => ppm);

/** A day of a hundred thousand meters, shared by what each consumes. */
export const sharing: Benchmark = {
  name: "market/sharing",
  unit: "ms",
  amount: 1,
  limit: { atMost: 1_000 },
  prepare: () => contest({ rule: "proportional" }, offerByConsumption, generateDay(SLOTS_OF_A_DAY)),
};

/** Meters shared by fixed keys, in one slot of as many. */
export const sharingStatic: Benchmark = {
  name: "market/sharing-static",
  unit: "meters/s",
  amount: METERS,
  prepare: () => contest({ rule: "static", keys }, offerByKeys(keysPpm), generateDay(1)),
};

/** Meters shared by fixed keys and again by what is missing, in one slot of as many. */
export const sharingHybrid: Benchmark = {
  name: "market/sharing-hybrid",
  unit: "meters/s",
  amount: METERS,
  prepare: () => contest({ rule: "hybrid", keys }, offerTwice(keysPpm), generateDay(1)),
};
