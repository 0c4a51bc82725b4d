import fc from "fast-check";
import { expect, test } from "vitest";
import { ACCOUNTS, books, tariffFrom, tariffTables } from "./cases/arbitraries.js";
import { costWithoutCommunity } from "./cost-without-community.js";
import { settleSlot } from "./settlement.js";
import {
  type AccountInSlot,
  FIRST_MEMBER_ACCOUNT,
  type SettlementLine,
} from "./settlement-line.js";
import { clearUniformPrice } from "./uniform-price.js";

/** A slot as it happens: a random book is cleared, and then everybody meters something else. */
const slots = fc
  .tuple(
    books(20, 500),
    tariffTables,
    fc.array(fc.tuple(fc.nat(600), fc.nat(600), fc.nat(3)), {
      minLength: ACCOUNTS,
      maxLength: ACCOUNTS,
    }),
  )
  .map(([orders, table, metered]) => {
    const tariffOf = tariffFrom(table);
    const clearing = clearUniformPrice(orders, tariffOf);
    const accounts = metered.map(([drawn, fedIn, kind], index): AccountInSlot => {
      const account = FIRST_MEMBER_ACCOUNT + index;
      const contracted = (side: "buy" | "sell") =>
        orders
          .filter((order) => order.account === account && order.side === side)
          .reduce((sum, { sequence }) => sum + (clearing.fills[sequence] ?? 0), 0);
      return {
        account,
        importedUkwh: kind === 1 ? 0 : drawn,
        exportedUkwh: kind === 2 ? 0 : fedIn,
        contractedBuyUkwh: contracted("buy"),
        contractedSellUkwh: contracted("sell"),
        tariff: tariffOf(account),
      };
    });
    return { clearing, accounts, settled: settleSlot({ price: clearing.price, accounts }) };
  });

const sum = (lines: SettlementLine[], column: keyof SettlementLine): bigint =>
  lines.reduce((total, line) => total + BigInt(line[column]), 0n);

const runs = { numRuns: 2000 };

test("every money column sums to zero, and every total is its columns' sum", () => {
  fc.assert(
    fc.property(slots, ({ settled: { lines } }) => {
      for (const column of [
        "tradeAmount",
        "sharingAmount",
        "supplierAmount",
        "feeAmount",
        "total",
      ] as const) {
        expect(sum(lines, column), column).toBe(0n);
      }
      for (const line of lines) {
        const { tradeAmount, sharingAmount, supplierAmount, feeAmount } = line;
        expect(line.total).toBe(tradeAmount + sharingAmount + supplierAmount + feeAmount);
      }
    }),
    runs,
  );
});

test("as much is sold as bought; every unit is delivered, shared or the supplier's", () => {
  fc.assert(
    fc.property(slots, ({ settled }) => {
      const { lines } = settled;
      expect(sum(lines, "deliveredBuyUkwh")).toBe(BigInt(settled.deliveredUkwh));
      expect(sum(lines, "deliveredSellUkwh")).toBe(BigInt(settled.deliveredUkwh));
      expect(sum(lines, "sharedBuyUkwh")).toBe(BigInt(settled.sharedUkwh));
      expect(sum(lines, "sharedSellUkwh")).toBe(BigInt(settled.sharedUkwh));
      expect(settled.sharedUkwh > 0).toBe(settled.sharingPrice !== null);
      for (const line of lines) {
        const { residualImportUkwh, residualExportUkwh } = line;
        const bought = line.deliveredBuyUkwh + line.sharedBuyUkwh;
        const sold = line.deliveredSellUkwh + line.sharedSellUkwh;
        expect(bought + residualImportUkwh).toBe(line.importedUkwh);
        expect(sold + residualExportUkwh).toBe(line.exportedUkwh);
        expect(Math.min(residualImportUkwh, residualExportUkwh)).toBeGreaterThanOrEqual(0);
        expect(line.deliveredBuyUkwh).toBeLessThanOrEqual(line.contractedBuyUkwh);
        expect(line.deliveredSellUkwh).toBeLessThanOrEqual(line.contractedSellUkwh);
      }
    }),
    runs,
  );
});

test("nothing is left undelivered or unshared that could have been", () => {
  fc.assert(
    fc.property(slots, ({ settled: { lines, deliveredUkwh, sharingPrice } }) => {
      const cap = (metered: "importedUkwh" | "exportedUkwh", contracted: keyof SettlementLine) =>
        lines.reduce((all, line) => all + Math.min(line[metered], Number(line[contracted])), 0);
      const [buys, sells] = [
        cap("importedUkwh", "contractedBuyUkwh"),
        cap("exportedUkwh", "contractedSellUkwh"),
      ];
      expect(deliveredUkwh).toBe(Math.min(buys, sells));
      if (sharingPrice === null) return;
      const residuals = [sum(lines, "residualImportUkwh"), sum(lines, "residualExportUkwh")];
      expect(residuals).toContain(0n);
    }),
    runs,
  );
});

test("nobody is worse off than on the grid tariff alone, in any slot", () => {
  let better = 0;
  fc.assert(
    fc.property(slots, ({ accounts, settled: { lines } }) => {
      accounts.forEach((account, index) => {
        const line = lines[index + 2] as SettlementLine;
        const saved = costWithoutCommunity(account, account.tariff) + line.total;
        expect(saved).toBeGreaterThanOrEqual(0n);
        if (saved > 0n) better += 1;
      });
    }),
    runs,
  );
  expect(better).toBeGreaterThan(1000);
});
