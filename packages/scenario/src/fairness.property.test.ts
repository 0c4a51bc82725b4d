import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { giniPpm, jainPpm } from "./fairness.js";

const lists = fc.array(fc.bigInt({ min: -50n, max: 1000n }), { minLength: 1, maxLength: 20 });

describe("fairness", () => {
  it("is the double sum and the squares, whatever the order", () => {
    fc.assert(
      fc.property(lists, (savings) => {
        const values = savings.map(Number);
        const sizes = values.reduce((sum, x) => sum + Math.abs(x), 0);
        const spread = values.flatMap((x) => values.map((y) => Math.abs(x - y)));
        const gini = giniPpm(savings);
        const jain = jainPpm([...savings].reverse());
        if (sizes === 0) return void expect([gini, jain]).toEqual([null, null]);
        const expected = spread.reduce((sum, x) => sum + x, 0) / (2 * values.length * sizes);
        expect(Math.abs((gini as number) - expected * 1e6)).toBeLessThan(1.001);
        expect(gini as number).toBeLessThanOrEqual(1_000_000);
        const squares = values.reduce((sum, x) => sum + x * x, 0);
        const index = values.reduce((sum, x) => sum + x, 0) ** 2 / (values.length * squares);
        expect(Math.abs((jain as number) - index * 1e6)).toBeLessThan(1.001);
      }),
    );
  });

  it("says what it says of equals and of one who has it all", () => {
    expect([giniPpm([5n, 5n, 5n, 5n]), jainPpm([5n, 5n, 5n, 5n])]).toEqual([0, 1_000_000]);
    expect([giniPpm([0n, 0n, 0n, 8n]), jainPpm([0n, 0n, 0n, 8n])]).toEqual([750_000, 250_000]);
  });
});
