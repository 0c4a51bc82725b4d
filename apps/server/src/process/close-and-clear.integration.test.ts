import { clearCall, closeBooksCall } from "@pumasi/chain";
import { tables } from "@pumasi/database";
import { commitBook, commitClearing, hashClearingHeader } from "@pumasi/protocol";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../testing/test-terms.js";

const GATE = FIRST_SLOT * HOUR - 600_000;

let test: TestServer;
let neighbours: Neighbours;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

beforeEach(async () => {
  test.now = START;
  neighbours = await Neighbours.create(test, `c${communities++}`);
});

describe("at gate closure", () => {
  it("the book is frozen and cleared, not a millisecond before", async () => {
    await neighbours.trade(FIRST_SLOT);
    await neighbours.community.advanceTo(GATE - 1);
    expect(await neighbours.community.published(FIRST_SLOT)).toEqual([]);
    await neighbours.community.advanceTo(GATE);
    const published = await neighbours.published();
    expect(published).toMatchObject({ stage: "cleared", version: 0, readings: null, lines: null });
    expect(published.fills).toEqual(["1", "1"]);
    const [ann, bob] = [neighbours.ann.account, neighbours.bob.account];
    expect(published.trades).toEqual([
      {
        index: 0,
        buySequence: 0,
        sellSequence: 1,
        buyer: ann,
        seller: bob,
        energy: "1",
        price: "117.5",
      },
    ]);
  });

  it("the ledger is told the book's root first, and the clearing in a later block", async () => {
    await neighbours.trade(FIRST_SLOT);
    await neighbours.community.advanceTo(GATE);
    const row = await neighbours.slotRow();
    const { keccak, secrets } = test.context;
    const { contracts, slug } = neighbours.community.state;
    const orders = await test.context.open.database
      .select()
      .from(tables.order)
      .where(eq(tables.order.communityId, neighbours.community.state.id))
      .orderBy(asc(tables.order.sequence));
    const secret = secrets.secret(`${slug}:slot:${FIRST_SLOT}`);
    const { header: book } = commitBook(keccak, FIRST_SLOT, secret, orders);
    expect(row).toMatchObject({ secret, bookRoot: book.bookRoot, orders: 2 });
    const clearing = {
      price: row.price,
      energyUkwh: 1_000_000,
      fills: row.fills ?? [],
      bid: { sequence: 0, price: 140_000_000, fillUkwh: 1_000_000 },
      ask: { sequence: 1, price: 95_000_000, fillUkwh: 1_000_000 },
    };
    const levelFilledUkwh = 1_000_000;
    const { header } = commitClearing(keccak, {
      book,
      secret,
      orders,
      clearing: {
        ...clearing,
        bid: { ...clearing.bid, levelFilledUkwh, levelOfferedUkwh: 1_000_000 },
        ask: { ...clearing.ask, levelFilledUkwh, levelOfferedUkwh: 1_500_000 },
      },
      rulesVersion: 1,
      tariffOf: neighbours.community.state.tariffOf(FIRST_SLOT),
    });
    expect(row.clearingHeader).toEqual(header);
    expect(row.clearingHash).toBe(hashClearingHeader(keccak, header));
    expect(await neighbours.actionsOf("closeBook", "clear")).toMatchObject([
      { kind: "closeBook", at: GATE, data: closeBooksCall(contracts.market, [book]).data },
      {
        kind: "clear",
        at: GATE + 1000,
        data: clearCall(contracts.market, [header]).data,
      },
    ]);
  });

  it("a slot without orders is closed all the same", async () => {
    await neighbours.community.advanceTo(GATE);
    const published = await neighbours.published();
    expect(published).toMatchObject({ stage: "cleared", orders: [], trades: [], fills: [] });
  });

  it("every slot that time has passed is closed, in order", async () => {
    await neighbours.community.advanceTo(GATE + 3 * HOUR);
    const slots = await neighbours.community.published(FIRST_SLOT, FIRST_SLOT + 9);
    expect(slots.map(({ slot }) => slot - FIRST_SLOT)).toEqual([0, 1, 2, 3]);
  });
});
