import fc from "fast-check";
import { expect, test } from "vitest";
import { AmountColumn } from "./amount-column.js";

const PLACES = 3;

const safe = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: -1e9, max: 1e9 }),
);
const prices = fc.oneof(
  fc.integer({ min: -(2 ** 48) + 1, max: 2 ** 48 - 1 }),
  fc.integer({ min: -1e6, max: 1e6 }),
);
const entries = fc.array(fc.tuple(fc.nat(PLACES - 1), safe, prices), { maxLength: 60 });

test("adds up exactly what bigints add up to, narrow and wide, plus and minus", () => {
  fc.assert(
    fc.property(entries, (added) => {
      const column = new AmountColumn(PLACES);
      const expected = new Array<bigint>(PLACES).fill(0n);
      for (const [place, energyUkwh, price] of added) {
        column.add(place, energyUkwh, price);
        expected[place] = (expected[place] as bigint) + BigInt(energyUkwh) * BigInt(price);
      }
      expect(expected.map((_, place) => column.at(place))).toEqual(expected);
      expect(column.sum()).toBe(expected.reduce((sum, amount) => sum + amount, 0n));
      column.clear();
      expect(column.sum()).toBe(0n);
    }),
    { numRuns: 2000 },
  );
});

test("passes a safe integer in small steps without losing a unit", () => {
  const column = new AmountColumn(1);
  const [energyUkwh, price, times] = [3_000_001, 1_000_000_007, 40_000];
  for (let step = 0; step < times; step++) column.add(0, energyUkwh, price);
  expect(column.at(0)).toBe(BigInt(energyUkwh) * BigInt(price) * BigInt(times));
});

test("tells the sign, and adds another column, exactly", () => {
  fc.assert(
    fc.property(entries, entries, (added, later) => {
      const [column, other] = [new AmountColumn(PLACES), new AmountColumn(PLACES)];
      for (const [place, energyUkwh, price] of added) column.add(place, energyUkwh, price);
      for (const [place, energyUkwh, price] of later) other.add(place, energyUkwh, price);
      const expected = Array.from({ length: PLACES }, (_, i) => column.at(i) + other.at(i));
      column.addColumn(other);
      expected.forEach((amount, place) => {
        expect(column.at(place)).toBe(amount);
        expect(column.isNegative(place)).toBe(amount < 0n);
      });
    }),
    { numRuns: 2000 },
  );
  expect(() => new AmountColumn(1).addColumn(new AmountColumn(2))).toThrow("of one length");
});

test("keeps the sum of many places exact", () => {
  const column = new AmountColumn(5000);
  for (let place = 0; place < column.length; place++) column.add(place, 2 ** 40 + place, 1013);
  let expected = 0n;
  for (let place = 0; place < column.length; place++) expected += column.at(place);
  expect(column.sum()).toBe(expected);
});

test.each<[string, number, number]>([
  ["an energy is whole", 2 ** 53, 2],
  ["an energy is whole", Number.NaN, 2],
  ["a price is whole", 2 ** 30, 2 ** 48],
  ["a price is whole", 2 ** 40, 2 ** 40 + 0.5],
])("stops where this is broken: %s", (mustHold, energyUkwh, price) => {
  expect(() => new AmountColumn(1).add(0, energyUkwh, price)).toThrow(mustHold);
});

test("stops before an amount no longer fits, and at a place that it has not", () => {
  const column = new AmountColumn(1);
  const fill = () => {
    for (;;) column.add(0, Number.MAX_SAFE_INTEGER, 2 ** 48 - 1);
  };
  expect(fill).toThrow("an amount stays below 2^103");
  expect(() => column.at(1)).toThrow("the column has this place");
});
