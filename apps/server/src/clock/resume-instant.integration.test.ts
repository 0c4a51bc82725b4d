import { tables } from "@pumasi/database";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../testing/test-terms.js";
import { resumeInstant } from "./resume-instant.js";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

it("goes on from the newest of all that was recorded, whatever that is", async () => {
  const { database } = test.context.open;
  const resumed = () => resumeInstant(database, START);
  const neighbours = await Neighbours.create(test, "resumes");
  const { community } = neighbours;
  await community.operate("/until", { untilSlot: FIRST_SLOT + 1 });
  expect(await resumed()).toBe(START);
  const steps: (() => Promise<unknown>)[] = [
    () => neighbours.trade(FIRST_SLOT),
    () => community.runDue(),
    () => neighbours.readBoth(FIRST_SLOT - 1),
    () => neighbours.readAnn(FIRST_SLOT),
    () => community.runDue(),
    () => community.runDue(),
  ];
  // An order, the gate's closure, baselines, a reading, the deadline, the period's payment.
  const instants = [1, 2 * HOUR, 2 * HOUR + 1, 3 * HOUR, 5 * HOUR, 7 * HOUR];
  for (const [index, step] of steps.entries()) {
    test.now = START + (instants[index] ?? 0);
    await step();
    expect(await resumed()).toBe(test.now);
  }
  expect(await neighbours.stage()).toBe("paid");
  await database.insert(tables.marketClock).values({ id: 1, now: START + 8 * HOUR });
  expect(await resumed()).toBe(START + 8 * HOUR);
  expect(await resumeInstant(database, START + 9 * HOUR)).toBe(START + 9 * HOUR);
});
