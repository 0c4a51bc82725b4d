import type { MarketDaysAnswer, SlotBook, SlotSummary } from "@pumasi/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listSlots } from "../publish/list-slots.js";
import { sumTotals } from "../publish/sum-totals.js";
import { Neighbours } from "../testing/neighbours.js";
import { liveThrough, randomMarkets } from "../testing/random-market.js";
import { kwhIn, priceIn } from "../testing/read-quantities.js";
import type { TestCommunity } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START, TERMS } from "../testing/test-terms.js";
import { marketDays } from "./market-days.js";
import { slotBook } from "./slot-book.js";

let test: TestServer;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

const everything = { from: 0, until: 2 ** 32 - 1 };
const database = () => test.context.open.database;

/** As much as bids at or above, or asks at or below, a price offer. */
function offeredAt(book: SlotBook, side: "bids" | "asks", price: bigint): bigint {
  return book[side]
    .filter((level) =>
      side === "bids" ? priceIn(level.price) >= price : priceIn(level.price) <= price,
    )
    .reduce((sum, { energy }) => sum + kwhIn(energy), 0n);
}

function checkBook(book: SlotBook, slot: SlotSummary): void {
  for (const side of ["bids", "asks"] as const) {
    for (const level of book[side]) {
      expect(kwhIn(level.cumulated)).toBe(offeredAt(book, side, priceIn(level.price)));
    }
  }
  const orders = [...book.bids, ...book.asks].reduce((sum, level) => sum + level.orders, 0);
  expect([book.orders, orders]).toEqual([slot.orders, slot.orders]);
  expect(book.crossing?.price ?? null).toBe(slot.price);
  expect(book.crossing?.energy ?? "0").toBe(slot.contracted);
  const { crossing } = book;
  if (crossing === null) return;
  const demand = offeredAt(book, "bids", priceIn(crossing.bid.price));
  const supply = offeredAt(book, "asks", priceIn(crossing.ask.price));
  const energy = kwhIn(crossing.energy);
  expect(energy).toBe(demand < supply ? demand : supply);
  expect(kwhIn(crossing.bid.offered) - kwhIn(crossing.bid.filled)).toBe(demand - energy);
  expect(kwhIn(crossing.ask.offered) - kwhIn(crossing.ask.filled)).toBe(supply - energy);
}

function checkDays({ days, sum }: MarketDaysAnswer, slots: readonly SlotSummary[]): void {
  for (const key of ["slots", "cleared", "metered", "priced"] as const) {
    expect(days.reduce((total, day) => total + day[key], 0)).toBe(sum[key]);
  }
  for (const row of [...days, sum]) {
    const own = slots.filter(({ slot }) => slot >= row.from && slot < row.until);
    const priced = own.filter(({ price }) => price !== null);
    const energyOf = (key: "contracted" | "delivered" | "imported") =>
      own.reduce((total, slot) => total + kwhIn(slot[key]), 0n);
    expect(kwhIn(row.contracted)).toBe(energyOf("contracted"));
    expect(kwhIn(row.delivered)).toBe(energyOf("delivered"));
    expect(kwhIn(row.imported)).toBe(energyOf("imported"));
    expect(row.priced).toBe(priced.length);
    const prices = priced.map(({ price }) => priceIn(price));
    if (prices.length === 0) {
      expect([row.averagePrice, row.lowestPrice, row.highestPrice]).toEqual([null, null, null]);
      continue;
    }
    const least = prices.reduce((one, other) => (other < one ? other : one));
    const most = prices.reduce((one, other) => (other > one ? other : one));
    expect([priceIn(row.lowestPrice), priceIn(row.highestPrice)]).toEqual([least, most]);
    const value = priced.reduce(
      (total, slot) => total + priceIn(slot.price) * kwhIn(slot.contracted),
      0n,
    );
    const rest = value - priceIn(row.averagePrice) * kwhIn(row.contracted);
    expect(rest >= 0n && rest < kwhIn(row.contracted)).toBe(true);
  }
}

describe("the market's view", () => {
  it("of any market agrees with its slots and the community's totals", async () => {
    let priced = 0;
    await fc.assert(
      fc.asyncProperty(randomMarkets, async (market) => {
        const { community } = await liveThrough(test, `mv${communities++}`, market);
        const { state } = community;
        const slots = await listSlots(test.context, state, { from: 0, limit: 100 });
        for (const slot of slots) {
          checkBook(await slotBook(database(), state, slot.slot, test.now), slot);
        }
        const days = await marketDays(database(), state, everything);
        checkDays(days, slots);
        const totals = await sumTotals(database(), state);
        const { sum } = days;
        expect(sum).toMatchObject({
          ...{ imported: totals.imported, exported: totals.exported },
          ...{ delivered: totals.delivered, shared: totals.shared, metered: totals.slots },
          ...{ fromSupplier: totals.suppliedImport, toSupplier: totals.suppliedExport },
        });
        priced += sum.priced;
      }),
      { numRuns: 12 },
    );
    expect(priced).toBeGreaterThan(0);
  });
});

describe("a slot's book", () => {
  const ask = (community: TestCommunity, slot: number) =>
    community.ask<SlotBook>("GET", `/slots/${slot}/book`, { asOperator: true });

  it("is live while orders come in, then closed, then as it was cleared", async () => {
    test.now = START;
    const { community, ann, bob } = await Neighbours.create(test, `mv${communities++}`);
    const empty = await ask(community, FIRST_SLOT);
    expect(empty.body).toMatchObject({ state: "open", orders: 0, bids: [], crossing: null });
    await community.postOrders(
      community.order(ann, { slot: FIRST_SLOT, side: "buy", energy: "1", limitPrice: "150" }),
    );
    const half = await ask(community, FIRST_SLOT);
    // 150 all-in, of which 10 are the buyer's fee.
    const bid = { price: "140", energy: "1", orders: 1, cumulated: "1" };
    expect(half.body).toMatchObject({ state: "open", bids: [bid], asks: [], crossing: null });
    await community.postOrders(
      community.order(bob, { slot: FIRST_SLOT, side: "sell", energy: "1.5", limitPrice: "90" }),
      // Above retail: clipped to it, 200 less 10.
      community.order(ann, { slot: FIRST_SLOT, side: "buy", energy: "0.25", limitPrice: "400" }),
    );
    const crossing = {
      price: "117.5",
      energy: "1.25",
      bid: { price: "140", filled: "1", offered: "1" },
      ask: { price: "95", filled: "1.25", offered: "1.5" },
    };
    const full = await ask(community, FIRST_SLOT);
    expect(full.body).toMatchObject({ state: "open", orders: 3, crossing });
    expect(full.body.bids.map((level) => [level.price, level.cumulated])).toEqual([
      ["190", "0.25"],
      ["140", "1.25"],
    ]);
    test.now = FIRST_SLOT * HOUR - 60_000;
    expect((await ask(community, FIRST_SLOT)).body).toMatchObject({ state: "closed", crossing });
    await community.runDue();
    const cleared = (await ask(community, FIRST_SLOT)).body;
    expect(cleared).toMatchObject({ state: "cleared", crossing, fallback: null });
    const [slot] = await listSlots(test.context, community.state, { from: FIRST_SLOT, limit: 1 });
    expect([slot?.price, slot?.contracted]).toEqual(["117.5", "1.25"]);
  });

  it("is of no slot before the first, nor of one that orders are not taken for yet", async () => {
    test.now = START;
    const { community } = await Neighbours.create(test, `mv${communities++}`);
    await community.operate("/until", { untilSlot: FIRST_SLOT + 2 });
    for (const slot of [FIRST_SLOT - 1, FIRST_SLOT + 40, FIRST_SLOT + 2]) {
      const refused = await ask(community, slot);
      expect(refused).toMatchObject({ status: 404, body: { code: "unknown_slot" } });
    }
  });
});

describe("the market's days", () => {
  it("are local, tell what is missing, and the tariffs that held", async () => {
    test.now = START;
    // Midnight is at 04:00 UTC there, two slots after the first.
    const neighbours = await Neighbours.create(test, `mv${communities++}`, {
      timeZone: "America/Halifax",
      rules: { ...TERMS, openSlots: 2 },
    });
    const { community } = neighbours;
    const tariff = { ...TERMS.tariff, retailPrice: "250", feedInPrice: "70" };
    await community.operate("/rules", {
      ...{ fromSlot: FIRST_SLOT + 3, terms: { ...TERMS, tariff } },
    });
    for (const slot of [FIRST_SLOT, FIRST_SLOT + 1]) {
      await community.advanceTo((slot - 1) * HOUR);
      await neighbours.trade(slot);
    }
    await neighbours.endOf(FIRST_SLOT + 1);
    for (const slot of [FIRST_SLOT - 1, FIRST_SLOT, FIRST_SLOT + 1])
      await neighbours.readBoth(slot);
    await community.runDue();
    await community.advanceTo((FIRST_SLOT + 3) * HOUR - 60_000);
    const { body } = await community.ask<MarketDaysAnswer>("GET", "/market/days", {
      asOperator: true,
    });
    expect(body.days).toMatchObject([
      { day: "2025-12-31", slots: 2, cleared: 2, metered: 2, priced: 2, averagePrice: "117.5" },
      { day: "2026-01-01", slots: 2, cleared: 2, metered: 0, priced: 0, averagePrice: null },
    ]);
    expect(body.days[1]).toMatchObject({ contracted: "0", delivered: null, imported: null });
    expect(body.sum).toMatchObject({ contracted: "2", slots: 4, metered: 2, imported: "7" });
    const held = { retailPrice: "200", feedInPrice: "80" };
    expect(body.days.map(({ tariffs }) => tariffs)).toEqual([
      [{ fromSlot: FIRST_SLOT, ...held }],
      [
        { fromSlot: FIRST_SLOT + 2, ...held },
        { fromSlot: FIRST_SLOT + 3, retailPrice: "250", feedInPrice: "70" },
      ],
    ]);
    const one = await community.ask<MarketDaysAnswer>(
      "GET",
      `/market/days?from=${FIRST_SLOT + 1}&until=${FIRST_SLOT + 2}`,
      { asOperator: true },
    );
    expect(one.body.days).toMatchObject([{ from: FIRST_SLOT + 1, slots: 1, contracted: "1" }]);
    expect(one.body.sum.contracted).toBe("1");
  });
});
