import type { PublishedSlot } from "@pumasi/protocol";
import { AMOUNT_PER_LEDGER_UNIT } from "@pumasi/quantities";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { amount, checkLines, sumOf, ukwh } from "../testing/check-lines.js";
import { type LivedMarket, liveThrough, randomMarkets } from "../testing/random-market.js";
import { recompute, signersOf } from "../testing/recompute.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";

let test: TestServer;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

/** Settled registers follow each other without a gap, and catch up with every punctual reading. */
function checkRegisters(slots: readonly PublishedSlot[], market: LivedMarket): void {
  for (const { meter } of market.community.members) {
    let register = 7_000_000;
    for (const { slot, readings } of slots) {
      const own = readings?.find((reading) => reading.meter === meter);
      if (own === undefined) throw new Error(`meter ${meter} is missing in slot ${slot}`);
      register += ukwh(own.imported);
      expect(ukwh(own.importRegister)).toBe(register);
      expect(own.rule === "").toBe(own.signed !== null);
      const last = market.lastPunctual.get(meter);
      if (last?.slot === slot) expect(register).toBeGreaterThanOrEqual(last.importUkwh);
    }
  }
}

async function checkMoney(slots: readonly PublishedSlot[], market: LivedMarket): Promise<void> {
  const { community, paidIn } = market;
  const [period, ...more] = await community.periods();
  expect(more).toEqual([]);
  const lines = slots.flatMap((slot) => slot.lines ?? []);
  for (const line of period?.lines ?? []) {
    const own = lines.filter(({ account }) => account === line.account);
    expect(amount(line.delta)).toBe(sumOf(own, ({ total }) => amount(total)));
  }
  const accounts = [...community.state.accounts.values()];
  const balances = sumOf(accounts, ({ balance }) => balance);
  expect(balances).toBe(BigInt(paidIn) * AMOUNT_PER_LEDGER_UNIT);
  for (const { kind, balance, creditLimit } of accounts) {
    if (kind === "member") expect(balance >= -creditLimit).toBe(true);
  }
}

it("any orders, and readings in time, late or never, end exact, fair and recomputable", async () => {
  let traded = 0;
  let substituted = 0;
  let corrected = 0;
  await fc.assert(
    fc.asyncProperty(randomMarkets, async (random) => {
      const market = await liveThrough(test, `m${communities++}`, random);
      const { community } = market;
      const slots = await community.published(FIRST_SLOT, FIRST_SLOT + 9);
      expect(slots.map(({ stage }) => stage)).toEqual(random.behaviours.map(() => "paid"));
      for (const slot of slots) {
        const { fills, trades, lines } = slot;
        expect(recompute(slot, community.state)).toEqual({ fills, trades, lines });
        for (const [said, signed] of signersOf(slot, community.state, test.context.recover)) {
          expect(signed).toBe(said);
        }
        checkLines(lines ?? [], community.state.rulesOf(slot.slot).tariff);
        traded += trades?.length ?? 0;
        corrected += slot.version > 1 ? 1 : 0;
        substituted += slot.readings?.filter(({ rule }) => rule !== "").length ?? 0;
      }
      checkRegisters(slots, market);
      await checkMoney(slots, market);
    }),
    { numRuns: 40 },
  );
  // A property that no random market puts to the test would prove nothing.
  expect(traded).toBeGreaterThan(0);
  expect(substituted).toBeGreaterThan(0);
  expect(corrected).toBeGreaterThan(0);
}, 300_000);
