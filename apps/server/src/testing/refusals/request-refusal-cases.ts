import { TERMS } from "../test-terms.js";
import {
  operatorCase,
  problemIn,
  type RefusalCase,
  requestCase,
  type World,
} from "./refusal-case.js";

const NO_ORDERS = { orders: [] };

/** Writes and members' facts that only the operator may ask for. */
const OPERATOR_ONLY: ["GET" | "POST", (world: World) => string, unknown?][] = [
  ["POST", ({ community }) => `${community.slug}/deposits`, { account: 4, amount: "1" }],
  ["POST", ({ community }) => `${community.slug}/until`, { untilSlot: 0 }],
  ["GET", ({ community }) => `${community.slug}/members`],
];

function readOnlyCase(when: string, path: string, body: (world: World) => unknown): RefusalCase {
  return {
    code: "read_only",
    when,
    async arrange(world) {
      world.test.isReadOnly = true;
      return async () => problemIn(await world.community.operate(path, body(world)));
    },
  };
}

export const REQUEST_CASES: RefusalCase[] = [
  requestCase("unknown_route", "there is nothing there", () => ["GET", "/v1/nothing"]),
  requestCase("unknown_route", "the route takes another method", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/deposits`,
  ]),
  requestCase("unknown_community", "it is read", () => ["GET", "/v1/communities/nowhere"]),
  requestCase("unknown_community", "its slots are read", () => [
    "GET",
    "/v1/communities/nowhere/slots",
  ]),
  requestCase("unknown_slot", "its book is still open", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/slots/${community.state.firstSlot}/published`,
    { asOperator: true },
  ]),
  requestCase("unknown_slot", "it is before the first", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/slots/${community.state.firstSlot - 1}`,
  ]),
  requestCase("unknown_slot", "its leaves are read and its book is still open", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/slots/${community.state.firstSlot}/leaves`,
    { asOperator: true },
  ]),
  requestCase("unknown_period", "nothing is paid yet", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/periods/0/leaves`,
    { asOperator: true },
  ]),
  ...OPERATOR_ONLY.map(([method, path, body]) =>
    requestCase("operator_required", `nobody signs in to ${method} ${body ?? "read"}`, (world) => [
      method,
      `/v1/communities/${path(world)}`,
      body === undefined ? {} : { body },
    ]),
  ),
  requestCase("operator_required", "the token is another", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/members`,
    { headers: { authorization: "Bearer operator-of-another" } },
  ]),
  {
    code: "recount_too_large",
    when: "a quarter of a year of a thousand meters is to be computed again",
    async arrange({ community }) {
      const rows = Array.from({ length: 1000 }, (_, index) => ({
        ...{ name: `Home ${index}`, pod: `POD-many-${index}`, creditLimit: "0" },
        ...{ buyBelow: "1", sellAbove: "1" },
      }));
      await community.operate("/members/import", { rows, dryRun: false });
      // As if all this had been metered: the refusal looks at nothing else.
      community.state.nextToMeter = community.state.firstSlot + 92 * 24;
      return async () =>
        problemIn(await community.operate("/rules/preview", { terms: TERMS, days: 92 }));
    },
  },
  requestCase("request_malformed", "the list of orders is empty", ({ community }) => [
    "POST",
    `/v1/communities/${community.slug}/orders`,
    { body: NO_ORDERS },
  ]),
  requestCase("request_malformed", "the body is no JSON", ({ community }) => [
    "POST",
    `/v1/communities/${community.slug}/orders`,
    { body: "{", headers: { "content-type": "application/json" } },
  ]),
  requestCase("request_malformed", "a slot is a word", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/slots/first`,
  ]),
  operatorCase(
    "request_malformed",
    "a rules' slot is no slot",
    () => "/rules",
    () => ({
      fromSlot: 2 ** 40,
      terms: TERMS,
    }),
  ),
  operatorCase(
    "request_malformed",
    "an end is no slot",
    () => "/until",
    () => ({
      untilSlot: 2 ** 40,
    }),
  ),
  operatorCase(
    "request_malformed",
    "a member's number is too high",
    () => "/members/99999999999/wish",
    () => ({ buyBelow: "1", sellAbove: "1" }),
  ),
  operatorCase(
    "request_malformed",
    "a name has a character that prints nothing",
    () => "/members",
    () => ({
      name: "nul \u0000",
      pod: "POD-9",
      creditLimit: "0",
      wish: { buyBelow: "1", sellAbove: "1" },
    }),
  ),
  {
    code: "idempotency_key_reused",
    when: "the key came with another amount",
    async arrange({ community, ann }) {
      const pay = (amount: string) =>
        community.operate("/deposits", { account: ann.account, amount }, "key-1");
      await pay("1");
      return async () => problemIn(await pay("2"));
    },
  },
  {
    code: "too_many_requests",
    when: "a client asks more often than it may",
    async arrange({ test }) {
      const read = () => test.ask("GET", "/v1/clock", { from: "192.0.2.1" });
      test.rateLimits.gateways = 1;
      await read();
      return async () => problemIn(await read());
    },
  },
  readOnlyCase("money comes in", "/deposits", ({ ann }) => ({ account: ann.account, amount: "1" })),
  readOnlyCase("orders come in", "/orders", ({ community, ann }) => ({
    orders: [community.order(ann, { slot: 1, side: "buy", energy: "1", limitPrice: "1" })],
  })),
  readOnlyCase("readings come in", "/readings", ({ community, ann }) => ({
    readings: [community.reading(ann, { slot: 1, importRegister: "1", exportRegister: "1" })],
  })),
  {
    code: "internal",
    when: "the database fails",
    async arrange({ test, community, ann }) {
      test.failNextWrite();
      const body = { account: ann.account, amount: "1" };
      return async () => problemIn(await community.operate("/deposits", body));
    },
  },
];
