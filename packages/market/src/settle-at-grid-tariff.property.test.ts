import fc from "fast-check";
import { expect, test } from "vitest";
import { costWithoutCommunity } from "./cost-without-community.js";
import { type MeteredAccount, settleAtGridTariff } from "./settle-at-grid-tariff.js";
import { settleSlot } from "./settlement.js";
import { FIRST_MEMBER_ACCOUNT, type SettlementLine, SUPPLIER_ACCOUNT } from "./settlement-line.js";

const tariffs = fc.record({
  retailPrice: fc.integer({ min: 0, max: 500_000 }),
  feedInPrice: fc.integer({ min: -100_000, max: 300_000 }),
  buyerFee: fc.nat(50_000),
  sellerFee: fc.nat(50_000),
});

const energy = fc.nat(5_000_000);

const slots = fc
  .array(fc.tuple(energy, energy, tariffs), { minLength: 1, maxLength: 8 })
  .map((drawn) =>
    drawn.map(
      ([importedUkwh, exportedUkwh, tariff], index): MeteredAccount => ({
        account: FIRST_MEMBER_ACCOUNT + index,
        importedUkwh,
        exportedUkwh,
        tariff,
      }),
    ),
  );

const runs = { numRuns: 2000 };

/** What `settleSlot` makes of them when nobody has a neighbour, nor its own feed-in, to share with. */
function settledAlone(accounts: readonly MeteredAccount[]): SettlementLine[] {
  return accounts.flatMap((own) =>
    [
      { ...own, exportedUkwh: 0 },
      { ...own, importedUkwh: 0 },
    ].flatMap((half) => {
      const nothing = { contractedBuyUkwh: 0, contractedSellUkwh: 0 };
      return settleSlot({ price: null, accounts: [{ ...half, ...nothing }] }).lines;
    }),
  );
}

/** Lines of one account added up, by account; every field is a quantity or an amount. */
function addUp(lines: readonly SettlementLine[]): SettlementLine[] {
  const sums = new Map<number, Record<string, number | bigint>>();
  for (const line of lines) {
    const sum: Record<string, number | bigint> = sums.get(line.account) ?? {};
    for (const [field, value] of Object.entries(line)) {
      const before = sum[field] ?? (typeof value === "bigint" ? 0n : 0);
      sum[field] =
        typeof value === "bigint" ? (before as bigint) + value : (before as number) + value;
    }
    sums.set(line.account, { ...sum, account: line.account });
  }
  return [...sums.values()] as unknown as SettlementLine[];
}

test("every account is settled as if it were alone, and the supplier stands against them all", () => {
  fc.assert(
    fc.property(slots, (accounts) => {
      const { lines, ...sums } = settleAtGridTariff({ accounts });
      expect(sums).toEqual({ price: null, sharingPrice: null, deliveredUkwh: 0, sharedUkwh: 0 });
      expect(lines).toEqual(addUp(settledAlone(accounts)).sort((a, b) => a.account - b.account));
    }),
    runs,
  );
});

test("money is conserved, and nobody is better or worse off than on the grid tariff", () => {
  fc.assert(
    fc.property(slots, (accounts) => {
      const { lines } = settleAtGridTariff({ accounts });
      expect(lines.reduce((sum, { total }) => sum + total, 0n)).toBe(0n);
      for (const { account, supplierAmount, total } of lines) {
        expect(supplierAmount).toBe(total);
        const own = accounts.find((one) => one.account === account);
        if (own === undefined) continue;
        expect(costWithoutCommunity(own, own.tariff) + total).toBe(0n);
      }
      expect(lines[0]?.account).toBe(SUPPLIER_ACCOUNT);
    }),
    runs,
  );
});

test("the order in which accounts come is irrelevant", () => {
  fc.assert(
    fc.property(slots, (accounts) => {
      const turned = settleAtGridTariff({ accounts: accounts.toReversed() });
      expect(turned).toEqual(settleAtGridTariff({ accounts }));
    }),
    runs,
  );
});
