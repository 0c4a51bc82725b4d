import fc from "fast-check";
import { expect, test } from "vitest";
import { books, tariffFrom, tariffTables } from "./cases/arbitraries.js";
import { checkClearing } from "./check-clearing.js";
import { type Clearing, clearUniformPrice, type Marginal } from "./uniform-price.js";

/** Another number than the given one: near, far, negative, or none at all. */
const tampered = (value: number | null) =>
  fc
    .oneof(
      fc.integer({ min: -3, max: 3 }).map((change) => (value ?? 0) + change),
      fc.integer({ min: -50, max: 50 }),
      fc.constantFrom(Number.NaN, 0.5, Number.POSITIVE_INFINITY),
    )
    .filter((other) => other !== value);

const tamperedMarginal = (marginal: Marginal | null): fc.Arbitrary<Marginal | null> => {
  if (marginal === null) {
    const figure = fc.nat(20);
    return fc.record({
      sequence: figure,
      price: figure,
      fillUkwh: figure,
      levelFilledUkwh: figure,
      levelOfferedUkwh: figure,
    });
  }
  const fields = Object.keys(marginal) as (keyof Marginal)[];
  return fc.oneof(
    fc.constant(null),
    fc
      .constantFrom(...fields)
      .chain((field) =>
        tampered(marginal[field]).map((value) => ({ ...marginal, [field]: value })),
      ),
  );
};

/** A clearing with one field changed, or with energy moved between two fills. */
const tamperings = (clearing: Clearing): fc.Arbitrary<Clearing> => {
  const { price, energyUkwh, bid, ask, fills } = clearing;
  const index = fc.nat(Math.max(0, fills.length - 1));
  const oneFill = index.chain((at) =>
    tampered(fills[at] ?? 0).map((fill) => ({ ...clearing, fills: fills.with(at, fill) })),
  );
  const moved = fc.tuple(index, index, fc.integer({ min: 1, max: 4 })).map(([from, to, by]) => ({
    ...clearing,
    fills: fills.map((fill, at) => fill + (at === to ? by : 0) - (at === from ? by : 0)),
  }));
  const forged: fc.Arbitrary<Clearing>[] = [
    tampered(price).map((value) => ({ ...clearing, price: value })),
    ...(price === null ? [] : [fc.constant({ ...clearing, price: null })]),
    tampered(energyUkwh).map((value) => ({ ...clearing, energyUkwh: value })),
    tamperedMarginal(bid).map((value) => ({ ...clearing, bid: value })),
    tamperedMarginal(ask).map((value) => ({ ...clearing, ask: value })),
    fc.constant<Clearing>({ ...clearing, fills: [...fills, 0] }),
    ...(fills.length === 0 ? [] : [fc.constant({ ...clearing, fills: fills.slice(1) })]),
    ...(fills.length === 0 ? [] : [oneFill]),
    ...(fills.length < 2
      ? []
      : [moved.filter((other) => other.fills.some((f, i) => f !== fills[i]))]),
  ];
  return fc.oneof(...forged);
};

test("a clearing changed anywhere no longer passes, and only the true one does", () => {
  const scenarios = fc.tuple(books(12, 9), tariffTables).chain(([orders, table]) => {
    const tariffOf = tariffFrom(table);
    const clearing = clearUniformPrice(orders, tariffOf);
    return tamperings(clearing).map((forged) => ({ orders, tariffOf, clearing, forged }));
  });
  fc.assert(
    fc.property(scenarios, ({ orders, tariffOf, clearing, forged }) => {
      expect(checkClearing(orders, tariffOf, clearing)).toEqual({ ok: true });
      expect(checkClearing(orders, tariffOf, forged).ok).toBe(false);
    }),
    { numRuns: 5000 },
  );
});

test("the clearing of another book does not pass for this one's unless it is the same", () => {
  fc.assert(
    fc.property(books(5, 3), books(5, 3), tariffTables, (orders, others, table) => {
      const tariffOf = tariffFrom(table);
      const foreign = clearUniformPrice(others, tariffOf);
      const isSame =
        JSON.stringify(foreign) === JSON.stringify(clearUniformPrice(orders, tariffOf));
      expect(checkClearing(orders, tariffOf, foreign).ok).toBe(isSame);
    }),
    { numRuns: 3000 },
  );
});
