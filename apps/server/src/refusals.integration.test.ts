import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_RATE_LIMITS } from "./http/rate-limits.js";
import { ALL_REFUSAL_CODES, MARKET_REFUSALS, problemOf, REFUSALS } from "./refusals.js";
import { ERASURE_CASES } from "./testing/refusals/erasure-refusal-cases.js";
import { factsOf } from "./testing/refusals/facts-of.js";
import { OPERATOR_CASES } from "./testing/refusals/operator-refusal-cases.js";
import { ORDER_CASES, ORDER_PRECEDENCE_CASES } from "./testing/refusals/order-refusal-cases.js";
import { PAYMENT_CASES } from "./testing/refusals/payment-refusal-cases.js";
import { PEOPLE_CASES } from "./testing/refusals/people-refusal-cases.js";
import {
  READING_CASES,
  READING_PRECEDENCE_CASES,
} from "./testing/refusals/reading-refusal-cases.js";
import type { World } from "./testing/refusals/refusal-case.js";
import { REQUEST_CASES } from "./testing/refusals/request-refusal-cases.js";
import { TestCommunity } from "./testing/test-community.js";
import { startTestServer, type TestServer } from "./testing/test-server.js";
import { START } from "./testing/test-terms.js";

const GROUPS = {
  orders: ORDER_CASES,
  "orders with two faults": ORDER_PRECEDENCE_CASES,
  readings: READING_CASES,
  "readings with two faults": READING_PRECEDENCE_CASES,
  "the operator": OPERATOR_CASES,
  payments: PAYMENT_CASES,
  people: PEOPLE_CASES,
  "own data": ERASURE_CASES,
  requests: REQUEST_CASES,
};

let test: TestServer;
let world: World;
let communities = 0;
const reached = new Set<string>();

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

beforeEach(async () => {
  test.now = START;
  test.isReadOnly = false;
  test.hasDemoPeople = false;
  Object.assign(test.rateLimits, DEFAULT_RATE_LIMITS);
  const community = await TestCommunity.create(test, `c${communities++}`);
  world = { test, community, ann: await community.addMember(), bob: await community.addMember() };
});

for (const [group, cases] of Object.entries(GROUPS)) {
  describe(`refusals of ${group}`, () => {
    it.each(cases)("$code: $when", async ({ code, arrange }) => {
      const ask = await arrange(world);
      const before = await factsOf(world);
      const problem = await ask();
      expect(problem).toMatchObject({
        type: `https://pumasi.invalid/errors#${code}`,
        code,
        status: REFUSALS[code].status,
        title: REFUSALS[code].title,
      });
      expect(problem.detail.startsWith(REFUSALS[code].detail)).toBe(true);
      expect(await factsOf(world)).toEqual(before);
      reached.add(code);
    });
  });
}

describe("the catalogue of refusals", () => {
  it("has no code that no request can reach", () => {
    expect([...reached].sort()).toEqual([...ALL_REFUSAL_CODES].sort());
  });

  it("has every reason that the market's rules give", () => {
    expect(MARKET_REFUSALS.filter((code) => !ALL_REFUSAL_CODES.includes(code))).toEqual([]);
  });

  it("adds the refused values to what the reader can do", () => {
    expect(problemOf("pod_taken", "POD-1").detail).toBe(`${REFUSALS.pod_taken.detail} (POD-1)`);
    expect(problemOf("pod_taken").detail).toBe(REFUSALS.pod_taken.detail);
  });
});
