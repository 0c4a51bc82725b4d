import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ApiUnreachableError } from "@pumasi/client";
import { createNodeClient } from "@pumasi/client/node";
import type { MemberDescription } from "@pumasi/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Gateway } from "../apps/gateway/src/gateway.js";
import { startGateway } from "../apps/gateway/src/start-gateway.js";
import { makeHome, type StubHome, silent } from "../apps/gateway/src/testing/stub-home.js";
import { LedgerRun } from "../apps/server/src/testing/ledger-run.js";
import { TestCommunity, type TestMember } from "../apps/server/src/testing/test-community.js";
import { startTestServer, type TestServer } from "../apps/server/src/testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../apps/server/src/testing/test-terms.js";

/** When the device's first slot is metered, the gateway knows what it uses, and orders for the slot after the running one. */
const ORDERS_FROM = (FIRST_SLOT + 1) * HOUR;
const TRADED = FIRST_SLOT + 2;

/** Test communities' gates close ten minutes before the slot; the inbox is for the half hour before. */
const GATE_CLOSES = TRADED * HOUR - 600_000;
const IN_THE_INBOX_TIME = GATE_CLOSES - 900_000;

const MINUTE = 60_000;

/** What becomes of a household's orders on their way to the server; all else gets through. */
type Fate = "answered with 503" | "cut off";

let server: TestServer;
let serverUrl: string;
let ledger: LedgerRun;
let community: TestCommunity;
let bob: TestMember;
let home: StubHome;
let stopProxy: () => Promise<void> = async () => {};

beforeEach(async () => {
  server = await startTestServer(START);
  ledger = await LedgerRun.start(server);
  server.context.ledgerWork = () => server.server.ledger.wake();
  serverUrl = await server.app.listen({ host: "127.0.0.1", port: 0 });
  community = await TestCommunity.create(server, "village");
  bob = await community.addMember();
  home = makeHome();
});

afterEach(async () => {
  await stopProxy();
  await ledger.stop();
  await server.close();
  rmSync(home.folder, { recursive: true });
});

/** An operator in the middle that keeps orders from the server; gives its address and which requests it kept. */
async function startProxy(fate: Fate): Promise<{ url: string; kept: string[] }> {
  const kept: string[] = [];
  const forward = (asked: IncomingMessage, answer: ServerResponse) => {
    const { method, url = "/", headers } = asked;
    if (method === "POST" && url.endsWith("/orders")) {
      kept.push(url);
      if (fate === "cut off") asked.socket.destroy();
      else answer.writeHead(503).end();
      return;
    }
    const onward = request(`${serverUrl}${url}`, { method, headers }, (incoming) => {
      answer.writeHead(incoming.statusCode ?? 502, incoming.headers);
      incoming.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  };
  const proxy = createServer(forward);
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  stopProxy = () =>
    new Promise((resolve) => {
      proxy.close(() => resolve());
      proxy.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, kept };
}

/** A household that the operator registers, and its gateway, which reaches the server by the proxy only. */
async function startHousehold(url: string): Promise<{ gateway: Gateway; account: number }> {
  const { body } = await community.operate<MemberDescription>("/members", {
    name: "The household",
    pod: "POD-OF-THE-HOUSEHOLD",
    creditLimit: "1000000",
    wish: { buyBelow: "200", sellAbove: "80" },
  });
  writeFileSync(home.codeFile, `${await community.code(body.member)}\n`);
  const { gateway } = await startGateway({
    api: createNodeClient(url),
    community: community.slug,
    ...home,
    // A day before the market begins, so that the household draws energy at night.
    firstRow: START - 24 * HOUR,
    ...{ name: "the-household", seed: "test", log: silent },
    ledgerRpcUrl: `${url}/v1/ledger/rpc`,
  });
  await ledger.work();
  return { gateway, account: body.account };
}

/** What the gateway's loop does at a market instant: a tick, and when it fails, what is left to do without the server. */
async function actAt(gateway: Gateway, now: number): Promise<void> {
  server.now = now;
  const clock = { now: new Date(now).toISOString(), mode: "paced" as const };
  await expect(gateway.tick(clock)).rejects.toThrow(ApiUnreachableError);
  await gateway.placeWithoutServer(clock);
  await ledger.work();
}

const complaints = () => readFileSync(join(home.folder, "complaints.jsonl"), "utf8");

test.each<Fate>(["answered with 503", "cut off"])(
  "an order whose postings are %s goes by the ledger's inbox into the book, and is traded",
  async (fate) => {
    const { url, kept } = await startProxy(fate);
    const { gateway, account } = await startHousehold(url);
    await actAt(gateway, ORDERS_FROM);
    await actAt(gateway, IN_THE_INBOX_TIME);
    gateway.close();
    const terms = { slot: TRADED, side: "sell", energy: "1.5", limitPrice: "90" } as const;
    await community.postOrders(community.order(bob, terms));
    await community.advanceTo(GATE_CLOSES - MINUTE);
    expect(community.state.nextToClose).toBe(TRADED);
    await community.advanceTo(GATE_CLOSES);
    const [slot] = await community.published(TRADED);
    const { orders, trades } = slot ?? { orders: null, trades: null };
    expect(orders?.map((order) => order.account).sort()).toEqual([bob.account, account].sort());
    expect(trades).toMatchObject([{ buyer: account, seller: bob.account }]);
    expect(trades?.[0]?.energy).toBe(orders?.find((order) => order.account === account)?.energy);
    expect(kept.length).toBeGreaterThan(0);
    expect(complaints()).toBe("");
  },
);
