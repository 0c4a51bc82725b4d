import { AMOUNT_PER_LEDGER_UNIT } from "@pumasi/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { netPeriod } from "./period.js";
import { ROUNDING_ACCOUNT } from "./settlement-line.js";

const amounts = fc.oneof(
  fc.bigInt({ min: -3_000_000n, max: 3_000_000n }),
  fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
);

/**
 * Several periods of zero-sum totals: whatever members come and go, account 0 has the other side.
 */
const histories = fc.array(
  fc.dictionary(fc.integer({ min: 4, max: 12 }).map(String), amounts).map((members) => {
    const totals = new Map(Object.entries(members).map(([account, sum]) => [Number(account), sum]));
    return totals.set(0, -[...totals.values()].reduce((all, each) => all + each, 0n));
  }),
  { minLength: 1, maxLength: 12 },
);

const add = (sums: Map<number, bigint>, account: number, amount: bigint) =>
  sums.set(account, (sums.get(account) ?? 0n) + amount);

test("over many periods no unit is lost: what was earned was paid or is carried", () => {
  fc.assert(
    fc.property(histories, (periods) => {
      let carries = new Map<number, bigint>();
      const earned = new Map<number, bigint>();
      const paid = new Map<number, bigint>();
      for (const totals of periods) {
        const lines = netPeriod(totals, carries);
        expect(lines.reduce((all, line) => all + line.ledgerDelta, 0n)).toBe(0n);
        expect(lines.reduce((all, line) => all + line.carryOut, 0n)).toBe(0n);
        expect(lines.map(({ account }) => account)).toEqual(
          [...new Set([...totals.keys(), ...carries.keys(), ROUNDING_ACCOUNT])].sort(
            (a, b) => a - b,
          ),
        );
        for (const line of lines) {
          const { account, carryIn, delta, ledgerDelta, carryOut } = line;
          expect(carryIn).toBe(carries.get(account) ?? 0n);
          expect(delta).toBe(totals.get(account) ?? 0n);
          expect(carryIn + delta).toBe(ledgerDelta * AMOUNT_PER_LEDGER_UNIT + carryOut);
          const isRemainder = carryOut >= 0n && carryOut < AMOUNT_PER_LEDGER_UNIT;
          expect(account === ROUNDING_ACCOUNT ? carryOut <= 0n : isRemainder).toBe(true);
          add(earned, account, delta);
          add(paid, account, ledgerDelta);
        }
        carries = new Map(lines.map(({ account, carryOut }) => [account, carryOut]));
        for (const [account, sum] of earned) {
          const held = (paid.get(account) ?? 0n) * AMOUNT_PER_LEDGER_UNIT;
          expect(held + (carries.get(account) ?? 0n)).toBe(sum);
        }
        expect(paid.get(ROUNDING_ACCOUNT)).toBeGreaterThanOrEqual(0n);
      }
    }),
  );
});
