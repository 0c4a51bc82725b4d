import { hashBatch, type LedgerView, settlementBatches } from "@pumasi/chain";
import { GUARANTEE_ACCOUNT, netPeriod, type PeriodLine } from "@pumasi/market";
import { commitPeriod, type PublishedPeriod } from "@pumasi/protocol";
import { type Amount, printAmount, printLedgerUnits } from "@pumasi/quantities";
import type { Auditor } from "./auditor.js";
import { DifferenceFound, mustEqual } from "./difference.js";

/** Totals of an account's lines by slot, as they were computed again. */
export type SlotTotals = ReadonlyMap<number, readonly { account: number; total: Amount }[]>;

/**
 * Nets every published period again from the lines and checks it against what the ledger committed
 * and applied. Gives the periods' lines.
 */
export function verifyPeriods(
  auditor: Auditor,
  view: LedgerView,
  periods: readonly PublishedPeriod[],
  totals: SlotTotals,
): PeriodLine[][] {
  let carries = new Map<number, Amount>();
  const verified: PeriodLine[][] = [];
  for (const published of periods) {
    const { period, fromSlot, untilSlot } = published;
    const slotsOf = new Map<number, { slot: number; total: Amount }[]>();
    for (let slot = fromSlot; slot < untilSlot; slot++) {
      const lines = totals.get(slot);
      mustEqual({ slot, period }, "lines of a paid slot", "verified", lines ? "verified" : "none");
      for (const { account, total } of lines ?? []) {
        slotsOf.set(account, [...(slotsOf.get(account) ?? []), { slot, total }]);
      }
    }
    const sums = new Map(
      [...slotsOf].map(([account, slots]) => [
        account,
        slots.reduce((sum, { total }) => sum + total, 0n),
      ]),
    );
    const lines = netPeriod(sums, carries);
    mustEqualLines(published, lines);
    mustEqualLedger(auditor, view, published, lines, (account) => slotsOf.get(account) ?? []);
    carries = new Map(lines.map(({ account, carryOut }) => [account, carryOut]));
    verified.push(lines);
  }
  return verified;
}

function mustEqualLines(published: PublishedPeriod, lines: readonly PeriodLine[]): void {
  const { period } = published;
  mustEqual({ period }, "number of accounts", lines.length, published.lines.length);
  lines.forEach((line, index) => {
    const found = published.lines[index];
    const place = { period, account: line.account };
    mustEqual(place, "period: account", line.account, found?.account);
    mustEqual(place, "period: carried in", printAmount(line.carryIn), found?.carryIn);
    mustEqual(place, "period: sum of lines", printAmount(line.delta), found?.delta);
    mustEqual(place, "period: moved", printLedgerUnits(line.ledgerDelta), found?.ledgerDelta);
    mustEqual(place, "period: carried out", printAmount(line.carryOut), found?.carryOut);
  });
}

function mustEqualLedger(
  auditor: Auditor,
  view: LedgerView,
  published: PublishedPeriod,
  lines: readonly PeriodLine[],
  slotsOf: (account: number) => readonly { slot: number; total: Amount }[],
): void {
  const { period, secret } = published;
  const onLedger = view.periods.find((own) => own.period === period);
  if (onLedger === undefined) return;
  mustEqual({ period }, "first slot", onLedger.fromSlot, published.fromSlot);
  mustEqual({ period }, "slot after the last", onLedger.untilSlot, published.untilSlot);
  if (secret === null) {
    throw new DifferenceFound({
      slot: null,
      period,
      account: null,
      what: "the period's secret, from which salts are made",
      expected: "published",
      found: "erased",
    });
  }
  const { fromSlot, untilSlot } = published;
  const input = { period, fromSlot, untilSlot, secret, lines, slotsOf };
  const { header } = commitPeriod(auditor.keccak, input);
  mustEqual({ period }, "number of accounts", header.accounts, onLedger.accounts);
  mustEqual({ period }, "root of the period", header.root, onLedger.periodRoot);
  const hashes = settlementBatches(period, lines).map((batch) => hashBatch(batch));
  mustEqual({ period }, "number of batches", hashes.length, onLedger.batches.length);
  hashes.forEach((hash, index) => {
    mustEqual({ period }, `hash of batch ${index}`, hash, onLedger.batches[index]?.hash);
  });
}

/**
 * Adds up deposits, withdrawals and settled periods and checks the sum of each account against its
 * balance on the ledger; then that all balances sum to what was paid in and not out.
 */
export function verifyBalances(view: LedgerView, periods: readonly PeriodLine[][]): number {
  const balances = view.balances.map(() => 0n);
  const add = (account: number, change: bigint) => {
    balances[account] = (balances[account] ?? 0n) + change;
  };
  for (const { account, amount } of view.deposits) add(account, amount);
  for (const { account, amount } of view.withdrawals) add(account, -amount);
  for (const { period, settled, arrears } of view.periods) {
    if (settled === null) continue;
    for (const { account, ledgerDelta } of periods[period] ?? []) add(account, ledgerDelta);
    for (const { account, amount } of arrears) {
      add(account, amount);
      add(GUARANTEE_ACCOUNT, -amount);
    }
  }
  balances.forEach((balance, account) => {
    const found = printLedgerUnits(view.balances[account] ?? 0n);
    mustEqual({ account }, "balance on the ledger", printLedgerUnits(balance), found);
  });
  const sum = view.balances.reduce((total, balance) => total + balance, 0n);
  const { deposited, withdrawn, held } = view.totals;
  mustEqual({}, "sum of all balances", deposited - withdrawn, sum);
  mustEqual({}, "coins that the ledger holds", deposited - withdrawn, held);
  return balances.length;
}
