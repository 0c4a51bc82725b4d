import { approveCall, type DemandKind, demandCall, placeOrderCall } from "@pumasi/chain";
import { tables } from "@pumasi/database";
import { hashRules, ledgerTerms, type OrderInput } from "@pumasi/protocol";
import { parseKwh, parsePrice } from "@pumasi/quantities";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LedgerRun, MEMBERS_COINS } from "../testing/ledger-run.js";
import { Neighbours } from "../testing/neighbours.js";
import type { TestMember } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { HOUR, type OrderTerms, START, TERMS } from "../testing/test-terms.js";

const DEPOSIT = 1_000_000n;

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

beforeEach(async () => {
  neighbours = await Neighbours.create(
    test,
    `c${communities++}`,
    { firstSlot: Math.ceil(test.now / HOUR) + 2 },
    "1000",
  );
  const { community, ann } = neighbours;
  await run.endow(community, ann);
  const { bondCoin, demands } = community.state.contracts;
  await run.send(community, ann, approveCall(bondCoin, demands, MEMBERS_COINS));
});

const BUY = { side: "buy", energy: "1", limitPrice: "150" } as const;

const orderBy = (by: TestMember, terms: Partial<OrderTerms> = {}) =>
  neighbours.community.order(by, { slot: neighbours.firstSlot, ...BUY, ...terms });

const numberOf = (read: ReturnType<typeof parseKwh>) => (read.ok ? read.value : Number.NaN);

/** A member puts an order into the ledger's inbox. */
async function place(by: TestMember, order: OrderInput): Promise<void> {
  const { community, firstSlot } = neighbours;
  const { contracts, rules } = community.state;
  const hash = hashRules(test.context.keccak, 1, firstSlot, TERMS);
  const [first] = rules;
  if (first === undefined) throw new Error("there are no rules");
  const terms = ledgerTerms(first, contracts.uniformPriceRule, hash);
  const energyUkwh = numberOf(parseKwh(order.energy));
  const limitPrice = numberOf(parsePrice(order.limitPrice));
  await run.send(
    community,
    by,
    placeOrderCall(contracts.inbox, { ...order, energyUkwh, limitPrice }, terms),
  );
}

function demand(by: TestMember, kind: DemandKind, slot: number, index: number): Promise<void> {
  const { community } = neighbours;
  const call = demandCall(community.state.contracts.demands, { kind, slot, index });
  return run.send(community, by, call);
}

/** The nonces of a slot's book, by sequence. */
async function book(slot = neighbours.firstSlot) {
  const { order } = tables;
  const rows = await test.context.open.database
    .select()
    .from(order)
    .where(and(eq(order.communityId, neighbours.community.state.id), eq(order.slot, slot)))
    .orderBy(order.sequence);
  return rows.map(({ nonce }) => nonce);
}

const closeBook = (slot = neighbours.firstSlot) =>
  neighbours.community.advanceTo(slot * HOUR - 600_000);

/** Everything waiting is done, on both sides. */
async function settleDown(): Promise<void> {
  await neighbours.community.runDue();
  await run.work();
}

describe("an order in the ledger's inbox", () => {
  it("is in the book that the server never got it for, is matched, and is shown when demanded", async () => {
    const { community, ann, bob, firstSlot } = neighbours;
    const order = orderBy(ann);
    await place(ann, order);
    await community.postOrders(orderBy(bob, { side: "sell", limitPrice: "90" }));
    expect(await book()).toHaveLength(2);
    await closeBook();
    await run.work();
    const { trades, orders } = await neighbours.published(firstSlot);
    expect(orders?.map(({ nonce }) => nonce)).toContain(order.nonce);
    expect(trades).toMatchObject([{ buyer: ann.account, seller: bob.account, energy: "1" }]);
    const before = await run.coinsOf(community, run.operator);
    await demand(ann, "inbox-order", firstSlot, 0);
    await settleDown();
    expect(await run.outcomes(community, "answerDemand")).toEqual(["mined"]);
    expect(await run.coinsOf(community, ann.signer.address)).toBe(MEMBERS_COINS - DEPOSIT);
    expect(await run.coinsOf(community, run.operator)).toBe(before + DEPOSIT);
    await settleDown();
    expect(await run.outcomes(community, "answerDemand")).toEqual(["mined"]);
  });

  it("counts once when it comes both ways, and is found again after a restart", async () => {
    const { community, ann } = neighbours;
    const order = orderBy(ann);
    const [first] = await community.postOrders(order);
    await place(ann, order);
    await run.restart();
    const [again] = await community.postOrders(order);
    expect(again).toMatchObject({ ok: true, repeated: true });
    expect(first).toMatchObject({ ok: true, repeated: false });
    await closeBook();
    expect(await book()).toEqual([order.nonce]);
  });

  it("is taken at the book's closing where gateways' would be refused, as the ledger asks for it", async () => {
    const { community, ann, firstSlot } = neighbours;
    const used = orderBy(ann, { slot: firstSlot + 1 });
    const sell = orderBy(ann, { side: "sell", limitPrice: "151" });
    const costly = orderBy(ann, { energy: "5" });
    await community.postOrders(used, sell);
    const sameNonce = orderBy(ann, { nonce: used.nonce });
    const crossing = orderBy(ann, { limitPrice: "160", energy: "0.5" });
    await community.postOrders(orderBy(ann, { slot: firstSlot + 2, energy: "5" }));
    for (const order of [sameNonce, costly, crossing]) await place(ann, order);
    expect(await book()).toEqual([sell.nonce]);
    await run.restart();
    await closeBook();
    expect(await book()).toEqual([sell.nonce, sameNonce.nonce, costly.nonce]);
    await run.work();
    for (const index of [0, 1, 2]) await demand(ann, "inbox-order", firstSlot, index);
    await settleDown();
    // The last one is met by the order that it crosses.
    expect(await run.outcomes(community, "answerDemand")).toEqual(["mined", "mined", "mined"]);
  });

  it("for a slot that is not open yet waits for its book", async () => {
    const { community, ann, firstSlot } = neighbours;
    await community.operate("/until", { untilSlot: firstSlot + 40 });
    const far = orderBy(ann, { slot: firstSlot + 30 });
    await place(ann, far);
    expect(await book(firstSlot + 30)).toEqual([]);
    await closeBook(firstSlot + 30);
    expect(await book(firstSlot + 30)).toEqual([far.nonce]);
  });
});

describe("a book", () => {
  it("waits for blocks of the ledger that were not read yet, and closes with what they hold", async () => {
    const { community, firstSlot } = neighbours;
    const { foreignTransaction } = tables;
    const unread = { raw: "0x01", sender: run.operator, receivedAt: 0, block: 1_000_000 } as const;
    const { database } = test.context.open;
    const hash = `0x${firstSlot}` as const;
    await database.insert(foreignTransaction).values({ ...unread, hash, status: "waiting" });
    await closeBook();
    expect(community.state.nextToClose).toBe(firstSlot);
    await database.delete(foreignTransaction).where(eq(foreignTransaction.hash, hash));
    await community.runDue();
    expect(community.state.nextToClose).toBe(firstSlot + 1);
  });
});
