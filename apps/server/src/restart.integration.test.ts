import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommunityState } from "./community/community-state.js";
import { Neighbours } from "./testing/neighbours.js";
import type { TestMember } from "./testing/test-community.js";
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
    meters: sorted(state.meters).map(({ meter, account, pod, fromSlot, untilSlot }) => ({
      ...{ meter, account, pod, fromSlot, untilSlot },
    })),
    devices: sorted(state.devices).map((own) => {
      const { device, account, meter, fromSlot, untilSlot, revokedAt } = own;
      return { device, account, meter, fromSlot, untilSlot, revokedAt };
    }),
  };
}

/**
 * A small market of six slots: missing readings, a late one that corrects, one
 * after final, new rules, a revoked device, somebody who moves out and somebody who moves in, payments. `between` runs after every step.
 */
async function live(test: TestServer, between: () => Promise<void>): Promise<Neighbours> {
  const neighbours = await Neighbours.create(test, "restarts");
  const { community, ann, bob } = neighbours;
  const cho = await community.addMember();
  const dan: TestMember[] = [];
  const read = (of: TestMember | undefined, slot: number) =>
    of === undefined ? [] : community.postReadings(neighbours.reading(of, slot));
  const steps: (() => unknown)[] = [
    () => community.operate("/until", { untilSlot: LAST + 1 }),
    () => community.operate("/rules", { fromSlot: FIRST_SLOT + 30, terms: TERMS }),
    () => community.operate("/deposits", { account: ann.account, amount: "5.5" }),
    () => neighbours.trade(FIRST_SLOT),
    () => neighbours.trade(FIRST_SLOT + 1),
    () => neighbours.endOf(FIRST_SLOT),
    () => neighbours.readBoth(FIRST_SLOT - 1),
    () => read(cho, FIRST_SLOT - 1),
    () => read(cho, FIRST_SLOT),
    () => neighbours.readAnn(FIRST_SLOT),
    () => neighbours.readBob(FIRST_SLOT),
    () => community.runDue(),
    () => community.operate(`/members/${cho.member}/end`, { untilSlot: FIRST_SLOT + 3 }),
    async () => dan.push(await community.addMember("1000000", "secp256k1", "POD-2")),
    () => neighbours.endOf(FIRST_SLOT + 1),
    () => neighbours.readBob(FIRST_SLOT + 1),
    () => community.advanceTo(test.now + 2 * HOUR),
    () => neighbours.readBob(FIRST_SLOT + 2),
    () => neighbours.readAnn(FIRST_SLOT + 1),
    () => community.runDue(),
    () => neighbours.readAnn(FIRST_SLOT + 2),
    () => read(dan[0], FIRST_SLOT + 2),
    () => neighbours.trade(FIRST_SLOT + 4),
    () => community.runDue(),
    () => read(cho, FIRST_SLOT + 2),
    () => community.advanceTo(test.now + 3 * HOUR),
    () => read(dan[0], FIRST_SLOT + 4),
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
    const rulesOf = (slot: number) =>
      expected.slots[slot - FIRST_SLOT]?.readings?.map(({ meter, rule }) => [meter, rule]);
    expect(rulesOf(FIRST_SLOT + 2)?.[2]).toEqual([2, ""]);
    expect(rulesOf(FIRST_SLOT + 4)?.slice(2)).toEqual([
      [2, "membership-ended"],
      [3, ""],
    ]);
    expect(await results(other)).toEqual(expected);
  });
});
