import { tables } from "@pumasi/database";
import type { CommunityHealth, FindingCode } from "@pumasi/protocol";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LedgerRun } from "../testing/ledger-run.js";
import { Neighbours } from "../testing/neighbours.js";
import { TestBrowser } from "../testing/test-browser.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../testing/test-terms.js";
import { lateAfterMs } from "./late-after.js";

const DEADLINE = 2 * HOUR;
const LATE = lateAfterMs({ speed: null });

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

beforeEach(() => {
  test.now = START;
});

/** The ledger itself is another server's: communities must be made after it began. */
async function withLedger(check: (own: TestServer, start: () => Promise<void>) => Promise<void>) {
  const own = await startTestServer(START);
  let ledger: LedgerRun | null = null;
  try {
    await check(own, async () => {
      ledger = await LedgerRun.start(own);
    });
  } finally {
    await (ledger as LedgerRun | null)?.stop();
    await own.close();
  }
}

async function healthOf({ community }: Neighbours): Promise<CommunityHealth> {
  const reply = await community.ask<CommunityHealth>("GET", "/health", { asOperator: true });
  expect(reply.status).toBe(200);
  return reply.body;
}

async function codesOf(neighbours: Neighbours): Promise<FindingCode[]> {
  return (await healthOf(neighbours)).findings.map(({ code }) => code);
}

const stageOf = ({ slots }: CommunityHealth, stage: string) =>
  slots.find((row) => row.stage === stage);

describe("a community's health", () => {
  it("counts slots by stage, and says since when and until when the oldest is there", async () => {
    const neighbours = await Neighbours.create(test, "stages");
    await neighbours.liveThrough(FIRST_SLOT);
    await neighbours.endOf(FIRST_SLOT + 1);
    const health = await healthOf(neighbours);
    const at = (instant: number) => new Date(instant).toISOString();
    expect(stageOf(health, "metered")).toEqual({
      stage: "metered",
      slots: 1,
      oldest: FIRST_SLOT,
      since: at((FIRST_SLOT + 1) * HOUR),
      due: at((FIRST_SLOT + 2) * HOUR + 60_000),
      isLate: false,
    });
    expect(stageOf(health, "cleared")).toMatchObject({
      slots: 2,
      oldest: FIRST_SLOT + 1,
      since: at((FIRST_SLOT + 1) * HOUR),
      due: at((FIRST_SLOT + 2) * HOUR + DEADLINE),
    });
    expect(stageOf(health, "open")).toMatchObject({ slots: 24, oldest: FIRST_SLOT + 3 });
    expect(stageOf(health, "paid")).toMatchObject({ slots: 0, oldest: null, since: null });
    expect(health.database.engine).toMatch(/^(PGlite|PostgreSQL)$/);
    expect(health.database.sizeBytes).toBeGreaterThan(1_000_000);
  });

  it("is calm with a ledger, gateways and readings", () =>
    withLedger(async (own, start) => {
      await start();
      const neighbours = await Neighbours.create(own, "calm");
      await neighbours.liveThrough(FIRST_SLOT);
      await own.server.ledger.drained();
      const health = await healthOf(neighbours);
      expect(health.findings).toEqual([]);
      expect(health.ledger).toMatchObject({ isUp: true, waiting: 0, failed: 0, failedOpen: 0 });
      expect(health.meters.counts).toMatchObject({ reporting: 2, silent: 0, "not-enrolled": 0 });
    }));

  it("says that the ledger is down, worst of all, and what waits for it", () =>
    withLedger(async (own, start) => {
      const neighbours = await Neighbours.create(own, "down");
      const health = await healthOf(neighbours);
      expect(health.findings[0]).toEqual({
        code: "ledger_down",
        severity: "bad",
        values: { waiting: health.ledger.waiting },
      });
      expect(health.ledger.waiting).toBeGreaterThan(5);
      expect(health.queue.outbox).toBeGreaterThanOrEqual(health.ledger.waiting);
      await start();
      expect(await codesOf(neighbours)).not.toContain("ledger_down");
    }));

  it("names a meter that fell silent and its substitutes, until it reports again", async () => {
    const neighbours = await Neighbours.create(test, "silent");
    const { community, ann } = neighbours;
    await neighbours.liveThrough(FIRST_SLOT);
    const slot = FIRST_SLOT + 1;
    const due = (slot + 1) * HOUR + DEADLINE;
    await neighbours.endOf(slot);
    await neighbours.readBob(slot);
    await neighbours.endOf(slot + 1);
    await neighbours.readBob(slot + 1);
    await community.advanceTo(due);
    await neighbours.readBob(slot + 2);
    expect(await codesOf(neighbours)).toContain("meter_substituted");
    expect(await codesOf(neighbours)).not.toContain("meter_silent");
    await community.advanceTo(due + LATE);
    await neighbours.readBob(slot + 3);
    const { findings, meters } = await healthOf(neighbours);
    const since = new Date(slot * HOUR).toISOString();
    expect(findings.find(({ code }) => code === "meter_silent")).toEqual({
      code: "meter_silent",
      severity: "bad",
      values: { count: 1, meters: `${ann.meter}`, since },
    });
    expect(meters.list[0]).toMatchObject({
      ...{ meter: ann.meter, condition: "silent", newest: FIRST_SLOT, silentSince: since },
      ...{ name: "Household 0", pod: "POD-0", substitutes: 2 },
    });
    await neighbours.readAnn(slot + 3);
    expect(await codesOf(neighbours)).not.toContain("meter_silent");
  });

  it("does not call a meter silent whose membership has ended", async () => {
    const neighbours = await Neighbours.create(test, "ended");
    const { community, ann } = neighbours;
    await neighbours.liveThrough(FIRST_SLOT);
    const { database } = test.context.open;
    const { meter } = tables;
    await database
      .update(meter)
      .set({ untilSlot: FIRST_SLOT + 1 })
      .where(and(eq(meter.communityId, community.state.id), eq(meter.meter, ann.meter)));
    await community.advanceTo((FIRST_SLOT + 6) * HOUR);
    const { meters, findings } = await healthOf(neighbours);
    expect(meters.counts).toMatchObject({ ended: 1, silent: 1 });
    expect(findings.find(({ code }) => code === "meter_silent")?.values.count).toBe(1);
  });

  it("counts meters without a gateway until they have one", async () => {
    const neighbours = await Neighbours.create(test, "absent");
    const { community } = neighbours;
    const wish = { buyBelow: "1", sellAbove: "1" };
    const { body } = await community.operate<{ member: number; meter: number }>("/members", {
      ...{ name: "Third", pod: "POD-9", creditLimit: "5", wish },
    });
    expect((await healthOf(neighbours)).findings).toContainEqual({
      code: "meter_not_enrolled",
      severity: "warning",
      values: { count: 1, meters: `${body.meter}` },
    });
    await community.enrol(await community.code(body.member), community.device("absent:third"));
    expect(await codesOf(neighbours)).not.toContain("meter_not_enrolled");
  });

  it("shows an action that the ledger refused until its work is recorded", async () => {
    const neighbours = await Neighbours.create(test, "failed");
    const { community } = neighbours;
    await neighbours.liveThrough(FIRST_SLOT);
    const { database } = test.context.open;
    const { ledgerAction } = tables;
    const [clear] = await neighbours.actionsOf("clear");
    const nonce = clear?.nonce ?? -1;
    const own = (of: number) => eq(ledgerAction.nonce, of);
    const reason = "BookMismatch()";
    await database.update(ledgerAction).set({ status: "failed", reason }).where(own(nonce));
    const failed = (await healthOf(neighbours)).findings.find(
      ({ code }) => code === "action_failed",
    );
    expect(failed?.values).toEqual({ count: 1, kind: "clear", reason });
    const again = { ...clear, nonce: 9999, status: "mined", reason: null } as const;
    const key = `${clear?.key}:0xabc`;
    await database
      .insert(ledgerAction)
      .values({ ...again, key } as typeof ledgerAction.$inferInsert);
    expect(await codesOf(neighbours)).not.toContain("action_failed");
    expect((await healthOf(neighbours)).ledger).toMatchObject({ failed: 1, failedOpen: 0 });
    await database
      .update(ledgerAction)
      .set({ key: `${community.state.id}:clear:7` })
      .where(own(9999));
    expect(await codesOf(neighbours)).toContain("action_failed");
  });

  it("tells demands and setbacks that need somebody, and forgets them when they are history", async () => {
    const neighbours = await Neighbours.create(test, "duties");
    const { state } = neighbours.community;
    const { database } = test.context.open;
    const { demand, setback } = tables;
    const communityId = state.id;
    const asked = { communityId, kind: "line", slot: FIRST_SLOT, index: 0 };
    await database.insert(demand).values([
      { ...asked, id: 1, status: "open" },
      { ...asked, id: 2, status: "open", problem: "the salts are erased" },
      { ...asked, id: 3, status: "answered" },
    ]);
    const fault = "LineAmountWrong";
    await database.insert(setback).values([
      { communityId, slot: FIRST_SLOT, state: "cleared", fault, outcome: "left" },
      { communityId, slot: FIRST_SLOT - 9, state: "cleared", fault, outcome: "recommitted" },
    ]);
    const { findings, openDemands, setbacks } = await healthOf(neighbours);
    expect([openDemands, setbacks]).toEqual([2, 1]);
    const told = new Map(findings.map(({ code, values }) => [code, values]));
    expect(told.get("demand_unanswerable")).toMatchObject({
      demand: 2,
      problem: "the salts are erased",
    });
    expect(told.get("demand_open")).toEqual({ count: 1 });
    expect(told.get("setback_left")).toEqual({ count: 1, slots: `${FIRST_SLOT}` });
    expect(told.has("setback_recorded")).toBe(false);
    await database.update(demand).set({ status: "answered" });
    state.periodFrom = FIRST_SLOT + 1;
    const after = await codesOf(neighbours);
    expect(after.filter((code) => /^(demand|setback)/.test(code))).toEqual([]);
  });

  it("says which slot is later than it should be", async () => {
    const neighbours = await Neighbours.create(test, "late");
    await neighbours.liveThrough(FIRST_SLOT);
    // The process does not run: nothing closes, meters or finishes.
    test.now += 3 * HOUR + LATE + 60_001;
    const { findings } = await healthOf(neighbours);
    expect(findings.map(({ code, values }) => [code, values.slot])).toEqual(
      expect.arrayContaining([
        ["slot_closed_late", FIRST_SLOT + 2],
        ["slot_metered_late", FIRST_SLOT + 1],
        ["slot_final_late", FIRST_SLOT],
      ]),
    );
    const severities = findings.map(({ severity }) => severity);
    expect(severities).toEqual([...severities].sort());
    await neighbours.community.runDue();
    const lateOf = async () =>
      (await codesOf(neighbours)).filter((code) => code.startsWith("slot_"));
    // Of the slot nothing is known at all, so that nothing can stand for its readings.
    expect(await lateOf()).toEqual(["slot_metered_late"]);
    await neighbours.readBoth(FIRST_SLOT + 1);
    await neighbours.community.runDue();
    expect(await lateOf()).toEqual([]);
  });

  it("tells auditors meters and accounts, no names", async () => {
    const neighbours = await Neighbours.create(test, "names");
    const aude = await TestBrowser.signedUp(neighbours.community, {
      role: "auditor",
      name: "Aude",
    });
    const path = `/v1/communities/${neighbours.community.slug}/health`;
    const { body } = await aude.ask<CommunityHealth>("GET", path);
    expect(body.meters.list.map(({ name, pod }) => [name, pod])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(JSON.stringify(body)).not.toContain("POD-");
  });
});

it("calls nothing late that only the clock's speed makes so", () => {
  expect(lateAfterMs({ speed: 1 })).toBe(60_000);
  expect(lateAfterMs({ speed: 3600 })).toBe(36_000_000);
});
