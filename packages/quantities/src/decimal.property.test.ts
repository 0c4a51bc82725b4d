import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDecimal, printDecimal } from "./decimal.js";

const decimals = fc.integer({ min: 0, max: 18 });

test("what is printed parses back to the same value, in the shortest text", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), decimals, (value, places) => {
      fc.pre(places > 0 || (value < 10n ** 18n && value > -(10n ** 18n)));
      const text = printDecimal(value, places);
      expect(parseDecimal(text, places)).toEqual({ ok: true, value });
      expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
    }),
  );
});

test("what parses prints back as the same number, whatever zeros it was written with", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(999), fc.nat(5), (whole, thousandths, zeros) => {
      const text = `${whole}.${String(thousandths).padStart(3, "0")}${"0".repeat(zeros)}`;
      const parsed = parseDecimal(text, 3);
      const value = BigInt(whole) * 1000n + BigInt(thousandths);
      expect(parsed).toEqual({ ok: true, value });
      expect(Number(printDecimal(value, 3))).toBe(Number(text));
    }),
  );
});

test("any text either parses or is refused; nothing is thrown", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^[-+.\de]*$/)),
      decimals,
      (text, places) => {
        expect(typeof parseDecimal(text, places).ok).toBe("boolean");
      },
    ),
  );
});
