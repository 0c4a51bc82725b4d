import { GUARANTEE_ACCOUNT } from "@pumasi/market";
import type { AccountDescription } from "@pumasi/protocol";
import { AMOUNT_PER_LEDGER_UNIT, parseAmount, parseLedgerUnits } from "@pumasi/quantities";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { TestCommunity } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START, TERMS } from "../testing/test-terms.js";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

function amount(text: string): bigint {
  const parsed = parseAmount(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function units(text: string): bigint {
  const parsed = parseLedgerUnits(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

async function accountsOf({ community }: Neighbours) {
  const { body } = await community.ask<{ accounts: AccountDescription[] }>("GET", "/accounts", {
    asOperator: true,
  });
  return body.accounts;
}

/** Two slots, then the end of trading; paid when both are final. */
async function twoSlots(slug: string, credit: string): Promise<Neighbours> {
  test.now = START;
  // A price with six odd decimals makes amounts that are finer than the ledger's unit.
  const tariff = { ...TERMS.tariff, retailPrice: "199.999997" };
  const rules = { ...TERMS, tariff };
  const neighbours = await Neighbours.create(test, slug, { rules }, credit);
  const { community } = neighbours;
  await community.operate("/until", { untilSlot: FIRST_SLOT + 2 });
  await neighbours.liveThrough(FIRST_SLOT);
  await neighbours.liveThrough(FIRST_SLOT + 1);
  await community.advanceTo(test.now + HOUR + 60_000);
  return neighbours;
}

describe("a period whose slots are all final", () => {
  it("is paid: every money column sums to zero, and balances move by what is whole", async () => {
    const neighbours = await twoSlots("paid", "1000000");
    const { community } = neighbours;
    const slots = await community.published(FIRST_SLOT, FIRST_SLOT + 2);
    expect(slots.map(({ stage }) => stage)).toEqual(["paid", "paid"]);
    const [period, ...more] = await community.periods();
    expect(more).toEqual([]);
    expect(period).toMatchObject({
      period: 0,
      day: "2026-01-01",
      fromSlot: FIRST_SLOT,
      untilSlot: FIRST_SLOT + 2,
      stage: "committed",
    });
    for (const { lines } of slots) {
      for (const column of ["trade", "sharing", "supplier", "fee"] as const) {
        expect(sum((lines ?? []).map((line) => amount(line[`${column}Amount`])))).toBe(0n);
      }
      expect(sum((lines ?? []).map(({ total }) => amount(total)))).toBe(0n);
    }
    const lines = period?.lines ?? [];
    expect(sum(lines.map(({ delta }) => amount(delta)))).toBe(0n);
    expect(sum(lines.map(({ ledgerDelta }) => units(ledgerDelta)))).toBe(0n);
    expect(sum(lines.map(({ carryOut }) => amount(carryOut)))).toBe(0n);
    const accounts = await accountsOf(neighbours);
    for (const line of lines) {
      const moved = units(line.ledgerDelta);
      expect(accounts[line.account]?.balance).toBe(line.ledgerDelta);
      expect(amount(line.delta)).toBe(moved * AMOUNT_PER_LEDGER_UNIT + amount(line.carryOut));
      const own = slots.flatMap((slot) => slot.lines?.filter((a) => a.account === line.account));
      expect(amount(line.delta)).toBe(sum(own.map((one) => amount(one?.total ?? "0"))));
    }
    expect(accounts.map(({ unsettled }) => unsettled)).toEqual(accounts.map(() => "0"));
    expect(lines.some(({ carryOut }) => amount(carryOut) > 0n)).toBe(true);
  });

  it("leaves what a member cannot owe to the guarantee account, visibly", async () => {
    const neighbours = await twoSlots("arrears", "150");
    const [period] = await neighbours.community.periods();
    const owed = period?.lines.find(({ account }) => account === neighbours.ann.account);
    const accounts = await accountsOf(neighbours);
    expect(accounts[neighbours.ann.account]?.balance).toBe("-150");
    const arrears = units("-150") - units(owed?.ledgerDelta ?? "0");
    expect(arrears > 0n).toBe(true);
    expect(units(accounts[GUARANTEE_ACCOUNT]?.balance ?? "")).toBe(-arrears);
    expect(sum(accounts.map(({ balance }) => units(balance)))).toBe(0n);
  });

  it("carries what is finer than the ledger's unit into the next period", async () => {
    const neighbours = await twoSlots("carried", "1000000");
    const { community } = neighbours;
    const next = FIRST_SLOT + 2;
    await community.operate("/until", { untilSlot: next + 1 });
    await neighbours.liveThrough(next);
    await community.advanceTo(test.now + HOUR + 60_000);
    const [first, second] = await community.periods();
    expect(second).toMatchObject({ period: 1, fromSlot: next, untilSlot: next + 1 });
    const carriesOut = first?.lines.map(({ account, carryOut }) => [account, carryOut]);
    const carriesIn = second?.lines.map(({ account, carryIn }) => [account, carryIn]);
    expect(carriesIn).toEqual(carriesOut);
    for (const line of second?.lines ?? []) {
      const came = amount(line.carryIn) + amount(line.delta);
      const went = units(line.ledgerDelta) * AMOUNT_PER_LEDGER_UNIT + amount(line.carryOut);
      expect(went).toBe(came);
    }
  });

  it("waits for its last slot", async () => {
    test.now = START;
    const neighbours = await Neighbours.create(test, "waits");
    await neighbours.community.operate("/until", { untilSlot: FIRST_SLOT + 2 });
    await neighbours.liveThrough(FIRST_SLOT);
    await neighbours.community.advanceTo(test.now + HOUR + 60_000);
    expect(await neighbours.stage()).toBe("final");
    expect(await neighbours.community.periods()).toEqual([]);
  });
});

describe("a period is a local day", () => {
  it.each([
    ["spring forward", "2026-03-29", "2026-03-28T23:00:00Z", 23],
    ["autumn back", "2026-10-25", "2026-10-24T22:00:00Z", 25],
    ["an ordinary day", "2026-06-01", "2026-05-31T22:00:00Z", 24],
  ])("%s: %s has the slots from %s, %i of them", async (_name, day, midnight, slots) => {
    const start = Date.parse(midnight);
    const firstSlot = start / HOUR;
    test.now = start - 3 * HOUR;
    const slug = `day-${day}`;
    const timeZone = "Europe/Berlin";
    // Nobody has enrolled, so that slots are metered without readings.
    const community = await TestCommunity.create(test, slug, { timeZone, firstSlot });
    await community.operate("/until", { untilSlot: firstSlot + 30 });
    for (let slot = 0; slot <= slots + 2; slot++) {
      await community.advanceTo(start + (slot + 1) * HOUR);
    }
    expect(await community.periods()).toMatchObject([
      { period: 0, day, fromSlot: firstSlot, untilSlot: firstSlot + slots },
    ]);
    expect(community.state.periodFrom).toBe(firstSlot + slots);
  });
});
