import { tables } from "@pumasi/database";
import type { CommunityActionsAnswer, CommunityLedger } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LedgerRun } from "../testing/ledger-run.js";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../testing/test-terms.js";

let test: TestServer;
let ledger: LedgerRun;
let neighbours: Neighbours;

/** Two neighbours with a settled period of two slots and a deposit, and another community beside them. */
beforeAll(async () => {
  test = await startTestServer(START);
  ledger = await LedgerRun.start(test);
  neighbours = await Neighbours.create(test, "told", { timeZone: "Asia/Seoul" });
  await Neighbours.create(test, "beside");
  const { community, ann } = neighbours;
  await community.operate("/until", { untilSlot: FIRST_SLOT + 2 });
  await community.operate("/deposits", { account: ann.account, amount: "5" });
  await neighbours.liveThrough(FIRST_SLOT);
  await neighbours.liveThrough(FIRST_SLOT + 1);
  await ledger.work();
  for (let hours = 0; hours < 3; hours++) {
    await community.advanceTo(test.now + HOUR + 61_000);
    await ledger.work();
  }
}, 120_000);

afterAll(async () => {
  await ledger.stop();
  await test.close();
});

const ask = async <T>(path: string) =>
  (await neighbours.community.ask<T>("GET", path, { asOperator: true })).body;
const actions = (query = "") => ask<CommunityActionsAnswer>(`/ledger/actions${query}`);

async function rows() {
  const { ledgerAction } = tables;
  return test.context.open.database
    .select()
    .from(ledgerAction)
    .where(eq(ledgerAction.communityId, neighbours.community.state.id))
    .orderBy(asc(ledgerAction.nonce));
}

it("lists each action with its block, its gas and what it is about", async () => {
  const { actions: settled } = await actions("?group=settlements&kind=settle");
  expect(settled).toHaveLength(1);
  expect(settled[0]).toMatchObject({ kind: "settle", status: "mined", period: 0, slot: null });
  const [own] = (await rows()).filter(({ kind }) => kind === "settle");
  expect(settled[0]?.hash).toBe(own?.hash);
  const { actions: cleared } = await actions("?kind=clear");
  expect(cleared.map(({ slot, group }) => [slot, group])).toEqual([
    [FIRST_SLOT + 1, "commitments"],
    [FIRST_SLOT, "commitments"],
  ]);
  const at = slotStart(FIRST_SLOT, 3600) - 600_000 + 1000;
  expect(Date.parse(cleared[1]?.blockTime ?? "")).toBeGreaterThanOrEqual(at);
});

it("is read in pages, newest first, every action once and none of another community", async () => {
  const seen: number[] = [];
  let before: number | null = null;
  do {
    const page: CommunityActionsAnswer = await actions(
      `?limit=7${before === null ? "" : `&before=${before}`}`,
    );
    seen.push(...page.actions.map(({ nonce }) => nonce));
    before = page.before;
  } while (before !== null);
  expect(seen).toEqual((await rows()).map(({ nonce }) => nonce).reverse());
});

it("puts every action into one group", async () => {
  const groups = ["commitments", "settlements", "register", "duties"];
  const lists = [];
  for (const group of groups) lists.push((await actions(`?group=${group}&limit=500`)).actions);
  const all = await rows();
  expect(lists.reduce((sum, list) => sum + list.length, 0)).toBe(all.length);
  expect(lists.every((list, place) => list.every(({ group }) => group === groups[place]))).toBe(
    true,
  );
  expect(lists[2]?.map(({ kind }) => kind)).toContain("registerMeters");
});

it("sums gas by kind and by local day to the same", async () => {
  const told = await ask<CommunityLedger>("/ledger");
  const all = await rows();
  const gas = all.reduce((sum, { gasUsed }) => sum + (gasUsed ?? 0n), 0n);
  expect(gas).toBeGreaterThan(1_000_000n);
  const sum = (list: { gasUsed: string }[]) =>
    list.reduce((total, { gasUsed }) => total + BigInt(gasUsed), 0n);
  expect([BigInt(told.gasUsed), sum(told.byKind), sum(told.byDay)]).toEqual([gas, gas, gas]);
  expect(told).toMatchObject({ transactions: all.length, waiting: 0, failed: 0 });
  // 15:00 UTC is Seoul's midnight: all of it happened before.
  expect(told.byDay.map(({ day }) => day)).toEqual(["2026-01-01"]);
});

it("tells demands, what was proven wrong, and slots without a market", async () => {
  const { state } = neighbours.community;
  const { database } = test.context.open;
  const { demand, ledgerAction, setback, slot } = tables;
  const communityId = state.id;
  const hash = `0x${"ab".repeat(32)}` as const;
  await database.insert(demand).values([
    { communityId, id: 1, kind: "line", slot: FIRST_SLOT, index: 4, status: "open", answers: 2 },
    { communityId, id: 2, kind: "batch", slot: 0, index: 0, status: "answered" },
  ]);
  const [any] = await rows();
  await database.insert(ledgerAction).values({
    ...(any as typeof ledgerAction.$inferInsert),
    ...{ nonce: 9000, key: `${communityId}:answerDemand:1:2`, kind: "answerDemand", hash },
  });
  await database.insert(setback).values({
    ...{ communityId, slot: FIRST_SLOT, state: "cleared", outcome: "recommitted" },
    fault: "LineAmountWrong",
  });
  const isFirst = and(eq(slot.communityId, communityId), eq(slot.slot, FIRST_SLOT));
  await database.update(slot).set({ fallback: "grid-tariff" }).where(isFirst);
  const told = await ask<CommunityLedger>("/ledger");
  expect(told.demands).toEqual([
    {
      id: 2,
      kind: "batch",
      slot: null,
      period: 0,
      status: "answered",
      problem: null,
      answer: null,
    },
    {
      id: 1,
      kind: "line",
      slot: FIRST_SLOT,
      period: null,
      status: "open",
      problem: null,
      answer: hash,
    },
  ]);
  expect(told.setbacks).toMatchObject([{ slot: FIRST_SLOT, fault: "LineAmountWrong" }]);
  expect(told.fallbacks).toEqual([{ slot: FIRST_SLOT, fallback: "grid-tariff" }]);
});
