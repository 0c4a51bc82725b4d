import fc from "fast-check";
import type { SharingReading } from "../sharing/share-slots.js";
import {
  type MatrixCell,
  type MeterPart,
  SHARING_RULES,
  type SharingRule,
  type SharingRuleName,
  WHOLE_PPM,
} from "../sharing/sharing-rule.js";

/** A community with something to share: a rule, slots (of one hour) and participation factors. */
export interface SharingCase {
  rule: SharingRule;
  slots: SharingReading[][];
  participation: MeterPart[];
}

const NAMES = ["m01", "m02", "m03", "m04", "m05", "m06"];

/** The largest energy of a meter of which the community's sum still fits a safe integer. */
const LARGE = Math.floor(Number.MAX_SAFE_INTEGER / 4 / NAMES.length / 2);

const energies = fc.oneof(
  fc.constant(0),
  fc.nat(6),
  fc.nat(2_000_000),
  fc.integer({ min: LARGE - 1_000, max: LARGE }),
);

const parts = fc.oneof(
  fc.constant(0),
  fc.constant(WHOLE_PPM),
  fc.constant(WHOLE_PPM / 2),
  fc.nat(WHOLE_PPM),
);

/** Cuts parts down so that they add up to at most the whole. */
function cutToWhole(given: readonly number[]): number[] {
  let left = WHOLE_PPM;
  return given.map((ppm) => {
    const own = Math.min(ppm, left);
    left -= own;
    return own;
  });
}

function keysOf(names: readonly string[]): fc.Arbitrary<MeterPart[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...names]),
      fc.array(parts, { minLength: names.length, maxLength: names.length }),
    )
    .map(([holders, ppm]) => {
      const cut = cutToWhole(ppm);
      return holders.map((meter, i) => ({ meter, ppm: cut[i] as number }));
    });
}

/** Cells whose rows and columns both add up to at most the whole. */
function cellsOf(names: readonly string[]): fc.Arbitrary<MatrixCell[]> {
  const pairs = names.flatMap((producer) => names.map((consumer) => ({ producer, consumer })));
  return fc
    .tuple(
      fc.shuffledSubarray(pairs),
      fc.array(parts, { minLength: pairs.length, maxLength: pairs.length }),
    )
    .map(([chosen, ppm]) => {
      const used = new Map<string, number>();
      return chosen.map(({ producer, consumer }, i) => {
        const [row, column] = [`from ${producer}`, `to ${consumer}`];
        const room = WHOLE_PPM - Math.max(used.get(row) ?? 0, used.get(column) ?? 0);
        const own = Math.min(ppm[i] as number, room);
        used.set(row, (used.get(row) ?? 0) + own);
        used.set(column, (used.get(column) ?? 0) + own);
        return { producer, consumer, ppm: own };
      });
    });
}

function rulesOf(name: SharingRuleName, names: readonly string[]): fc.Arbitrary<SharingRule> {
  switch (name) {
    case "static":
    case "hybrid":
      return keysOf(names).map((keys) => ({ rule: name, keys }));
    case "priority":
      return fc.shuffledSubarray([...names]).map((order) => ({ rule: name, order }));
    case "matrix":
      return cellsOf(names).map((cells) => ({ rule: name, cells }));
    case "proportional":
    case "hourly-minimum":
      return fc.constant({ rule: name });
  }
}

/** Communities of up to six meters, some with storage, some without anything to share. */
export function sharingCases(
  rules: readonly SharingRuleName[] = SHARING_RULES,
): fc.Arbitrary<SharingCase> {
  return fc
    .record({ name: fc.constantFrom(...rules), names: fc.subarray(NAMES, { minLength: 1 }) })
    .chain(({ name, names }) => {
      const reading = fc.record({
        consumedUkwh: energies,
        generatedUkwh: energies,
        chargedUkwh: fc.oneof(fc.constant(0), fc.nat(1_000_000)),
        dischargedUkwh: fc.oneof(fc.constant(0), fc.nat(1_000_000)),
      });
      const slot = fc
        .array(reading, { minLength: names.length, maxLength: names.length })
        .map((own) => own.map((energy, i) => ({ meter: names[i] as string, ...energy })));
      return fc.record({
        rule: rulesOf(name, names),
        slots: fc.array(slot, { minLength: 1, maxLength: 4 }),
        participation: fc.oneof(fc.constant<MeterPart[]>([]), factorsOf(names)),
      });
    });
}

function factorsOf(names: readonly string[]): fc.Arbitrary<MeterPart[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...names]),
      fc.array(parts, { minLength: names.length, maxLength: names.length }),
    )
    .map(([chosen, ppm]) => chosen.map((meter, i) => ({ meter, ppm: ppm[i] as number })));
}
