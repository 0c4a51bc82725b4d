import { apportion } from "@pumasi/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { communityMean, interpolateRegister, substituteFromHistory } from "./substitute.js";

test("interpolating slot after slot gives what apportioning the whole rise at once gives", () => {
  const rises = fc.oneof(fc.nat(50), fc.nat(Number.MAX_SAFE_INTEGER));
  fc.assert(
    fc.property(rises, rises, fc.integer({ min: 1, max: 40 }), (imported, exported, slots) => {
      const equal = new Array<number>(slots).fill(1);
      const left = { importedUkwh: imported, exportedUkwh: exported };
      const parts = equal.map((_, index) => {
        const part = interpolateRegister(left, slots - index);
        left.importedUkwh -= part.importedUkwh;
        left.exportedUkwh -= part.exportedUkwh;
        return part;
      });
      expect(parts.map(({ importedUkwh }) => importedUkwh)).toEqual(apportion(imported, equal));
      expect(parts.map(({ exportedUkwh }) => exportedUkwh)).toEqual(apportion(exported, equal));
      expect(left).toEqual({ importedUkwh: 0, exportedUkwh: 0 });
    }),
  );
});

test("every substitute says that it is one, and by which rule", () => {
  const energy = { importedUkwh: 7, exportedUkwh: 3 };
  const quality = "substituted";
  expect(interpolateRegister(energy, 2)).toEqual({
    importedUkwh: 4,
    exportedUkwh: 2,
    quality,
    rule: "register-interpolation",
  });
  expect(substituteFromHistory([energy])).toEqual({ ...energy, quality, rule: "same-hour-mean" });
  expect(substituteFromHistory([])).toBeNull();
  expect(communityMean([4, 7])).toEqual({
    importedUkwh: 5,
    exportedUkwh: 0,
    quality,
    rule: "community-mean",
  });
  expect(communityMean([])).toBeNull();
});
