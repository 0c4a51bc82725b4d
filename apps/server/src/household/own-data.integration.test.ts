import { tables } from "@pumasi/database";
import {
  type ConsentsAnswer,
  type ErasureRequestsAnswer,
  type HouseholdExport,
  type HouseholdNeighbours,
  householdExport,
  type MemberDescription,
  type OwnErasureAnswer,
} from "@pumasi/protocol";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { TestBrowser } from "../testing/test-browser.js";
import type { TestCommunity, TestMember } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";
import { describeOwn } from "./describe-own.js";
import { hurdlesOf, MOST_LISTED } from "./erasure-requests.js";
import { exportHousehold } from "./export-household.js";

let test: TestServer;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

const KIND = "name-to-neighbours";

async function lived() {
  test.now = START;
  const neighbours = await Neighbours.create(test, `own${communities++}`);
  for (const slot of [FIRST_SLOT, FIRST_SLOT + 1]) await neighbours.trade(slot);
  for (const slot of [FIRST_SLOT, FIRST_SLOT + 1]) {
    await neighbours.endOf(slot);
    if (slot === FIRST_SLOT) await neighbours.readBoth(slot - 1);
    await neighbours.readBoth(slot);
    await neighbours.community.runDue();
  }
  const { community } = neighbours;
  const browserOf = ({ account }: TestMember) =>
    TestBrowser.signedUp(community, { role: "household", account });
  const path = `/v1/communities/${community.slug}`;
  return { ...neighbours, neighbours, community, browserOf, path };
}

const all = `from=${FIRST_SLOT}&until=${FIRST_SLOT + 2}`;

describe("a neighbour's name", () => {
  it("is told where both agreed last, and nowhere else", async () => {
    const { community, neighbours, browserOf, path } = await lived();
    const { ann, bob } = neighbours;
    const [anns, bobs] = [await browserOf(ann), await browserOf(bob)];
    const say = (browser: TestBrowser, given: boolean) =>
      browser.post<ConsentsAnswer>(`${path}/me/consents`, { kind: KIND, given });
    const seenBy = async (browser: TestBrowser, { account }: TestMember) => {
      const url = `${path}/accounts/${account}/neighbours?${all}`;
      const { body } = await browser.ask<HouseholdNeighbours>("GET", url);
      return body.neighbours.map(({ name }) => name);
    };
    const both = async () => [await seenBy(anns, ann), await seenBy(bobs, bob)];
    const hidden = [[null], [null]];
    expect(await both()).toEqual(hidden);
    await say(anns, true);
    expect(await both()).toEqual(hidden);
    await say(bobs, true);
    expect(await both()).toEqual([["Household 1"], ["Household 0"]]);
    await say(anns, false);
    expect(await both()).toEqual(hidden);
    await say(anns, true);
    await say(bobs, false);
    expect(await both()).toEqual(hidden);
    const { body } = await say(bobs, true);
    expect(body.consents.map(({ given }) => given)).toEqual([true, false, true]);
    const auditor = await TestBrowser.signedUp(community, { role: "auditor", name: "Aude" });
    expect(await seenBy(auditor, ann)).toEqual([null]);
  });

  it("is agreed to once, however often the request is sent", async () => {
    const { neighbours, browserOf, path } = await lived();
    const browser = await browserOf(neighbours.ann);
    const asked = { body: { kind: KIND, given: true }, key: "once" };
    for (let times = 0; times < 2; times++) {
      const { body } = await browser.ask<ConsentsAnswer>("POST", `${path}/me/consents`, asked);
      expect(body.consents.length).toBe(1);
    }
  });
});

describe("an export", () => {
  it("holds everything of the household, by its schema, and nothing of another", async () => {
    const { community, neighbours, browserOf, path } = await lived();
    const { ann, bob } = neighbours;
    const browser = await browserOf(ann);
    await browserOf(bob);
    await browser.post(`${path}/me/consents`, { kind: KIND, given: true });
    await browser.post(`${path}/me/wish`, { buyBelow: "150", sellAbove: "90", away: true });
    await community.operate("/deposits", { account: ann.account, amount: "5" });
    const told = { slot: FIRST_SLOT, generated: "1.25", charged: "0.5", discharged: "0.125" };
    await community.postHomeEnergy(
      community.homeEnergy(ann, told),
      community.homeEnergy(bob, { slot: FIRST_SLOT, generated: "7.654321" }),
    );
    const { status, type, body } = await browser.ask<HouseholdExport>("GET", `${path}/me/export`);
    expect(status).toBe(200);
    expect(type).toContain("application/json");
    const own = householdExport.strict().parse(body);
    expect(own).toEqual(body);
    expect(own.member).toMatchObject({ name: "Household 0", pod: "POD-0", account: ann.account });
    expect(own.people).toMatchObject([
      { name: "Household 0", passkeys: [{ counter: 0 }], sessions: [{ signedInBy: "passkey" }] },
    ]);
    expect(own.wishes.map(({ away }) => away)).toEqual([false, true]);
    expect(own.consents).toMatchObject([{ kind: KIND, given: true }]);
    expect(own.orders.map(({ slot, side }) => [slot, side])).toEqual([
      [FIRST_SLOT, "buy"],
      [FIRST_SLOT + 1, "buy"],
    ]);
    expect(own.readings.length).toBe(3);
    expect(own.lines.map(({ imported }) => imported)).toEqual(["3", "3"]);
    expect(own.trades).toMatchObject([
      { side: "buy", neighbour: bob.account, energy: "1", price: "117.5" },
      { side: "buy", neighbour: bob.account, energy: "1", price: "117.5" },
    ]);
    expect(own.payments).toMatchObject([{ direction: "deposit", amount: "5" }]);
    const done = own.audit.map(({ who, action }) => `${who}: ${action}`);
    expect(done).toContain("you: give consent");
    expect(done).toContain("operator: invite");
    expect(own.homeEnergy).toMatchObject([{ ...told, meter: ann.meter }]);
    const text = JSON.stringify(body);
    const secrets = [
      "7.654321",
      "Household 1",
      "POD-1",
      browser.cookie ?? "?",
      ...browser.recoveryCodes,
    ];
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/[hH]ash"/);
  });

  it("of a year of quarter-hours is read a page at a time", async () => {
    const { community, neighbours } = await lived();
    const { database } = test.context.open;
    const { state } = community;
    const { account } = neighbours.ann;
    const slots = 35_040;
    const { line } = tables;
    await database.execute(sql`
      insert into ${line}
      select (jsonb_populate_record(l, jsonb_build_object('slot', n))).*
      from ${line} l, generate_series(${FIRST_SLOT + 100}::bigint, ${FIRST_SLOT + 99 + slots}::bigint) n
      where l.community_id = ${state.id} and l.account = ${account} and l.slot = ${FIRST_SLOT}`);
    const description = await describeOwn(database, state, account);
    const now = { market: test.now, wall: test.wallNow };
    let [count, longest, written] = [0, 0, 0];
    for await (const piece of exportHousehold({ database, state, account }, description, now)) {
      count += piece.match(/"contractedBuy"/g)?.length ?? 0;
      longest = Math.max(longest, piece.length);
      written += piece.length;
    }
    expect(count).toBe(slots + 2);
    // No piece is more than a page, however long the whole is.
    expect(longest).toBeLessThan(written / 10);
  });
});

async function isErasable(community: TestCommunity, account: number): Promise<boolean> {
  const { membershipEnded, paid } = await hurdlesOf(
    test.context.open.database,
    community.state,
    account,
  );
  return membershipEnded && paid;
}

describe("an erasure", () => {
  /** Both live a whole day, so that a period is paid; then Ann moves out and her balance is settled. */
  async function movedOut() {
    const own = await lived();
    const { community, neighbours } = own;
    const { ann } = neighbours;
    for (let slot = FIRST_SLOT + 2; slot < FIRST_SLOT + 4; slot++)
      await neighbours.liveThrough(slot);
    const { body } = await community.operate<{ untilSlot: number }>(
      `/members/${ann.member}/end`,
      {},
    );
    return { ...own, untilSlot: body.untilSlot };
  }

  async function settleBalance(own: Awaited<ReturnType<typeof movedOut>>) {
    const { community, neighbours } = own;
    const { account } = neighbours.ann;
    const balance = community.state.accounts.get(account)?.balance ?? 0n;
    const amount = `${Number(-balance) / 1e6}`;
    await community.operate("/deposits", { account, amount });
  }

  it("waits for the last slot to be paid, and leaves nothing that says who it was", async () => {
    const own = await movedOut();
    const { community, neighbours, browserOf, path, untilSlot } = own;
    const { ann } = neighbours;
    const browser = await browserOf(ann);
    for (const own of [ann, neighbours.bob])
      await community.postHomeEnergy(
        community.homeEnergy(own, { slot: FIRST_SLOT, generated: "9" }),
      );
    await browser.post(`${path}/me/consents`, { kind: KIND, given: true });
    const asked = await browser.post<OwnErasureAnswer>(`${path}/me/erasure`, { action: "ask" });
    expect(asked.body).toMatchObject({ requests: [{ status: "open" }], paid: false });
    const [request] = asked.body.requests;
    const decide = () =>
      community.operate(`/erasure-requests/${request?.id}/decision`, {
        decision: "done",
        note: "Good-bye",
      });
    for (let slot = FIRST_SLOT + 4; slot < FIRST_SLOT + 32; slot++) {
      await neighbours.endOf(slot);
      if (slot < untilSlot) await neighbours.readBoth(slot);
      else await neighbours.readBob(slot);
      await community.runDue();
    }
    expect(community.state.nextToMeter).toBeGreaterThanOrEqual(untilSlot);
    const waiting = await community.ask<ErasureRequestsAnswer>("GET", "/erasure-requests", {
      asOperator: true,
    });
    expect(waiting.body.requests).toMatchObject([
      { account: ann.account, name: "Household 0", membershipEnded: true, paid: false },
    ]);
    expect((await decide()).status).toBe(409);
    await settleBalance(own);
    expect(await decide()).toMatchObject({
      status: 200,
      body: { status: "done", note: "Good-bye" },
    });
    expect(community.state.meterOf(ann.account)?.pod).toBe(`erased-${ann.account}`);
    const { database } = test.context.open;
    const homes = await database
      .select()
      .from(tables.homeEnergy)
      .where(eq(tables.homeEnergy.communityId, community.state.id));
    expect(homes.map(({ meter }) => meter)).toEqual([neighbours.bob.meter]);
    const kept: unknown[] = [];
    for (const table of Object.values(tables)) {
      kept.push(await database.select().from(table as typeof tables.member));
    }
    const text = JSON.stringify(kept, (_key, value) =>
      typeof value === "bigint" ? `${value}` : value,
    );
    const { member } = tables;
    const mine = await database
      .select()
      .from(member)
      .where(eq(member.communityId, community.state.id));
    expect(mine.map(({ name }) => name)).toEqual([`Account ${ann.account}`, "Household 1"]);
    expect(text).toContain(`erased-${ann.account}`);
    expect(await browser.session()).toBeNull();
    expect((await browser.signIn()).status).toBe(403);
    expect((await browser.recover(browser.recoveryCodes[0] ?? "")).status).toBe(403);
    const energy = await community.ask(
      "GET",
      `/accounts/${ann.account}/energy?from=${FIRST_SLOT}&until=${FIRST_SLOT + 1}`,
      { asOperator: true },
    );
    expect(energy.body).toMatchObject({ sum: { imported: "3" } });
  });

  it("erases the household from answers that are kept, and what is sent again is still done once", async () => {
    const { community, neighbours, path } = await lived();
    const wish = { buyBelow: "1", sellAbove: "1" };
    const registration = { name: "Cho of 7", pod: "POD-cho", creditLimit: "0", wish };
    const register = () =>
      community.operate<MemberDescription>("/members", registration, "registration of cho");
    const { member, account } = (await register()).body;
    const browser = await TestBrowser.signedUp(community, { role: "household", account });
    const { person } = (await browser.session()) ?? {};
    await community.operate(`/members/${member}/end`, {}, "end of cho");
    const { body } = await browser.post<OwnErasureAnswer>(`${path}/me/erasure`, { action: "ask" });
    await community.operate(`/people/${person}/end`, undefined, "access of cho");
    for (let slot = FIRST_SLOT + 2; !(await isErasable(community, account)); slot++) {
      await neighbours.endOf(slot);
      await neighbours.readBoth(slot);
      await community.runDue();
    }
    const kept = async () =>
      JSON.stringify(await test.context.open.database.select().from(tables.idempotency));
    for (const text of ["Cho of 7", "POD-cho"]) expect(await kept()).toContain(text);
    const decision = { decision: "done", note: "" };
    const decided = await community.operate(
      `/erasure-requests/${body.requests[0]?.id}/decision`,
      decision,
      "erasure of cho",
    );
    expect(decided.status).toBe(200);
    for (const text of ["Cho of 7", "POD-cho"]) expect(await kept()).not.toContain(text);
    const meters = community.state.meters.size;
    expect((await register()).body).toMatchObject({
      ...{ member, account, name: `Account ${account}`, pod: `erased-${account}` },
    });
    expect(community.state.meters.size).toBe(meters);
  });

  it("is listed with all others in as few questions as if it were alone, the newest of very many", async () => {
    const { community, neighbours, path } = await lived();
    const { database } = test.context.open;
    const rows = Array.from({ length: MOST_LISTED + 3 }, (_, index) => ({
      ...{ communityId: community.state.id, account: neighbours.ann.account },
      ...{ requestedAt: index, requestedBy: "somebody", status: "withdrawn" as const },
    }));
    await database.insert(tables.erasureRequest).values(rows);
    const { body } = await test.ask<ErasureRequestsAnswer>("GET", `${path}/erasure-requests`, {
      asOperator: true,
    });
    const asked = body.requests.map(({ requestedAt }) => Date.parse(requestedAt));
    expect(asked).toEqual(Array.from({ length: MOST_LISTED }, (_, index) => index + 3));
    expect(body.requests[0]).toMatchObject({ membershipEnded: false, paid: false });
  });

  it("can be taken back, and refused with a word to the household", async () => {
    const { community, neighbours, browserOf, path } = await lived();
    const browser = await browserOf(neighbours.ann);
    const post = (action: string) =>
      browser.post<OwnErasureAnswer>(`${path}/me/erasure`, { action });
    await post("ask");
    expect((await post("withdraw")).body.requests).toMatchObject([{ status: "withdrawn" }]);
    const again = (await post("ask")).body.requests.at(-1);
    const decision = { decision: "refused", note: "You still live here." };
    await community.operate(`/erasure-requests/${again?.id}/decision`, decision);
    const { body } = await browser.ask<OwnErasureAnswer>("GET", `${path}/me/erasure`);
    expect(body.requests.map(({ status }) => status)).toEqual(["withdrawn", "refused"]);
    expect(body.requests.at(-1)?.note).toBe(decision.note);
    expect(community.state.meterOf(neighbours.ann.account)?.pod).toBe("POD-0");
  });
});
