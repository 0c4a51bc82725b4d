import { tables } from "@pumasi/database";
import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import { BALANCE_CODES, type BalanceCode, type MonthEndAnswer } from "@pumasi/protocol";
import { and, eq, type SQL, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { liveThrough, randomMarkets } from "../testing/random-market.js";
import { TestBrowser } from "../testing/test-browser.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START, TERMS } from "../testing/test-terms.js";
import { describeMonthEnd } from "./describe-month-end.js";
import { monthSpan } from "./month-span.js";

let test: TestServer;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

const slugOf = () => `month${communities++}`;

async function monthOf({ community }: Neighbours, query = ""): Promise<MonthEndAnswer> {
  const path = `/month-end${query}`;
  const reply = await community.ask<MonthEndAnswer>("GET", path, { asOperator: true });
  expect([reply.status, JSON.stringify(reply.body).slice(0, 200)]).toEqual([
    200,
    expect.anything(),
  ]);
  return reply.body;
}

async function wrongIn(neighbours: Neighbours): Promise<BalanceCode[]> {
  const { balances } = await monthOf(neighbours);
  return balances.filter(({ isZero }) => !isZero).map(({ code }) => code);
}

/** Two days of trading, the first of two slots paid, the second of one still to be. */
async function twoDays(): Promise<Neighbours> {
  test.now = START;
  // A price with six odd decimals leaves remainders to be carried.
  const rules = { ...TERMS, tariff: { ...TERMS.tariff, retailPrice: "199.999997" } };
  const neighbours = await Neighbours.create(test, slugOf(), { rules, firstSlot: FIRST_SLOT + 20 });
  const { community, ann } = neighbours;
  await community.operate("/deposits", { account: ann.account, amount: "5" });
  for (let slot = FIRST_SLOT + 20; slot < FIRST_SLOT + 24; slot++)
    await neighbours.liveThrough(slot);
  await community.advanceTo(test.now + HOUR + 61_000);
  return neighbours;
}

describe("the calendar of a month", () => {
  it("counts every account's slots by local day: expected, metered, final and paid", async () => {
    const neighbours = await twoDays();
    const { ann } = neighbours;
    const { days, accounts, month, from, until } = await monthOf(neighbours);
    expect([month, days.length, until - from]).toEqual(["2026-01", 31, 31 * 24]);
    expect(days[0]).toEqual({ day: "2026-01-01", from: START / HOUR, until: START / HOUR + 24 });
    const own = accounts.find(({ account }) => account === ann.account);
    // Two slots of the first day, then three that are over on the second, of which two are metered.
    expect(own).toMatchObject({ name: "Household 0" });
    expect(own?.expected.slice(0, 3)).toEqual([2, 3, 0]);
    expect(own?.metered.slice(0, 3)).toEqual([2, 2, 0]);
    expect(own?.final.slice(0, 3)).toEqual([2, 2, 0]);
    expect(own?.paid.slice(0, 3)).toEqual([2, 0, 0]);
    expect(own?.substituted.slice(0, 3)).toEqual([0, 0, 0]);
  });

  it("tells substitutes, and expects nothing after a membership has ended", async () => {
    test.now = START;
    const neighbours = await Neighbours.create(test, slugOf());
    const { community, ann, bob } = neighbours;
    await neighbours.liveThrough(FIRST_SLOT);
    await neighbours.endOf(FIRST_SLOT + 1);
    await neighbours.readBob(FIRST_SLOT + 1);
    await community.advanceTo((FIRST_SLOT + 4) * HOUR);
    const { meter } = tables;
    await test.context.open.database
      .update(meter)
      .set({ untilSlot: FIRST_SLOT + 1 })
      .where(and(eq(meter.communityId, community.state.id), eq(meter.meter, bob.meter)));
    const { accounts } = await monthOf(neighbours);
    const of = (account: number) => accounts.find((own) => own.account === account);
    expect(of(ann.account)?.substituted[0]).toBe(1);
    expect(of(ann.account)?.expected[0]).toBe(4);
    expect([of(bob.account)?.expected[0], of(bob.account)?.metered[0]]).toEqual([1, 1]);
  });

  it("has the slots of days with 23 and 25 hours, and a month is the zone's own", () => {
    const berlin = { slotSeconds: 900, timeZone: "Europe/Berlin" };
    const lengths = (month: string) =>
      monthSpan({ month }, berlin).days.map(({ from, until }) => (until - from) / 4);
    expect(lengths("2026-03").filter((hours) => hours !== 24)).toEqual([23]);
    expect(lengths("2026-10").filter((hours) => hours !== 24)).toEqual([25]);
    const seoul = monthSpan({ month: "2026-02" }, { slotSeconds: 3600, timeZone: "Asia/Seoul" });
    expect(new Date(seoul.from * HOUR).toISOString()).toBe("2026-01-31T15:00:00.000Z");
    expect(seoul.days).toHaveLength(28);
    for (const [index, { from }] of seoul.days.entries()) {
      expect(from).toBe(index === 0 ? seoul.from : seoul.days[index - 1]?.until);
    }
  });

  it("names households to operators, and accounts to auditors", async () => {
    const neighbours = await twoDays();
    const { community } = neighbours;
    const aude = await TestBrowser.signedUp(community, { role: "auditor", name: "Aude" });
    const path = `/v1/communities/${community.slug}/month-end`;
    const { body } = await aude.ask<MonthEndAnswer>("GET", path);
    expect(body.accounts.map(({ name }) => name)).toEqual([null, null]);
  });
});

describe("a month's balances", () => {
  it("are exactly zero, every one, over any market", async () => {
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(randomMarkets, async (random) => {
        const { community } = await liveThrough(test, slugOf(), random);
        const asked = { month: undefined, withNames: false };
        const { balances } = await describeMonthEnd(test.context, community.state, asked);
        expect(balances.map(({ code }) => code)).toEqual(BALANCE_CODES);
        expect(balances.filter(({ isZero }) => !isZero)).toEqual([]);
        counted += balances.filter(({ value }) => value === "0").length;
      }),
      { numRuns: 6 },
    );
    // Balances of nothing would prove nothing.
    expect(counted).toBe(6 * BALANCE_CODES.length);
  }, 120_000);

  it("have no figure before anything is metered", async () => {
    test.now = START;
    const neighbours = await Neighbours.create(test, slugOf());
    const { balances } = await monthOf(neighbours);
    const of = (code: BalanceCode) => balances.find((balance) => balance.code === code);
    expect(of("lines_total")).toMatchObject({ value: null, counted: 0, isZero: true });
    expect(of("account_balances")).toMatchObject({ value: "0", isZero: true });
  });

  /** What is done to a healthy database, and the balances that must say so. */
  const FORGERIES: [string, (of: { id: number; account: number }) => SQL, BalanceCode[]][] = [
    [
      "a line's total is one part in 10^12 too high",
      ({ id, account }) =>
        sql`update line set total = total + 1 where community_id = ${id} and account = ${account} and slot = ${FIRST_SLOT + 22}`,
      ["lines_total", "line_parts"],
    ],
    [
      "a paid line's total is changed, and its trade with it",
      ({ id, account }) =>
        sql`update line set total = total + 7, trade_amount = trade_amount + 7 where community_id = ${id} and account = ${account} and slot = ${FIRST_SLOT + 20}`,
      ["lines_total", "lines_trade", "period_lines"],
    ],
    [
      "money is moved from one slot to another, so that the month still sums to zero",
      ({ id, account }) =>
        sql`update line set total = total + case when slot = ${FIRST_SLOT + 22} then 5 else -5 end,
          fee_amount = fee_amount + case when slot = ${FIRST_SLOT + 22} then 5 else -5 end
          where community_id = ${id} and account = ${account} and slot in (${FIRST_SLOT + 22}, ${FIRST_SLOT + 23})`,
      ["lines_total", "lines_fee"],
    ],
    [
      "an import is higher than its parts and its meter",
      ({ id, account }) =>
        sql`update line set imported_ukwh = imported_ukwh + 1 where community_id = ${id} and account = ${account} and slot = ${FIRST_SLOT + 20}`,
      ["imported_parts", "imported_meters"],
    ],
    [
      "a metered row is missing",
      ({ id, account }) =>
        sql`delete from metered where community_id = ${id} and account = ${account} and slot = ${FIRST_SLOT + 20}`,
      ["imported_meters"],
    ],
    [
      "a delivery has no buyer",
      ({ id, account }) =>
        sql`update line set delivered_buy_ukwh = delivered_buy_ukwh - 1, residual_import_ukwh = residual_import_ukwh + 1
          where community_id = ${id} and account = ${account} and slot = ${FIRST_SLOT + 20}`,
      ["delivered"],
    ],
    [
      "a payment is a ledger unit too high",
      ({ id, account }) =>
        sql`update period_line set ledger_delta = ledger_delta + 1 where community_id = ${id} and account = ${account}`,
      ["period_ledger", "period_rounding"],
    ],
    [
      "a remainder is forgotten",
      ({ id, account }) =>
        sql`update period_line set carry_out = carry_out + 1 where community_id = ${id} and account = ${account}`,
      ["period_carry", "period_rounding"],
    ],
    [
      "a remainder comes in that nobody carried out",
      ({ id, account }) =>
        sql`update period_line set carry_in = carry_in + 1, carry_out = carry_out + 1 where community_id = ${id} and account = ${account}`,
      ["period_carry", "carry_chain"],
    ],
    [
      "an account has money that nobody paid in",
      ({ id, account }) =>
        sql`update account set balance = balance + 1 where community_id = ${id} and account = ${account}`,
      ["account_balances"],
    ],
    [
      "a paid slot belongs to no period",
      ({ id }) =>
        sql`update slot set period = null where community_id = ${id} and slot = ${FIRST_SLOT + 20}`,
      ["slots_in_periods"],
    ],
  ];

  it.each(FORGERIES)("say when %s", async (_what, forge, codes) => {
    const neighbours = await twoDays();
    expect(await wrongIn(neighbours)).toEqual([]);
    const { ann, community } = neighbours;
    expect(ann.account).toBe(FIRST_MEMBER_ACCOUNT);
    const { database } = test.context.open;
    await database.execute(forge({ id: community.state.id, account: ann.account }));
    expect(await wrongIn(neighbours)).toEqual(codes);
  });

  it("tell the exact difference and where it is", async () => {
    const neighbours = await twoDays();
    const { state } = neighbours.community;
    await test.context.open.database.execute(
      sql`update line set total = total - 3 where community_id = ${state.id} and slot = ${FIRST_SLOT + 20} and account = 0`,
    );
    const { balances } = await monthOf(neighbours, "?month=2026-01");
    expect(balances.find(({ code }) => code === "lines_total")).toEqual({
      ...{ code: "lines_total", unit: "money", value: "-0.000000000003" },
      ...{ counted: 4, places: 1, isZero: false },
    });
    const before = await monthOf(neighbours, "?month=2025-12");
    expect(before.balances.find(({ code }) => code === "lines_total")?.value).toBeNull();
  });
});
