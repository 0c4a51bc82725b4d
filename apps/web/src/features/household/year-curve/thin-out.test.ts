import fc from "fast-check";
import { expect, test } from "vitest";
import { thinOut } from "./thin-out.js";

const curves = fc.record({
  values: fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: null }), {
    maxLength: 400,
  }),
  buckets: fc.integer({ min: 1, max: 60 }),
});

test("what fits is drawn as it is, with its gaps", () => {
  const curve = { startMs: 1000, stepMs: 10, values: [1, null, 3] };
  expect(thinOut(curve, 0, 3, 10)).toEqual([
    [1000, 1],
    [1010, null],
    [1020, 3],
  ]);
  expect(thinOut(curve, 2, 99, 10)).toEqual([[1020, 3]]);
});

test("however thin, it has no more points than asked for, and no peak is lost", () => {
  fc.assert(
    fc.property(curves, ({ values, buckets }) => {
      const points = thinOut({ startMs: 0, stepMs: 1, values }, 0, values.length, buckets);
      expect(points.length).toBeLessThanOrEqual(2 * buckets);
      const metered = values.filter((value) => value !== null);
      const drawn = points.map(([, value]) => value).filter((value) => value !== null);
      expect(Math.max(...drawn)).toBe(Math.max(...metered));
      expect(Math.min(...drawn)).toBe(Math.min(...metered));
      const instants = points.map(([instant]) => instant);
      expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b));
      for (const [instant, value] of points) expect(values[instant] ?? null).toBe(value);
    }),
  );
});

test("a bucket without a value is a gap, not a zero", () => {
  const values = [...Array(10).fill(5), ...Array(10).fill(null), ...Array(10).fill(7)];
  const points = thinOut({ startMs: 0, stepMs: 1, values }, 0, 30, 3);
  expect(points.map(([, value]) => value)).toEqual([5, null, 7]);
});
