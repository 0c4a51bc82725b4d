import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDecimal } from "./decimal.js";
import { ENERGY_DECIMALS, parseKwh, printKwh } from "./energy.js";

const digits = fc.stringMatching(/^\d{0,11}$/);
const texts = fc.oneof(
  fc.tuple(digits, fc.constantFrom("", ".", ".."), digits).map((parts) => parts.join("")),
  fc.stringMatching(/^-?\d{1,10}(\.\d{1,8})?$/),
  fc.constantFrom("", ".", "00", "01", "1.", ".5", "1e5", " 1", "+1", "-0", "0.0000000", "１"),
);

test("reads kWh exactly as any other decimal, whichever way is taken", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseDecimal(text, ENERGY_DECIMALS);
      const isSafe = !parsed.ok || Number.isSafeInteger(Number(parsed.value));
      const plain = parsed.ok ? { ok: true, value: Number(parsed.value) } : parsed;
      expect(parseKwh(text)).toEqual(isSafe ? plain : { ok: false, reason: "out_of_range" });
    }),
    { numRuns: 5_000 },
  );
});

test("reads back what it printed", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (energyUkwh) => {
      expect(parseKwh(printKwh(energyUkwh))).toEqual({ ok: true, value: energyUkwh });
    }),
  );
});
