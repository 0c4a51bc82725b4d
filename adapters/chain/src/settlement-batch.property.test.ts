import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashBatch, packDeltas, unpackDeltas } from "./settlement-batch.js";

const lane = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe("settlement batches", () => {
  it("unpack to what was packed, filled up with zeros to a whole word", () => {
    fc.assert(
      fc.property(fc.array(lane, { maxLength: 20 }), (changes) => {
        const unpacked = unpackDeltas(packDeltas(changes));
        expect(unpacked.length % 4).toBe(0);
        expect(unpacked.slice(0, changes.length)).toEqual(changes);
        expect(unpacked.slice(changes.length).every((change) => change === 0n)).toBe(true);
      }),
    );
  });

  it("refuse what does not fit into a lane", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 63n, max: 2n ** 80n }), (beyond) => {
        expect(() => packDeltas([beyond])).toThrow(RangeError);
        expect(() => packDeltas([-beyond - 1n])).toThrow(RangeError);
      }),
    );
  });

  it("hash differently when anything differs", () => {
    const batch = { period: 1, batch: 2, firstWord: 3, deltas: [4n] };
    const others = [
      { ...batch, period: 0 },
      { ...batch, batch: 0 },
      { ...batch, firstWord: 0 },
      { ...batch, deltas: [4n, 0n] },
    ];
    const hashes = new Set([batch, ...others].map((entry) => hashBatch(entry)));
    expect(hashes.size).toBe(5);
  });
});
