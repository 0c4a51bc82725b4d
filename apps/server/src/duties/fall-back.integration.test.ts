import {
  approveCall,
  demandCall,
  expireCall,
  fallBackCall,
  placeOrderCall,
  skipCall,
} from "@pumasi/chain";
import { tables } from "@pumasi/database";
import { hashRules, ledgerTerms } from "@pumasi/protocol";
import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { describeServer } from "../publish/describe-server.js";
import { sumTotals } from "../publish/sum-totals.js";
import { LedgerRun, MEMBERS_COINS } from "../testing/ledger-run.js";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { HOUR, START, TERMS } from "../testing/test-terms.js";

const DAY = 24 * HOUR;
/** What a stage may take, and a little more. */
const STAGE = 8 * DAY + HOUR;
const ENERGY = 6_000_000;
const LIMIT = 150_000_000;

/** Whether the operator's program leaves out of its books what only the ledger's inbox holds. */
const program = vi.hoisted(() => ({ isDeaf: false }));

vi.mock("../intake/take-inbox-orders.js", async (original) => {
  const { takeInboxOrders } = await original<typeof import("../intake/take-inbox-orders.js")>();
  const take: typeof takeInboxOrders = async (...taken) => {
    if (!program.isDeaf) await takeInboxOrders(...taken);
  };
  return { takeInboxOrders: take };
});

let test: TestServer;
let run: LedgerRun;
let neighbours: Neighbours;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
  run = await LedgerRun.start(test);
});

afterAll(async () => {
  await run.stop();
  await test.close();
});

/** One slot to trade in, and members who may spend 1000 and have coins for a demand. */
beforeEach(async () => {
  program.isDeaf = false;
  const firstSlot = Math.ceil(test.now / HOUR) + 2;
  const slug = `c${communities++}`;
  neighbours = await Neighbours.create(test, slug, { firstSlot }, "1000");
  const { community, ann } = neighbours;
  await community.operate("/until", { untilSlot: firstSlot + 1 });
  await run.endow(community, ann);
  const { bondCoin, demands } = community.state.contracts;
  await run.send(community, ann, approveCall(bondCoin, demands, MEMBERS_COINS));
});

const actions = (kind: string) => run.outcomes(neighbours.community, kind);

async function warnings(): Promise<string> {
  const { communities: described } = await describeServer(test.server, "");
  const { slug } = neighbours.community;
  return (described.find((one) => one.slug === slug)?.warnings ?? []).join();
}

/** Ann places an order in the inbox that is beyond her credit, so that no book but one closed by the rules has it. */
async function placeCostly(): Promise<void> {
  const { community, ann, firstSlot: slot } = neighbours;
  const { contracts, rules } = community.state;
  const [first] = rules;
  if (first === undefined) throw new Error("there are no rules");
  const terms = ledgerTerms(
    first,
    contracts.uniformPriceRule,
    hashRules(test.context.keccak, 1, slot, TERMS),
  );
  const order = community.order(ann, { slot, side: "buy", energy: "6", limitPrice: "150" });
  const placed = { ...order, energyUkwh: ENERGY, limitPrice: LIMIT };
  await run.send(community, ann, placeOrderCall(contracts.inbox, placed, terms));
}

async function demand(): Promise<number> {
  const { community, ann, firstSlot: slot } = neighbours;
  const { demands } = community.state.contracts;
  const asked = { kind: "inbox-order", slot, index: 0 } as const;
  await run.send(community, ann, demandCall(demands, asked));
  const [row] = await test.context.open.database
    .select({ id: tables.demand.id })
    .from(tables.demand)
    .where(eq(tables.demand.communityId, community.state.id))
    .orderBy(desc(tables.demand.id))
    .limit(1);
  return row?.id ?? -1;
}

async function expire(id: number): Promise<void> {
  const { community, ann } = neighbours;
  await run.send(community, ann, expireCall(community.state.contracts.demands, id, []));
}

/** The book closes without the order that Ann has placed. */
async function closeWithoutOrder(): Promise<void> {
  const { community, firstSlot } = neighbours;
  program.isDeaf = true;
  await neighbours.trade(firstSlot);
  await placeCostly();
  await community.advanceTo(firstSlot * HOUR - 600_000);
  await run.work();
}

/** The next hours, with all that is due in them. */
async function waitOut(): Promise<void> {
  for (let step = 0; step < 3; step++) {
    await neighbours.community.advanceTo(test.now + HOUR + 120_000);
    await run.work();
  }
}

/** Ann drew 3 kWh at 200; Bob drew 0.5 at 200 and fed in 2 at 80. */
async function expectGridTariff(slot = neighbours.firstSlot): Promise<void> {
  const { community, ann, bob } = neighbours;
  const published = await neighbours.published(slot);
  expect(published).toMatchObject({ fallback: "grid-tariff", trades: [], fills: null });
  expect(published.lines).toMatchObject([
    { account: 0, supplierAmount: "540" },
    { account: 1, total: "0" },
    { account: ann.account, imported: "3", total: "-600", sharedBuy: "0", contractedBuy: "0" },
    { account: bob.account, exported: "2", total: "60", sharedSell: "0", contractedSell: "0" },
  ]);
  const totals = await sumTotals(test.context.open.database, community.state, slot, slot + 1);
  expect(totals).toMatchObject({ slots: 1, costWith: "540", costWithout: "540", saved: "0" });
}

async function expectPaid(): Promise<void> {
  const { community, ann, bob, firstSlot } = neighbours;
  expect(await neighbours.stage(firstSlot)).toBe("paid");
  expect(await actions("settle")).toEqual(["mined"]);
  const [period] = await community.periods();
  expect(period).toMatchObject({ stage: "settled" });
  const balances = [...community.state.accounts.values()].map(({ balance }) => balance);
  expect(balances.reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
  expect(community.state.accounts.get(ann.account)?.balance).toBe(-600_000_000n);
  expect(community.state.accounts.get(bob.account)?.balance).toBe(60_000_000n);
  expect(await warnings()).toBe("");
}

it("a slot whose book left an order out is metered at the grid tariff, becomes final and is paid", async () => {
  const { community, firstSlot } = neighbours;
  await closeWithoutOrder();
  const id = await demand();
  await community.runDue();
  expect(await warnings()).toContain("cannot be answered");
  test.now += HOUR + 60_000;
  await expire(id);
  expect(community.state.setBack.get(firstSlot)).toBe("grid");
  await run.restart();
  await community.runDue();
  expect(await warnings()).toContain("(InboxOrderAbsent) It settles at the grid tariff");
  await neighbours.endOf(firstSlot);
  await neighbours.readBoth(firstSlot - 1);
  await neighbours.readBoth(firstSlot);
  await community.runDue();
  await run.work();
  expect(await actions("meter")).toEqual(["mined"]);
  await expectGridTariff();
  await waitOut();
  await expectPaid();
});

it("a slot that was metered by a book that is undone later is metered again, without it", async () => {
  const { community, firstSlot, ann } = neighbours;
  await closeWithoutOrder();
  const ids = [await demand(), await demand()];
  await neighbours.endOf(firstSlot);
  await neighbours.readBoth(firstSlot - 1);
  await neighbours.readBoth(firstSlot);
  await community.runDue();
  await run.work();
  expect(await neighbours.published(firstSlot)).toMatchObject({ fallback: null, version: 1 });
  test.now += HOUR + 300_000;
  await expire(ids[0] ?? -1);
  await run.restart();
  await neighbours.community.runDue();
  await run.work();
  expect(await actions("remeter")).toEqual(["mined"]);
  expect(await neighbours.published(firstSlot)).toMatchObject({ version: 2 });
  await expectGridTariff();
  // The second demand asks for a book that is undone: dismissed, it holds the slot back no longer.
  await waitOut();
  expect(await actions("answerDemand")).toEqual(["mined"]);
  const coins = await run.coinsOf(community, ann.signer.address);
  expect(coins).toBeGreaterThanOrEqual(MEMBERS_COINS);
  await expectPaid();
});

it("a metering that the ledger refused since the slot had fallen back leaves its version free", async () => {
  const { community, firstSlot } = neighbours;
  await closeWithoutOrder();
  const id = await demand();
  await neighbours.endOf(firstSlot);
  await expire(id);
  // The server has not read that yet.
  community.state.setBack.delete(firstSlot);
  community.state.hasDuties = false;
  await neighbours.readBoth(firstSlot - 1);
  await neighbours.readBoth(firstSlot);
  await community.runDue();
  await run.work();
  expect((await actions("meter"))[0]).toContain("HeaderMismatch");
  await run.restart();
  await neighbours.community.runDue();
  await run.work();
  expect((await actions("meter"))[1]).toBe("mined");
  expect(await neighbours.published(firstSlot)).toMatchObject({ version: 1 });
  await waitOut();
  await expectPaid();
});

it("a slot whose book was late goes on at the grid tariff once somebody has put it there", async () => {
  const { community, bob, firstSlot } = neighbours;
  test.now = firstSlot * HOUR + STAGE;
  await run.send(community, bob, fallBackCall(community.state.contracts.market, firstSlot));
  await neighbours.readBoth(firstSlot - 1);
  await neighbours.readBoth(firstSlot);
  await run.restart();
  await neighbours.community.runDue();
  await run.work();
  expect(await actions("closeBook")).toEqual([]);
  expect(await actions("meter")).toEqual(["mined"]);
  await expectGridTariff();
  await waitOut();
  await expectPaid();
});

it("a skipped slot has no lines, and the meters of the slot after it begin there", async () => {
  const { community, ann, bob, firstSlot } = neighbours;
  const skipped = firstSlot + 1;
  await community.operate("/until", { untilSlot: firstSlot + 3 });
  await neighbours.liveThrough(firstSlot);
  await run.work();
  test.now = (skipped + 1) * HOUR + STAGE;
  const { market } = community.state.contracts;
  await run.send(community, bob, fallBackCall(market, skipped));
  test.now += STAGE;
  await run.send(community, bob, skipCall(market, skipped));
  await run.restart();
  for (const slot of [skipped, skipped + 1]) await neighbours.readBoth(slot);
  await waitOut();
  expect(await neighbours.published(skipped)).toMatchObject({
    ...{ stage: "paid", fallback: "skipped", version: 0 },
    ...{ readings: null, lines: null, trades: [] },
  });
  const after = await neighbours.published(skipped + 1);
  expect(after.baselines.map(({ meter }) => meter)).toEqual([ann.meter, bob.meter]);
  expect(after.lines).toMatchObject([{}, {}, { imported: "3" }, { imported: "0.5" }]);
  expect(await actions("meter")).toEqual(["mined", "mined"]);
  expect(await actions("settle")).toEqual(["mined"]);
  const { slots } = await sumTotals(test.context.open.database, neighbours.community.state);
  expect(slots).toBe(2);
  expect(await warnings()).toBe("");
});

it("a slot that is skipped after it was metered is forgotten, and the slot after it is metered again", async () => {
  const { community, ann, bob, firstSlot } = neighbours;
  await community.operate("/until", { untilSlot: firstSlot + 2 });
  await closeWithoutOrder();
  const id = await demand();
  await neighbours.endOf(firstSlot);
  await neighbours.readBoth(firstSlot - 1);
  await neighbours.readBoth(firstSlot);
  await neighbours.endOf(firstSlot + 1);
  await neighbours.readBoth(firstSlot + 1);
  await community.runDue();
  await run.work();
  expect((await neighbours.published(firstSlot + 1)).baselines).toEqual([]);
  test.now += HOUR + 300_000;
  await expire(id);
  test.now += STAGE;
  await run.send(community, bob, skipCall(community.state.contracts.market, firstSlot));
  await run.restart();
  await waitOut();
  expect(await actions("remeter")).toEqual(["mined"]);
  const skipped = { stage: "paid", fallback: "skipped", version: 0, readings: null, lines: null };
  expect(await neighbours.published(firstSlot)).toMatchObject(skipped);
  const { baselines, version } = await neighbours.published(firstSlot + 1);
  expect(baselines.map(({ meter }) => meter)).toEqual([ann.meter, bob.meter]);
  expect(version).toBe(2);
  expect(await actions("settle")).toEqual(["mined"]);
  expect(await warnings()).toBe("");
});
