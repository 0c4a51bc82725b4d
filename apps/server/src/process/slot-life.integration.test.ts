import { clearCall, closeBooksCall, meterCall, remeterCall } from "@pumasi/chain";
import { tables } from "@pumasi/database";
import { commitBook, commitClearing, hashClearingHeader } from "@pumasi/protocol";
import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toChainClearing, toChainMetering } from "../ledger/chain-headers.js";
import { endOf, Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../testing/test-terms.js";

const GATE = FIRST_SLOT * HOUR - 600_000;
const DEADLINE = endOf(FIRST_SLOT) + 2 * HOUR;
/** The challenge window, and the minute that the ledger's block may be later. */
const WINDOW = HOUR + 60_000;

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

const database = () => test.context.open.database;

async function slotRow(slot = FIRST_SLOT) {
  const { id } = neighbours.community.state;
  const [row] = await database()
    .select()
    .from(tables.slot)
    .where(and(eq(tables.slot.communityId, id), eq(tables.slot.slot, slot)));
  if (row === undefined) throw new Error("the slot's book is not closed");
  return row;
}

async function actionsOf(...kinds: string[]) {
  const rows = await database()
    .select()
    .from(tables.ledgerAction)
    .where(eq(tables.ledgerAction.communityId, neighbours.community.state.id))
    .orderBy(asc(tables.ledgerAction.nonce));
  return rows.filter(({ kind }) => kinds.includes(kind));
}

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
    const row = await slotRow();
    const { keccak, secrets } = test.context;
    const { contracts, slug } = neighbours.community.state;
    const orders = await database()
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
    const level = { levelFilledUkwh: 0, levelOfferedUkwh: 0 };
    const { header } = commitClearing(keccak, {
      book,
      secret,
      orders,
      clearing: {
        ...clearing,
        bid: { ...clearing.bid, ...level },
        ask: { ...clearing.ask, ...level },
      },
      rulesVersion: 1,
    });
    expect(row.clearingHeader).toEqual(header);
    expect(row.clearingHash).toBe(hashClearingHeader(keccak, header));
    expect(await actionsOf("closeBook", "clear")).toMatchObject([
      { kind: "closeBook", at: GATE, data: closeBooksCall(contracts.market, [book]).data },
      {
        kind: "clear",
        at: GATE + 1000,
        data: clearCall(contracts.market, [toChainClearing(header)]).data,
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

describe("metering", () => {
  it("happens when the last reading is in, at the contracts' and the sharing price", async () => {
    await neighbours.trade(FIRST_SLOT);
    await neighbours.endOf(FIRST_SLOT);
    await neighbours.readBoth(FIRST_SLOT - 1);
    await neighbours.readAnn(FIRST_SLOT);
    await neighbours.community.runDue();
    expect(await neighbours.stage()).toBe("cleared");
    await neighbours.readBob(FIRST_SLOT);
    await neighbours.community.runDue();
    const { stage, version, lines, readings } = await neighbours.published();
    expect({ stage, version }).toEqual({ stage: "metered", version: 1 });
    expect(readings?.map(({ quality }) => quality)).toEqual(["measured", "measured"]);
    // Bob has 1 kWh left to share, and 2.5 are lacking: 0.8 of it is for Ann.
    const ann = lines?.find(({ account }) => account === neighbours.ann.account);
    expect(ann).toMatchObject({ deliveredBuy: "1", sharedBuy: "0.8", residualImport: "1.2" });
    const { meteringHeader } = await slotRow();
    if (meteringHeader === null) throw new Error("the slot is not metered");
    const call = meterCall(neighbours.community.state.contracts.market, [
      toChainMetering(meteringHeader),
    ]);
    expect(await actionsOf("meter", "remeter")).toMatchObject([{ kind: "meter", data: call.data }]);
  });

  it("waits for a missing reading until the deadline, then flags a substitute", async () => {
    await neighbours.liveThrough(FIRST_SLOT);
    const slot = FIRST_SLOT + 1;
    await neighbours.endOf(slot);
    await neighbours.readBob(slot);
    await neighbours.community.advanceTo(DEADLINE + HOUR - 1);
    expect(await neighbours.stage(slot)).toBe("cleared");
    await neighbours.community.advanceTo(DEADLINE + HOUR);
    const { stage, readings } = await neighbours.published(slot);
    expect(stage).toBe("metered");
    expect(readings).toMatchObject([
      { quality: "substituted", rule: "community-mean", imported: "0.5", signed: null },
      { quality: "measured", rule: "", imported: "0.5", exported: "2" },
    ]);
    expect((await slotRow(slot)).substitutes).toBe(1);
  });

  it("waits beyond the deadline where a substitute would have nothing to go by", async () => {
    await neighbours.endOf(FIRST_SLOT);
    await neighbours.readBoth(FIRST_SLOT - 1);
    await neighbours.community.advanceTo(DEADLINE + 20 * HOUR);
    expect(await neighbours.stage()).toBe("cleared");
    await neighbours.readBob(FIRST_SLOT);
    await neighbours.community.runDue();
    expect(await neighbours.stage()).toBe("metered");
  });

  it("is not taken for complete because of the baseline of a meter that begins later", async () => {
    const { community } = neighbours;
    await neighbours.liveThrough(FIRST_SLOT);
    const slot = FIRST_SLOT + 1;
    await community.advanceTo(slot * HOUR);
    const cho = await community.addMember();
    expect(community.state.meters.get(cho.meter)?.fromSlot).toBe(slot + 1);
    await neighbours.endOf(slot);
    const baseline = { slot, importRegister: "5", exportRegister: "5" };
    await community.postReadings(community.reading(cho, baseline));
    await neighbours.readBob(slot);
    await community.runDue();
    expect(await neighbours.stage(slot)).toBe("cleared");
    await neighbours.readAnn(slot);
    await community.runDue();
    expect(await neighbours.stage(slot)).toBe("metered");
  });
});

describe("a late reading", () => {
  const slot = FIRST_SLOT + 1;

  beforeEach(async () => {
    await neighbours.liveThrough(FIRST_SLOT);
    await neighbours.endOf(slot);
    await neighbours.readBob(slot);
    await neighbours.community.advanceTo(DEADLINE + HOUR);
  });

  it("before the slot is final makes a second version, sent with the header it replaces", async () => {
    const before = (await slotRow(slot)).meteringHeader;
    const [outcome] = await neighbours.readAnn(slot);
    expect(outcome).toMatchObject({ ok: true, effect: "corrects" });
    await neighbours.community.runDue();
    const { version, readings } = await neighbours.published(slot);
    expect(version).toBe(2);
    expect(readings?.[0]).toMatchObject({ quality: "measured", imported: "3" });
    const after = (await slotRow(slot)).meteringHeader;
    if (before === null || after === null) throw new Error("the slot is not metered");
    const [, , call] = await actionsOf("meter", "remeter");
    const { market } = neighbours.community.state.contracts;
    expect(call).toMatchObject({
      kind: "remeter",
      data: remeterCall(market, [toChainMetering(after)], [toChainMetering(before)]).data,
    });
  });

  it("is final only a whole window after the last version", async () => {
    await neighbours.community.advanceTo(DEADLINE + HOUR + WINDOW - 1);
    await neighbours.readAnn(slot);
    await neighbours.community.runDue();
    await neighbours.community.advanceTo(test.now + WINDOW - 1);
    expect(await neighbours.stage(slot)).toBe("metered");
    await neighbours.community.advanceTo(test.now + 1);
    expect(await neighbours.stage(slot)).toBe("final");
  });

  it("after the slot is final is kept, and the next reading takes the difference up", async () => {
    await neighbours.community.advanceTo(DEADLINE + HOUR + WINDOW);
    expect(await neighbours.stage(slot)).toBe("final");
    const [outcome] = await neighbours.readAnn(slot);
    expect(outcome).toMatchObject({ ok: true, repeated: false, effect: "after-final" });
    await neighbours.readBoth(slot + 1);
    await neighbours.community.runDue();
    const [kept, next] = await neighbours.community.published(slot, slot + 2);
    expect(kept).toMatchObject({ version: 1, stage: "final" });
    expect(kept?.readings?.[0]).toMatchObject({ quality: "substituted", signed: null });
    expect(kept?.unused).toMatchObject([{ meter: neighbours.ann.meter, importRegister: "1006" }]);
    // The substitute had 0.5 of its 3 kWh, so that the next slot has 5.5.
    expect(next?.readings?.[0]).toMatchObject({ quality: "measured", imported: "5.5" });
  });
});
