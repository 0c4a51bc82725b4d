import fc from "fast-check";
import { expect, test } from "vitest";
import { shareBurden } from "./share-burden.js";

test("the example of the docstring", () => {
  expect(shareBurden([1, 4, 6], 6)).toEqual({ burdenUkwh: 2, shares: [0, 2, 4] });
});

test("adds up, and takes the same from all who have it but for one unit that the first keep", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(9), fc.nat(2 ** 45)), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (energies, part) => {
        const all = energies.reduce((sum, energy) => sum + energy, 0);
        const total = Math.floor(all * part);
        const { burdenUkwh, shares } = shareBurden(energies, total);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        let isKeeping = true;
        for (const [index, energy] of energies.entries()) {
          const share = shares[index] as number;
          const lost = energy - share;
          expect(share).toBeGreaterThanOrEqual(0);
          if (energy < burdenUkwh) expect(share).toBe(0);
          else if (burdenUkwh === 0) expect(lost).toBe(0);
          else {
            if (lost === burdenUkwh) isKeeping = false;
            expect(lost).toBe(isKeeping ? burdenUkwh - 1 : burdenUkwh);
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
});
