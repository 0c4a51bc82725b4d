import type {
  AccountDescription,
  DeviceSettings,
  HouseholdEnergyAnswer,
  MemberDescription,
  OrderOutcome,
  ServerStatus,
} from "@pumasi/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { endOf, Neighbours } from "../testing/neighbours.js";
import type { TestMember } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../testing/test-terms.js";

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

const end = (member: TestMember, untilSlot?: number, key?: string) =>
  neighbours.community.operate<MemberDescription>(
    `/members/${member.member}/end`,
    untilSlot === undefined ? {} : { untilSlot },
    key,
  );

const sellAt = (slot: number) => ({
  ...{ slot, side: "sell" as const, energy: "1", limitPrice: "90" },
});

const codeOf = (outcome: OrderOutcome | undefined) =>
  outcome?.ok === false ? outcome.problem.code : outcome?.ok;

async function ordersOf(by: TestMember, ...slots: number[]) {
  const outcomes = [];
  for (const slot of slots) {
    const order = neighbours.community.order(by, sellAt(slot));
    outcomes.push(codeOf((await neighbours.community.postOrders(order))[0]));
  }
  return outcomes;
}

const readingOf = async (slot: number, meter: number) =>
  (await neighbours.published(slot)).readings?.find((own) => own.meter === meter);

async function statusOf() {
  const { body } = await test.ask<ServerStatus>("GET", "/v1/status");
  const own = body.communities.find(({ slug }) => slug === neighbours.community.slug);
  if (own === undefined) throw new Error("the community has a status");
  return own;
}

const ZERO_LINE = {
  ...{ imported: "0", exported: "0", contractedBuy: "0", contractedSell: "0" },
  ...{ deliveredBuy: "0", deliveredSell: "0", sharedBuy: "0", sharedSell: "0" },
  ...{ residualImport: "0", residualExport: "0", tradeAmount: "0", sharingAmount: "0" },
  ...{ supplierAmount: "0", feeAmount: "0", total: "0" },
};

/** Ann stays; Bob's membership ends after the first slot, in which all went well. */
async function bobLeaves(): Promise<number> {
  await neighbours.liveThrough(FIRST_SLOT);
  const { body } = await end(neighbours.bob);
  return body.untilSlot as number;
}

/** Goes through a slot in which only Ann is read. */
async function annAlone(slot: number): Promise<void> {
  await neighbours.endOf(slot);
  await neighbours.readAnn(slot);
  await neighbours.community.runDue();
}

describe("a membership's end", () => {
  it("is the first open book without an order of the account, where no other is asked for", async () => {
    const { bob, ann, community } = neighbours;
    const { body, status } = await end(bob);
    expect(status).toBe(200);
    expect(body).toMatchObject({ account: bob.account, fromSlot: FIRST_SLOT });
    expect(body.untilSlot).toBe(FIRST_SLOT);
    expect(body.devices).toMatchObject([{ untilSlot: FIRST_SLOT }]);
    expect(community.state.meters.get(bob.meter)?.untilSlot).toBe(FIRST_SLOT);
    await neighbours.trade(FIRST_SLOT + 4);
    expect((await end(ann)).body.untilSlot).toBe(FIRST_SLOT + 5);
  });

  it("respects keys that were taken away before, and slots that are closed", async () => {
    const { bob, ann, community } = neighbours;
    await neighbours.trade(FIRST_SLOT + 4);
    await community.operate(`/devices/${bob.signer.address}/revocation`);
    await neighbours.endOf(FIRST_SLOT);
    expect((await end(bob)).body.untilSlot).toBe(FIRST_SLOT + 5);
    await neighbours.endOf(FIRST_SLOT + 6);
    expect((await end(ann)).body.untilSlot).toBe(community.state.nextToClose);
  });

  it("names the earliest slot where one is asked for that is too early", async () => {
    await neighbours.trade(FIRST_SLOT + 4);
    const { status, body } = await end(neighbours.bob, FIRST_SLOT + 4);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: "membership_end_too_early",
      detail: expect.stringContaining(`slot ${FIRST_SLOT + 5}`),
    });
    expect(neighbours.community.state.meters.get(neighbours.bob.meter)?.untilSlot).toBeNull();
  });

  it("is one, however often it is asked for with one key, and is audited", async () => {
    const { community, bob } = neighbours;
    const first = await end(bob, FIRST_SLOT + 3, "once");
    expect((await end(bob, FIRST_SLOT + 3, "once")).body).toEqual(first.body);
    expect((await end(bob, FIRST_SLOT + 3, "twice")).body).toMatchObject({
      code: "membership_ended",
    });
    const { body } = await community.ask<{ entries: { action: string; detail: unknown }[] }>(
      "GET",
      "/audit",
      { asOperator: true },
    );
    const ends = body.entries.filter(({ action }) => action === "end membership");
    expect(ends).toMatchObject([{ detail: { untilSlot: FIRST_SLOT + 3 } }]);
    const revocations = await neighbours.actionsOf("revokeDevice");
    expect(revocations).toHaveLength(1);
  });
});

describe("until its membership ends a household", () => {
  it("takes part as before, and not after", async () => {
    const { community, bob } = neighbours;
    await end(bob, FIRST_SLOT + 2);
    expect(community.state.activeDevices()).toHaveLength(2);
    expect(await ordersOf(bob, FIRST_SLOT + 1, FIRST_SLOT + 2)).toEqual([
      true,
      "order_device_revoked",
    ]);
    await neighbours.liveThrough(FIRST_SLOT);
    await neighbours.liveThrough(FIRST_SLOT + 1);
    expect(await neighbours.stage(FIRST_SLOT + 1)).toBe("metered");
    expect(await readingOf(FIRST_SLOT + 1, bob.meter)).toMatchObject({ quality: "measured" });
    expect(community.state.activeDevices()).toHaveLength(1);
    await neighbours.endOf(FIRST_SLOT + 2);
    const [late] = await neighbours.readBob(FIRST_SLOT + 2);
    expect(late).toMatchObject({ problem: { code: "reading_device_revoked" } });
  });

  it("can lose its key before, and then orders no more", async () => {
    const { community, bob } = neighbours;
    await end(bob, FIRST_SLOT + 9);
    await community.postOrders(community.order(bob, sellAt(FIRST_SLOT + 3)));
    const path = `/devices/${bob.signer.address}/revocation`;
    const { body } = await community.operate<{ untilSlot: number }>(path);
    expect(body.untilSlot).toBe(FIRST_SLOT + 4);
    expect(await ordersOf(bob, FIRST_SLOT + 1)).toEqual(["order_device_revoked"]);
    expect((await community.operate(path)).body).toMatchObject({ code: "device_already_revoked" });
    expect(await neighbours.actionsOf("revokeDevice")).toHaveLength(2);
    const settings = await community.ask<DeviceSettings>("GET", `/devices/${bob.signer.address}`);
    expect(settings.body.untilSlot).toBe(FIRST_SLOT + 4);
  });

  it("can lose its key after its last order, of which the ledger knows all already", async () => {
    const { community, bob } = neighbours;
    await end(bob, FIRST_SLOT + 4);
    await community.postOrders(community.order(bob, sellAt(FIRST_SLOT + 3)));
    const path = `/devices/${bob.signer.address}/revocation`;
    expect((await community.operate(path)).body).toMatchObject({ untilSlot: FIRST_SLOT + 4 });
    expect(await ordersOf(bob, FIRST_SLOT + 1)).toEqual(["order_device_revoked"]);
    expect(await neighbours.actionsOf("revokeDevice")).toHaveLength(1);
    expect((await community.operate(path)).body).toMatchObject({ code: "device_already_revoked" });
  });
});

describe("after its membership's end a meter", () => {
  it("is metered as nothing, at once and by its own rule, and its line is zero", async () => {
    const { bob } = neighbours;
    const untilSlot = await bobLeaves();
    for (let slot = FIRST_SLOT + 1; slot < untilSlot; slot++) {
      await neighbours.endOf(slot);
      await neighbours.readBoth(slot);
    }
    await annAlone(untilSlot);
    await annAlone(untilSlot + 1);
    const before = await readingOf(untilSlot - 1, bob.meter);
    for (const slot of [untilSlot, untilSlot + 1]) {
      expect(await neighbours.stage(slot)).toBe("metered");
      expect(await readingOf(slot, bob.meter)).toMatchObject({
        ...{ imported: "0", exported: "0", quality: "substituted", rule: "membership-ended" },
        importRegister: before?.importRegister,
        exportRegister: before?.exportRegister,
        signed: null,
      });
      const { lines } = await neighbours.published(slot);
      expect(lines?.find(({ account }) => account === bob.account)).toEqual({
        account: bob.account,
        ...ZERO_LINE,
      });
    }
  });

  it("is no incident: nowhere counted as substituted, silent, or a member", async () => {
    const { community, bob } = neighbours;
    const untilSlot = await bobLeaves();
    for (let slot = FIRST_SLOT + 1; slot < untilSlot; slot++) {
      await neighbours.endOf(slot);
      await neighbours.readBoth(slot);
    }
    await annAlone(untilSlot);
    await annAlone(untilSlot + 1);
    expect((await neighbours.slotRow(untilSlot)).substitutes).toBe(0);
    expect(await statusOf()).toMatchObject({ members: 1, devices: 1, substitutes: 0 });
    expect((await statusOf()).warnings.join()).not.toMatch(/silent/);
    const { body } = await community.ask<HouseholdEnergyAnswer>(
      "GET",
      `/accounts/${bob.account}/energy?period=day`,
      { asOperator: true },
    );
    const slots = untilSlot - FIRST_SLOT;
    expect(body.sum).toMatchObject({ slots, metered: slots, substituted: 0, until: untilSlot });
    await test.reload();
    expect(community.state.corrected.size).toBe(0);
    expect(community.state.meters.get(bob.meter)?.untilSlot).toBe(untilSlot);
  });

  it("still takes up what comes late for slots before, in a new version", async () => {
    const { community, bob } = neighbours;
    const untilSlot = await bobLeaves();
    await neighbours.endOf(untilSlot - 1);
    for (let slot = FIRST_SLOT + 1; slot < untilSlot; slot++) await neighbours.readAnn(slot);
    await annAlone(untilSlot);
    // Bob's last slots have no reading: at the deadline they are substituted.
    await community.advanceTo(endOf(untilSlot) + 2 * HOUR);
    const guessed = await readingOf(untilSlot - 1, bob.meter);
    expect(guessed?.rule).toBe("community-mean");
    expect((await statusOf()).warnings.join()).not.toMatch(/silent/);
    const [late] = await neighbours.readBob(untilSlot - 1);
    expect(late).toMatchObject({ ok: true, effect: "corrects" });
    await community.runDue();
    const real = await readingOf(untilSlot - 1, bob.meter);
    expect(real).toMatchObject({ quality: "measured" });
    expect(await readingOf(untilSlot, bob.meter)).toMatchObject({
      rule: "membership-ended",
      importRegister: real?.importRegister,
    });
    expect((await neighbours.published(untilSlot)).version).toBe(2);
  });

  it("that never began stays absent", async () => {
    const { community, ann } = neighbours;
    const cho = await community.addMember();
    await end(cho);
    await neighbours.liveThrough(FIRST_SLOT);
    await community.advanceTo(test.now + 2 * HOUR);
    expect(await readingOf(FIRST_SLOT, cho.meter)).toBeUndefined();
    expect(await readingOf(FIRST_SLOT, ann.meter)).toBeDefined();
    expect((await statusOf()).warnings.join()).not.toMatch(/no gateway/);
  });
});

describe("who moves in", () => {
  it("gets an account and a meter of its own, and begins when the other has ended", async () => {
    const { community, bob } = neighbours;
    await end(bob, FIRST_SLOT + 3);
    const cho = await community.addMember("1000000", "secp256k1", "POD-1");
    expect(cho).toMatchObject({ account: bob.account + 1, meter: bob.meter + 1 });
    const { body } = await community.ask<{ accounts: AccountDescription[] }>("GET", "/accounts", {
      asOperator: true,
    });
    const spans = body.accounts.filter(({ kind }) => kind === "member");
    expect(spans.map(({ fromSlot, untilSlot }) => [fromSlot, untilSlot])).toEqual([
      [FIRST_SLOT, null],
      [FIRST_SLOT, FIRST_SLOT + 3],
      [FIRST_SLOT + 3, null],
    ]);
    expect(await ordersOf(cho, FIRST_SLOT + 2, FIRST_SLOT + 3)).toEqual([
      "order_unknown_device",
      true,
    ]);
  });

  it("does not move in where somebody is a member", async () => {
    const { community, bob } = neighbours;
    const request = { name: "Cho", pod: "POD-1", creditLimit: "0" };
    const wish = { buyBelow: "200", sellAbove: "80" };
    const ask = () => community.operate("/members", { ...request, wish });
    expect((await ask()).body).toMatchObject({ code: "pod_taken" });
    await end(bob);
    expect((await ask()).status).toBe(200);
    expect((await ask()).body).toMatchObject({ code: "pod_taken" });
  });
});
