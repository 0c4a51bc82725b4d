import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import { type RulesPreview, type RulesTerms, readRulesTerms } from "@pumasi/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fallBackTo } from "../duties/fall-back.js";
import { meterSlot } from "../process/meter-slot.js";
import { sumTotals } from "../publish/sum-totals.js";
import { Neighbours } from "../testing/neighbours.js";
import { liveThrough, randomMarkets } from "../testing/random-market.js";
import { amountIn, kwhIn } from "../testing/read-quantities.js";
import { TestBrowser } from "../testing/test-browser.js";
import type { TestCommunity } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START, TERMS } from "../testing/test-terms.js";
import { previewRules } from "./rules-preview.js";

let test: TestServer;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

const everything = { from: 0, until: 2 ** 32 - 1 };

function preview({ state }: TestCommunity, terms: RulesTerms, span = everything) {
  const read = readRulesTerms(1, FIRST_SLOT, terms);
  if (!read.ok) throw new Error(read.reason);
  return previewRules(test.context.open.database, state, read.rules, span);
}

async function ask({ slug }: TestCommunity, terms: unknown, days?: number) {
  const body = days === undefined ? { terms } : { terms, days };
  const path = `/v1/communities/${slug}/rules/preview`;
  return test.ask<RulesPreview>("POST", path, { asOperator: true, body });
}

const sumOf = <T>(items: readonly T[], of: (item: T) => bigint) =>
  items.reduce((sum, item) => sum + of(item), 0n);

const price = (min: number, max: number) =>
  fc.integer({ min: min * 100, max: max * 100 }).map((cents) => `${cents / 100}`);

const otherTerms: fc.Arbitrary<RulesTerms> = fc
  .record({
    priceFloor: price(-500, 100),
    priceCap: price(100, 500),
    retailPrice: price(60, 300),
    feedInPrice: price(-20, 150),
    buyerFee: price(0, 40),
    sellerFee: price(0, 40),
  })
  .map(({ priceFloor, priceCap, ...tariff }) => ({ ...TERMS, priceFloor, priceCap, tariff }));

/** What holds of any preview: parts add up, and no money appears or is lost. */
function checkSums({ settled, instead, days, accounts }: RulesPreview): void {
  for (const [which, total] of [
    ["settled", settled],
    ["instead", instead],
  ] as const) {
    for (const key of ["contracted", "delivered", "shared", "fromSupplier"] as const) {
      expect(sumOf(days, (day) => kwhIn(day[which][key]))).toBe(kwhIn(total[key]));
    }
    for (const key of ["paid", "paidWithout", "saved", "fees"] as const) {
      expect(sumOf(days, (day) => amountIn(day[which][key]))).toBe(amountIn(total[key]));
    }
    expect(amountIn(total.saved)).toBeGreaterThanOrEqual(0n);
  }
  expect(sumOf(accounts, ({ difference }) => amountIn(difference))).toBe(0n);
  const members = accounts.filter(({ account }) => account >= FIRST_MEMBER_ACCOUNT);
  expect(sumOf(members, ({ paid }) => amountIn(paid))).toBe(amountIn(settled.paid));
  expect(sumOf(members, ({ wouldPay }) => amountIn(wouldPay))).toBe(amountIn(instead.paid));
  const differences = accounts.map(({ difference }) => amountIn(difference));
  expect(differences).toEqual([...differences].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
}

describe("a preview of the rules in force", () => {
  it("is what was settled, to the last unit, and of other rules it adds up", async () => {
    let contracted = 0n;
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(randomMarkets, otherTerms, async (market, terms) => {
        const { community } = await liveThrough(test, `rp${communities++}`, market);
        const same = await preview(community, TERMS);
        expect(same.instead).toEqual(same.settled);
        expect(same.notAdmitted).toBe(0);
        for (const { settled, instead } of same.days) expect(instead).toEqual(settled);
        for (const account of same.accounts) {
          expect(account).toMatchObject({ wouldPay: account.paid, difference: "0" });
        }
        const totals = await sumTotals(test.context.open.database, community.state);
        expect(same.slots).toBe(totals.slots);
        expect(same.settled).toMatchObject({
          ...{ delivered: totals.delivered, shared: totals.shared },
          ...{ fromSupplier: totals.suppliedImport, toSupplier: totals.suppliedExport },
          ...{ paid: totals.costWith, paidWithout: totals.costWithout, saved: totals.saved },
        });
        checkSums(same);
        const other = await preview(community, terms);
        expect(other.settled).toEqual(same.settled);
        checkSums(other);
        contracted += kwhIn(same.settled.contracted);
        changed += other.instead.contracted === same.settled.contracted ? 0 : 1;
      }),
      { numRuns: 15 },
    );
    expect(contracted).toBeGreaterThan(0n);
    expect(changed).toBeGreaterThan(0);
  });

  it("holds where the rules changed, and where the ledger put a slot to the grid tariff", async () => {
    const after: RulesTerms = {
      ...{ ...TERMS, openSlots: 2, priceCap: "140" },
      tariff: { ...TERMS.tariff, retailPrice: "260", buyerFee: "20" },
    };
    const next = { fromSlot: FIRST_SLOT + 3, terms: after };
    const { community } = await livedUnder({ ...TERMS, openSlots: 2 }, 5, next);
    const before = await preview(community, TERMS);
    const whole = await preview(community, after);
    for (const told of [before, whole]) checkSums(told);
    const later = { from: FIRST_SLOT + 3, until: FIRST_SLOT + 5 };
    const sooner = { from: FIRST_SLOT, until: FIRST_SLOT + 3 };
    const kept = await preview(community, after, later);
    expect(kept).toMatchObject({ slots: 2, instead: kept.settled });
    const past = await preview(community, TERMS, sooner);
    expect(past).toMatchObject({ slots: 3, instead: past.settled });
    expect((await preview(community, after, sooner)).instead).not.toEqual(past.settled);
    expect(before.instead).not.toEqual(before.settled);

    const { context } = test;
    await context.writer.write(async (tx) => {
      await fallBackTo(context, tx, community.state, FIRST_SLOT, "grid-tariff");
    });
    const waiting = await preview(community, TERMS, sooner);
    expect(waiting).toMatchObject({ slots: 2, instead: waiting.settled });
    await context.writer.write((tx) => meterSlot(context, tx, community.state, FIRST_SLOT));
    const fallen = await preview(community, TERMS, sooner);
    expect(fallen).toMatchObject({ slots: 3, atGridTariff: 1, instead: fallen.settled });
    expect(fallen.settled.contracted).toBe("2");
  });
});

/** Ann and Bob in slots that they trade in as always, under terms and, if any, others that are announced at once. */
async function livedUnder(
  rules: RulesTerms,
  slots: number,
  next?: { fromSlot: number; terms: RulesTerms },
): Promise<Neighbours> {
  test.now = START;
  const neighbours = await Neighbours.create(test, `rp${communities++}`, { rules });
  const { community } = neighbours;
  if (next !== undefined) expect((await community.operate("/rules", next)).status).toBe(200);
  const end = FIRST_SLOT + slots;
  for (let slot = FIRST_SLOT; slot <= end; slot++) {
    await community.advanceTo((slot - 1) * HOUR);
    if (slot < end) await neighbours.trade(slot);
  }
  await neighbours.endOf(end);
  for (let slot = FIRST_SLOT - 1; slot < end; slot++) await neighbours.readBoth(slot);
  await community.runDue();
  expect(community.state.nextToMeter).toBe(end);
  return neighbours;
}

describe("a preview of other rules", () => {
  it.each([
    ["fees and tariff", { tariff: { ...TERMS.tariff, retailPrice: "230", buyerFee: "25" } }, 0],
    ["a cap that bids are above", { priceCap: "140" }, 3],
    ["a floor that asks are below", { priceFloor: "100" }, 3],
    ["fees that leave nothing to share", { tariff: { ...TERMS.tariff, buyerFee: "120" } }, 0],
  ])("is what a market that really had them came to: %s", async (_name, change, notAdmitted) => {
    const terms = { ...TERMS, ...change };
    const now = await livedUnder(TERMS, 3);
    const told = await preview(now.community, terms);
    const really = await livedUnder(terms, 3);
    const own = await preview(really.community, terms);
    expect(told).toMatchObject({ slots: 3, orders: 6, notAdmitted });
    expect(told.instead).toEqual(own.settled);
    const wouldPay = (of: RulesPreview, key: "paid" | "wouldPay") =>
      of.accounts.map((one) => [one.account, one[key]]).sort(([a], [b]) => Number(a) - Number(b));
    expect(wouldPay(told, "wouldPay")).toEqual(wouldPay(own, "paid"));
    expect(told.instead).not.toEqual(told.settled);
  });

  it("is asked over HTTP for the days before the newest metered slot, and leaves no trace", async () => {
    const { community } = await livedUnder(TERMS, 3);
    const { state } = community;
    const { status, body } = await ask(community, { ...TERMS, priceCap: "140" }, 1);
    expect(status).toBe(200);
    expect(body).toMatchObject({ from: FIRST_SLOT, until: FIRST_SLOT + 3, slots: 3 });
    expect(body.instead.contracted).toBe("0");
    expect((await ask(community, TERMS)).body.instead).toEqual(body.settled);
    const { body: trail } = await community.ask<{ entries: { action: string }[] }>(
      "GET",
      "/audit",
      { asOperator: true },
    );
    expect(JSON.stringify(trail)).not.toContain("rules");
    expect(state.rules).toHaveLength(1);
  });

  it("refuses terms that rules cannot have, and too many days", async () => {
    const { community } = await livedUnder(TERMS, 1);
    const above = await ask(community, { ...TERMS, priceFloor: "600" });
    expect(above).toMatchObject({ status: 422, body: { code: "community_terms_invalid" } });
    expect((await ask(community, TERMS, 93)).status).toBe(400);
    expect((await ask(community, { ...TERMS, priceCap: "cheap" })).status).toBe(400);
  });

  it("is for operators and auditors on the page itself, and not for another site's page", async () => {
    const { community } = await livedUnder(TERMS, 1);
    const auditor = await TestBrowser.signedUp(community, { role: "auditor", name: "Aude" });
    const path = `/v1/communities/${community.slug}/rules/preview`;
    const body = { terms: TERMS };
    expect((await auditor.post(path, body)).status).toBe(200);
    const headers = { "sec-fetch-site": "cross-site" };
    const foreign = await auditor.ask("POST", path, { body, headers });
    expect(foreign).toMatchObject({ status: 403, body: { code: "cross_site_request" } });
  });
});
