import type { DeviceSettings, OrderOutcome } from "@pumasi/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { endOf, Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";

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

const codeOf = (outcome: OrderOutcome | undefined) =>
  outcome?.ok === false ? outcome.problem.code : outcome?.ok;

describe("a revoked key", () => {
  it("orders no more, while what it ordered and metered stays valid", async () => {
    const { community, ann, bob } = neighbours;
    await operate("/credit-limits", { account: ann.account, creditLimit: "1000" });
    await neighbours.trade(FIRST_SLOT + 1);
    const { body } = await operate<{ untilSlot: number }>(
      `/devices/${bob.signer.address}/revocation`,
    );
    expect(body.untilSlot).toBe(FIRST_SLOT + 2);
    const sell = { side: "sell" as const, energy: "1", limitPrice: "90" };
    for (const slot of [FIRST_SLOT, FIRST_SLOT + 1, FIRST_SLOT + 5]) {
      const [outcome] = await community.postOrders(community.order(bob, { ...sell, slot }));
      expect(codeOf(outcome)).toBe("order_device_revoked");
    }
    await neighbours.endOf(FIRST_SLOT + 2);
    for (const slot of [FIRST_SLOT - 1, FIRST_SLOT, FIRST_SLOT + 1])
      await neighbours.readBoth(slot);
    await community.runDue();
    expect((await neighbours.published(FIRST_SLOT + 1)).lines?.[3]).toMatchObject({
      account: bob.account,
      deliveredSell: "1",
    });
    const [late] = await neighbours.readBob(FIRST_SLOT + 2);
    expect(late).toMatchObject({ ok: false, problem: { code: "reading_device_revoked" } });
  });

  it("ends no earlier than the first book that is still open", async () => {
    const { community, ann } = neighbours;
    await community.advanceTo(endOf(FIRST_SLOT + 2));
    const { body } = await operate<{ untilSlot: number }>(
      `/devices/${ann.signer.address}/revocation`,
    );
    expect(body.untilSlot).toBe(community.state.nextToClose);
    const settings = await community.ask<DeviceSettings>("GET", `/devices/${ann.signer.address}`);
    expect(settings.body.untilSlot).toBe(body.untilSlot);
  });
});
