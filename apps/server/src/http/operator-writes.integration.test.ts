import { tables } from "@pumasi/database";
import type { AccountDescription } from "@pumasi/protocol";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, requestOf, START, TERMS } from "../testing/test-terms.js";

const PURSE = `0x${"aa".repeat(20)}`;

let test: TestServer;
let neighbours: Neighbours;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

beforeEach(async () => {
  test.now = START;
  neighbours = await Neighbours.create(test, `c${communities++}`, {}, "100");
});

const operate = <Body>(path: string, body?: unknown, key?: string) =>
  neighbours.community.operate<Body>(path, body, key);

async function balances(): Promise<string[]> {
  const asked = { asOperator: true };
  const { body } = await neighbours.community.ask<{ accounts: AccountDescription[] }>(
    "GET",
    "/accounts",
    asked,
  );
  const kept = await test.context.open.database
    .select()
    .from(tables.account)
    .where(eq(tables.account.communityId, neighbours.community.state.id))
    .orderBy(tables.account.account);
  const told = body.accounts.map(({ balance, creditLimit }) => `${balance} of ${creditLimit}`);
  const known = kept.map(({ balance, creditLimit }) => [balance, creditLimit]);
  const state = [...neighbours.community.state.accounts.values()];
  expect(known).toEqual(state.map(({ balance, creditLimit }) => [balance, creditLimit]));
  return told.slice(4);
}

async function actions(kind: string): Promise<number> {
  const rows = await test.context.open.database
    .select()
    .from(tables.ledgerAction)
    .where(eq(tables.ledgerAction.communityId, neighbours.community.state.id));
  return rows.filter((row) => row.kind === kind).length;
}

describe("a write with an idempotency key", () => {
  it("has one effect and one answer, however often it comes", async () => {
    const { ann } = neighbours;
    const household = {
      name: "Third",
      pod: "POD-9",
      creditLimit: "1",
      wish: { buyBelow: "1", sellAbove: "1" },
    };
    const member = (await operate<{ member: number }>("/members", household, "m")).body.member;
    const writes: [string, unknown][] = [
      ["/members", household],
      [`/members/${member}/enrolment-codes`, undefined],
      ["/deposits", { account: ann.account, amount: "5" }],
      ["/withdrawals", { account: ann.account, amount: "1", to: PURSE }],
      ["/credit-limits", { account: ann.account, creditLimit: "70" }],
      ["/rules", { fromSlot: FIRST_SLOT + 40, terms: TERMS }],
      [`/devices/${ann.signer.address}/revocation`, undefined],
    ];
    for (const [path, body] of writes) {
      const first = await operate(path, body, "m");
      const before = await test.context.open.database.select().from(tables.ledgerAction);
      const again = await operate(path, body, "m");
      expect([path, first.status, again]).toEqual([path, 200, first]);
      expect(await test.context.open.database.select().from(tables.ledgerAction)).toEqual(before);
    }
    expect(await balances()).toEqual(["4 of 70", "0 of 100", "0 of 1"]);
    expect(neighbours.community.state.rules).toHaveLength(2);
    expect(neighbours.community.state.meters.size).toBe(3);
  });

  it("creates a community once", async () => {
    const asked = { asOperator: true, key: "c", body: requestOf("once") };
    const first = await test.ask("POST", "/v1/communities", asked);
    expect(await test.ask("POST", "/v1/communities", asked)).toEqual(first);
    const rows = await test.context.open.database.select().from(tables.community);
    expect(rows.filter(({ slug }) => slug === "once")).toHaveLength(1);
  });

  it("does not bring an old limit back when it comes again later", async () => {
    const { account } = neighbours.ann;
    await operate("/credit-limits", { account, creditLimit: "70" }, "k1");
    await operate("/credit-limits", { account, creditLimit: "80" }, "k2");
    await operate("/credit-limits", { account, creditLimit: "70" }, "k1");
    expect((await balances())[0]).toBe("0 of 80");
  });

  it("tells the ledger of a limit that comes back within one market instant", async () => {
    const { account } = neighbours.ann;
    const before = await actions("setCreditLimits");
    for (const creditLimit of ["70", "80", "70"]) {
      await operate("/credit-limits", { account, creditLimit });
    }
    expect((await actions("setCreditLimits")) - before).toBe(3);
    expect((await balances())[0]).toBe("0 of 70");
  });
});

describe("writes at the same moment", () => {
  it("all count", async () => {
    const { account } = neighbours.ann;
    const paid = Array.from({ length: 10 }, () => operate("/deposits", { account, amount: "1" }));
    const replies = await Promise.all(paid);
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await balances())[0]).toBe("10 of 100");
  });

  it("register households at indices of their own", async () => {
    const wish = { buyBelow: "1", sellAbove: "1" };
    const added = Array.from({ length: 5 }, (_, index) =>
      operate<{ account: number }>("/members", {
        name: `New ${index}`,
        pod: `NEW-${index}`,
        creditLimit: "0",
        wish,
      }),
    );
    const accounts = (await Promise.all(added)).map(({ body }) => body.account);
    expect(accounts.sort((a, b) => a - b)).toEqual([6, 7, 8, 9, 10]);
  });

  it("do not pay out the same money twice", async () => {
    const { account } = neighbours.ann;
    const asked = { account, amount: "60", to: PURSE };
    const replies = await Promise.all([
      operate("/withdrawals", asked),
      operate("/withdrawals", asked),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect((await balances())[0]).toBe("-60 of 100");
  });
});

describe("rules, wishes and money", () => {
  it("rules hold from their slot on, not before", async () => {
    const fromSlot = FIRST_SLOT + 40;
    const terms = { ...TERMS, priceCap: "50" };
    expect((await operate("/rules", { fromSlot, terms })).status).toBe(200);
    const { state } = neighbours.community;
    expect(state.rulesOf(fromSlot - 1)).toMatchObject({ version: 1, priceCap: 500_000_000 });
    expect(state.rulesOf(fromSlot)).toMatchObject({ version: 2, priceCap: 50_000_000 });
  });

  it("the newest wish is the gateway's", async () => {
    const { community, ann } = neighbours;
    const wish = { buyBelow: "123.5", sellAbove: "77" };
    await operate(`/members/${ann.member}/wish`, wish);
    const { body } = await community.askAsDevice(ann);
    expect(body.wish).toEqual({ ...wish, away: false });
  });

  it("a withdrawal takes what live orders leave, to the unit", async () => {
    const { community, ann } = neighbours;
    await operate("/deposits", { account: ann.account, amount: "50" });
    const order = { slot: FIRST_SLOT, side: "buy" as const, energy: "0.5", limitPrice: "150" };
    await community.postOrders(community.order(ann, order));
    const withdraw = (amount: string) =>
      operate("/withdrawals", { account: ann.account, amount, to: PURSE });
    expect((await withdraw("75.000001")).status).toBe(422);
    expect((await withdraw("75")).status).toBe(200);
    expect((await balances())[0]).toBe("-25 of 100");
  });
});
