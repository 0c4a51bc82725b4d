import fc from "fast-check";
import { expect, test } from "vitest";
import { splitPremium } from "./split-premium.js";

test("divides a premium by key, and the community keeps what no key covers", () => {
  const keys = [
    { meter: "b", ppm: 300_000 },
    { meter: "a", ppm: 500_000 },
  ];
  expect(splitPremium(2_000_000, 110_000, keys)).toEqual({
    ok: true,
    parts: [
      { meter: "b", amount: 66_000_000_000n },
      { meter: "a", amount: 110_000_000_000n },
    ],
    communityAmount: 44_000_000_000n,
  });
});

test("the parts add up, each its exact quota rounded to a whole unit, whatever the keys' order", () => {
  const cases = fc.record({
    sharedUkwh: fc.oneof(fc.nat(5), fc.nat(Number.MAX_SAFE_INTEGER)),
    price: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer()),
    ppm: fc.array(fc.nat(250_000), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(cases, ({ sharedUkwh, price, ppm }) => {
      const keys = ppm.map((part, i) => ({ meter: `m${i}`, ppm: part }));
      const split = splitPremium(sharedUkwh, price, keys);
      const other = splitPremium(sharedUkwh, price, keys.toReversed());
      if (!split.ok || !other.ok) throw new Error("refused");
      expect(other.parts.toReversed()).toEqual(split.parts);
      const premium = BigInt(sharedUkwh) * BigInt(price);
      const parts = split.parts.reduce((sum, { amount }) => sum + amount, 0n);
      expect(parts + split.communityAmount).toBe(premium);
      split.parts.forEach(({ amount }, i) => {
        const off = amount * 1_000_000n - premium * BigInt(ppm[i] as number);
        expect(off > -1_000_000n && off < 1_000_000n).toBe(true);
      });
    }),
    { numRuns: 500 },
  );
});

test("refuses what is no key, a meter twice, and keys above the whole", () => {
  const key = (meter: string, ppm: number) => ({ meter, ppm });
  expect(splitPremium(1, 1, [key("a", -1)])).toMatchObject({ reason: "sharing_key_invalid" });
  expect(splitPremium(1, 1, [key("a", 1), key("a", 1)])).toMatchObject({
    reason: "sharing_key_repeated",
    meter: "a",
  });
  expect(splitPremium(1, 1, [key("a", 600_000), key("b", 400_001)])).toEqual({
    ok: false,
    reason: "sharing_keys_above_whole",
  });
});
