import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { TestCommunity, type TestMember } from "../testing/test-community.js";
import { type Asked, startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";
import { LEDGER_RPC_PATH } from "./ledger-rpc-route.js";
import { DEFAULT_RATE_LIMITS, type Limited } from "./rate-limits.js";

/** Two addresses that nothing was asked from yet, so that tests do not count together. */
let here: string;
let elsewhere: string;
let addresses = 0;

let test: TestServer;
let community: TestCommunity;
let ann: TestMember;
let bob: TestMember;

beforeAll(async () => {
  test = await startTestServer(START);
  community = await TestCommunity.create(test, "limited");
  ann = await community.addMember();
  bob = await community.addMember();
});

afterAll(() => test.close());

beforeEach(() => {
  test.hasDemoPeople = false;
  Object.assign(test.rateLimits, DEFAULT_RATE_LIMITS);
  here = `192.0.2.${++addresses}`;
  elsewhere = `192.0.2.${++addresses}`;
});

afterEach(() => {
  vi.useRealTimers();
});

const limit = (limited: Limited, most: number) => {
  test.rateLimits[limited] = most;
};

async function statusesOf(...asked: (() => Promise<{ status: number }>)[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const ask of asked) statuses.push((await ask()).status);
  return statuses;
}

const read =
  (path: string, asked: Asked = {}) =>
  () =>
    test.ask("GET", path, { from: here, ...asked });

const call = (method: string) => ({ jsonrpc: "2.0", id: 1, method, params: [] });

const rpc = (body: unknown, from = here) => {
  return () => test.ask("POST", LEDGER_RPC_PATH, { body, from });
};

const postOrder = (by: TestMember) => () =>
  community.ask("POST", "/orders", {
    from: here,
    body: {
      orders: [
        community.order(by, { slot: FIRST_SLOT, side: "buy", energy: "1", limitPrice: "100" }),
      ],
    },
  });

describe("what one client may ask for in a minute", () => {
  it("is counted by what the routes are for, and by address", async () => {
    limit("ledger", 2);
    limit("reads", 2);
    const blockNumber = rpc(call("eth_blockNumber"));
    expect(await statusesOf(blockNumber, blockNumber, blockNumber)).toEqual([200, 200, 429]);
    expect(await statusesOf(rpc(call("eth_blockNumber"), elsewhere))).toEqual([200]);
    const communities = read("/v1/communities");
    expect(await statusesOf(communities, read("/v1/ledger"), communities)).toEqual([200, 200, 429]);
  });

  it("is tighter for signing in", async () => {
    limit("sign-ins", 1);
    const body = { code: "guessed-code-0" };
    const guess = () => test.ask("POST", "/v1/sign-in/recovery", { body, from: here });
    const [first, second] = await statusesOf(guess, guess);
    expect(first).not.toBe(429);
    expect(second).toBe(429);
    const options = () => test.ask("POST", "/v1/sign-up/options", { from: here });
    expect(await statusesOf(options)).toEqual([429]);
  });

  it("is counted by the address that a proxy on this machine names", async () => {
    limit("reads", 1);
    const by = (from: string, ip: string) =>
      read("/v1/communities", { from, headers: { "x-forwarded-for": ip } });
    const proxied = (ip: string) => by("127.0.0.1", ip);
    expect(
      await statusesOf(proxied(here), proxied(elsewhere), proxied(`${elsewhere}, ${here}`)),
    ).toEqual([200, 200, 429]);
    expect(await statusesOf(by("198.51.100.9", here), by("198.51.100.9", elsewhere))).toEqual([
      200, 429,
    ]);
  });

  it("is refused with how long to wait, and answered again a minute later", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: START });
    limit("reads", 1);
    const ask = () =>
      test.app.inject({ method: "GET", url: "/v1/communities", remoteAddress: here });
    await ask();
    vi.setSystemTime(START + 20_000);
    const refused = await ask();
    expect(refused.headers["retry-after"]).toBe("40");
    expect(refused.json()).toMatchObject({
      code: "too_many_requests",
      detail: expect.stringContaining("(at most 1; again in 40 s)"),
    });
    vi.setSystemTime(START + 60_000);
    expect((await ask()).statusCode).toBe(200);
  });

  it("is not limited for the operator, but for those who guess its token", async () => {
    limit("writes", 1);
    limit("reads", 1);
    const code = () => community.ask("POST", "/members/1/enrolment-codes", { from: here });
    expect(await statusesOf(code, code)).toEqual([401, 429]);
    const members = (asked: Asked) => read("/v1/communities/limited/members", asked);
    const asOperator = members({ asOperator: true });
    expect(await statusesOf(asOperator, asOperator, asOperator)).toEqual([200, 200, 200]);
    const guess = (token: string) => members({ headers: { authorization: `Bearer ${token}` } });
    expect(await statusesOf(guess("one"), guess("two"))).toEqual([401, 429]);
  });

  it("is counted for who is signed in wherever it asks from, and not for its neighbours there", async () => {
    test.hasDemoPeople = true;
    const signedIn = await test.ask("POST", "/v1/sign-in/demo", {
      body: { community: "limited", role: "operator" },
      headers: { "sec-fetch-site": "same-origin" },
    });
    const [cookie = ""] = signedIn.cookie?.split(";") ?? [];
    limit("reads", 2);
    const own = (from: string) => read("/v1/session", { from, headers: { cookie } });
    expect(await statusesOf(own(here), own(elsewhere), own(here), read("/v1/communities"))).toEqual(
      [200, 200, 429, 200],
    );
  });

  it("is counted for each enrolled device by itself, and for no other name", async () => {
    limit("gateways", 2);
    expect(
      await statusesOf(postOrder(ann), postOrder(ann), postOrder(bob), postOrder(ann)),
    ).toEqual([200, 200, 200, 429]);
    const clock = (device: string) =>
      read(`/v1/clock?device=${device}&wake=1970-01-01T00:00:00.000Z`);
    const stranger = (digit: string) => `0x${digit.repeat(40)}`;
    expect(
      await statusesOf(
        clock(stranger("1")),
        clock(stranger("2")),
        clock(stranger("3")),
        clock(bob.signer.address),
      ),
    ).toEqual([200, 200, 429, 200]);
  });

  it("is not used up from another address that names the device", async () => {
    limit("gateways", 1);
    const settings = (from: string) =>
      read(`/v1/communities/limited/devices/${ann.signer.address}`, { from });
    expect(await statusesOf(settings(elsewhere), settings(elsewhere), settings(here))).toEqual([
      200, 429, 200,
    ]);
  });

  it("counts transactions one by one, also in a batch", async () => {
    limit("transactions", 3);
    const send = call("eth_sendRawTransaction");
    const batch = rpc([send, call("eth_blockNumber"), send]);
    expect(await statusesOf(batch, batch, rpc(call("eth_blockNumber")))).toEqual([200, 429, 200]);
  });
});
