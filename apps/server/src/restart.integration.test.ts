import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommunityState } from "./community/community-state.js";
import { Neighbours } from "./testing/neighbours.js";
import { startTestServer, type TestServer } from "./testing/test-server.js";
import { FIRST_SLOT, HOUR, START, TERMS } from "./testing/test-terms.js";

const LAST = FIRST_SLOT + 5;

/** What a server knows of a community in memory, all of which the database must hold. */
function memoryOf(state: CommunityState): unknown {
  const sorted = <T>(map: Map<unknown, T>) =>
    [...map].sort(([a], [b]) => String(a).localeCompare(String(b))).map(([, value]) => value);
  return {
    untilSlot: state.untilSlot,
    nextToClose: state.nextToClose,
    nextToMeter: state.nextToMeter,
    nextToFinish: state.nextToFinish,
    nextPeriod: state.nextPeriod,
    periodFrom: state.periodFrom,
    rules: state.rules,
    meteredAt: [...state.meteredAt].sort(([a], [b]) => a - b),
    newestReadings: sorted(state.newestReadings).map(({ digest }) => digest),
    accounts: sorted(state.accounts).map(({ account, kind, pseudonym, creditLimit, balance }) => ({
      account,
      kind,
      pseudonym,
      creditLimit,
      balance,
    })),
    meters: sorted(state.meters).map(({ meter, account, pod, fromSlot }) => ({
      meter,
      account,
      pod,
      fromSlot,
    })),
    devices: sorted(state.devices).map(({ device, account, meter, fromSlot, untilSlot }) => ({
      device,
      account,
      meter,
      fromSlot,
      untilSlot,
    })),
  };
}

/**
 * A small market of six slots: missing readings, a late one that corrects, one
 * after final, new rules, a revoked device, payments. `between` runs after every step.
 */
async function live(test: TestServer, between: () => Promise<void>): Promise<Neighbours> {
  const neighbours = await Neighbours.create(test, "restarts");
  const { community, ann, bob } = neighbours;
  const steps: (() => Promise<unknown>)[] = [
    () => community.operate("/until", { untilSlot: LAST + 1 }),
    () => community.operate("/rules", { fromSlot: FIRST_SLOT + 30, terms: TERMS }),
    () => community.operate("/deposits", { account: ann.account, amount: "5.5" }),
    () => neighbours.trade(FIRST_SLOT),
    () => neighbours.trade(FIRST_SLOT + 1),
    () => neighbours.endOf(FIRST_SLOT),
    () => neighbours.readBoth(FIRST_SLOT - 1),
    () => neighbours.readAnn(FIRST_SLOT),
    () => neighbours.readBob(FIRST_SLOT),
    () => community.runDue(),
    () => neighbours.endOf(FIRST_SLOT + 1),
    () => neighbours.readBob(FIRST_SLOT + 1),
    () => community.advanceTo(test.now + 2 * HOUR),
    () => neighbours.readBob(FIRST_SLOT + 2),
    () => neighbours.readAnn(FIRST_SLOT + 1),
    () => community.runDue(),
    () => neighbours.readAnn(FIRST_SLOT + 2),
    () => neighbours.trade(FIRST_SLOT + 4),
    () => community.runDue(),
    () => community.advanceTo(test.now + 3 * HOUR),
    () => community.operate(`/devices/${bob.signer.address}/revocation`),
    () => neighbours.readBob(FIRST_SLOT + 3),
    () => neighbours.readAnn(FIRST_SLOT + 4),
    () => community.advanceTo(test.now + 2 * HOUR),
    () => neighbours.readAnn(LAST),
    () => community.advanceTo(test.now + 2 * HOUR),
    () => community.advanceTo(test.now + 2 * HOUR),
    () => neighbours.readAnn(FIRST_SLOT + 3),
    () => community.advanceTo(test.now + 2 * HOUR),
  ];
  for (const step of steps) {
    await step();
    await between();
  }
  return neighbours;
}

function stateOn(test: TestServer): CommunityState {
  const state = test.context.communities.get("restarts");
  if (state === undefined) throw new Error("the community is gone");
  return state;
}

describe("a server that is restarted after every step", () => {
  let steady: TestServer;
  let restarted: TestServer;

  beforeAll(async () => {
    steady = await startTestServer(START);
    restarted = await startTestServer(START);
  });

  afterAll(async () => {
    await steady.close();
    await restarted.close();
  });

  it("knows what it knew, and comes to the same results as one that runs on", async () => {
    const memories: unknown[] = [];
    const one = await live(steady, async () => {
      memories.push(memoryOf(stateOn(steady)));
    });
    const recalled: unknown[] = [];
    const other = await live(restarted, async () => {
      await restarted.reload();
      recalled.push(memoryOf(stateOn(restarted)));
    });
    expect(recalled).toEqual(memories);
    const results = async ({ community }: Neighbours) => ({
      slots: await community.published(FIRST_SLOT, LAST + 1),
      periods: await community.periods(),
    });
    const expected = await results(one);
    expect(expected.slots.map(({ stage }) => stage)).toEqual(Array(6).fill("paid"));
    expect(expected.slots.some(({ version }) => version > 1)).toBe(true);
    expect(expected.slots.some(({ unused }) => unused.length > 0)).toBe(true);
    expect(await results(other)).toEqual(expected);
  });
});
