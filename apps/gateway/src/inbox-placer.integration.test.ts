import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiUnreachableError } from "@pumasi/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Gateway, TickResult } from "./gateway.js";
import { FIRST_SLOT, HOUR } from "./testing/stub-community.js";
import { makeHome, type StubHome, startHome, tickHours } from "./testing/stub-home.js";
import { CONTRACTS, hourAt, StubLedger } from "./testing/stub-ledger.js";
import { forger, makeStubServer } from "./testing/stub-market.js";
import type { StubServer } from "./testing/stub-server.js";

let server: StubServer;
let url: string;
let home: StubHome;
let ledger: StubLedger;
let rpcUrl: string;

beforeEach(async () => {
  server = await makeStubServer(3, CONTRACTS);
  ledger = new StubLedger();
  [url, rpcUrl] = await Promise.all([server.listen(), ledger.start()]);
  home = makeHome();
});
afterEach(async () => {
  await Promise.all([server.close(), ledger.stop()]);
  rmSync(home.folder, { recursive: true });
});

interface Line {
  digest: string;
  signed?: { hash: string };
  ending?: string;
  faults?: string[];
  answer?: unknown;
}

const linesOf = (name: string): Line[] => {
  const file = join(home.folder, name);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Line);
};
const signedLines = () => linesOf("inbox.jsonl").filter(({ signed }) => signed !== undefined);
const endings = () => linesOf("inbox.jsonl").flatMap(({ ending }) => ending ?? []);

const clockAt = (hour: number, mode: "paced" | "fast-forward" = "fast-forward") => {
  server.now = hourAt(hour);
  ledger.now = server.now;
  return { now: new Date(server.now).toISOString(), mode };
};

/** What the loop does when a tick fails: the tick, then what is left to do without the server. */
async function failedTick(gateway: Gateway, hour: number): Promise<void> {
  await expect(gateway.tick(clockAt(hour))).rejects.toThrow(ApiUnreachableError);
  await gateway.placeWithoutServer(clockAt(hour));
}

/** A gateway that got receipts through an hour, for slots through three later; the next ones, in the sun, are for sales. */
async function startCutOff(throughHour = 29): Promise<Gateway> {
  const gateway = await startHome(home, url, rpcUrl);
  await tickHours(gateway, server, 0, throughHour);
  server.drops.add("/orders");
  return gateway;
}

describe("an order without a receipt", () => {
  it("is placed in the ledger's inbox half a slot before its gate closes, once", async () => {
    const gateway = await startCutOff();
    for (const hour of [30, 31, 32, 32.49]) await failedTick(gateway, hour);
    expect(ledger.requests).toBe(0);
    for (const hour of [32.5, 32.6, 32.99]) await failedTick(gateway, hour);
    expect(ledger.sent).toHaveLength(1);
    expect(await ledger.included()).toEqual({ succeeded: 1, failed: 0 });
    const unanswered = linesOf("orders.jsonl").at(-3)?.digest;
    expect(linesOf("inbox.jsonl")).toMatchObject([
      { digest: unanswered, signed: {} },
      { digest: unanswered, ending: "placed" },
    ]);
    server.drops.clear();
    await tickHours(gateway, server, 33, 34);
    ledger.now = server.now;
    gateway.close();
    expect(ledger.sent).toHaveLength(1);
    expect(linesOf("complaints.jsonl")).toEqual([]);
  });

  it("is not placed when there is a receipt", async () => {
    const gateway = await startHome(home, url, rpcUrl);
    await tickHours(gateway, server, 0, 32);
    await gateway.placeWithoutServer(clockAt(32.7));
    expect((await gateway.tick(clockAt(32.8))).state).toBe("running");
    gateway.close();
    expect(ledger.requests).toBe(0);
    expect(linesOf("inbox.jsonl")).toEqual([]);
  });

  it("is placed where the receipt does not hold, and the gateway wakes for it", async () => {
    const gateway = await startHome(home, url, rpcUrl);
    await tickHours(gateway, server, 0, 29);
    server.market.receiptSigner = await forger();
    await gateway.tick(clockAt(30));
    expect(await gateway.tick(clockAt(32))).toEqual<TickResult>({
      state: "running",
      wake: hourAt(32.5),
    });
    await gateway.tick(clockAt(32.5));
    gateway.close();
    expect(await ledger.included()).toEqual({ succeeded: 1, failed: 0 });
  });

  it("is placed when the server refuses what the ledger can judge, and else is not", async () => {
    const gateway = await startHome(home, url, rpcUrl);
    await tickHours(gateway, server, 0, 29);
    server.market.refuseOrders = "order_unknown_device";
    await gateway.tick(clockAt(30));
    server.market.refuseOrders = "order_credit_exceeded";
    await gateway.tick(clockAt(31));
    await gateway.tick(clockAt(32.5));
    await gateway.tick(clockAt(33.5));
    gateway.close();
    expect(await ledger.included()).toEqual({ succeeded: 1, failed: 0 });
    expect(endings()).toEqual(["placed"]);
  });

  it("of a device on P-256 is placed by another key's transaction", async () => {
    const ledgerKeyFile = join(home.folder, "ledger.key");
    writeFileSync(ledgerKeyFile, `0x${"ab".repeat(32)}\n`, { mode: 0o600 });
    const gateway = await startHome(home, url, rpcUrl, "p256", ledgerKeyFile);
    await tickHours(gateway, server, 0, 29);
    server.drops.add("/orders");
    await failedTick(gateway, 30);
    await failedTick(gateway, 32.5);
    gateway.close();
    expect(await ledger.included()).toEqual({ succeeded: 1, failed: 0 });
  });

  it("is signed, too, when a paced market goes on without the server", async () => {
    const gateway = await startCutOff();
    server.drops.add("/readings");
    await gateway.placeWithoutServer(clockAt(32.5));
    expect(linesOf("orders.jsonl")).toHaveLength(31);
    await gateway.placeWithoutServer(clockAt(32.5, "paced"));
    gateway.close();
    expect(linesOf("orders.jsonl")).toHaveLength(32);
    expect(await ledger.included()).toEqual({ succeeded: 1, failed: 0 });
  });
});

describe("a gateway that was killed", () => {
  it("sends the same transaction again that it had on disk", async () => {
    const gateway = await startCutOff();
    await failedTick(gateway, 30);
    ledger.sends = "lost";
    await failedTick(gateway, 32.5);
    expect(signedLines()).toHaveLength(1);
    ledger.sends = "mined";
    const again = await startHome(home, url, rpcUrl);
    await failedTick(again, 32.6);
    again.close();
    expect(new Set(ledger.sent).size).toBe(1);
    expect(signedLines()).toHaveLength(1);
    expect(await ledger.included()).toEqual({ succeeded: 1, failed: 0 });
  });

  it("finds what was placed, also when its files are lost", async () => {
    const gateway = await startCutOff();
    await failedTick(gateway, 30);
    ledger.sends = "unanswered";
    await failedTick(gateway, 32.5);
    expect(endings()).toEqual([]);
    const again = await startHome(home, url, rpcUrl);
    await failedTick(again, 32.6);
    again.close();
    expect(endings()).toEqual(["placed"]);
    rmSync(join(home.folder, "inbox.jsonl"));
    const bare = await startHome(home, url, rpcUrl);
    await failedTick(bare, 32.7);
    bare.close();
    expect(endings()).toEqual(["placed"]);
    expect(ledger.sent).toHaveLength(1);
  });
});

describe("the ledger's own refusals", () => {
  it("become complaints in plain words, once, and nothing is sent", async () => {
    await ledger.stop();
    ledger = new StubLedger();
    rpcUrl = await ledger.start(0n);
    const eveningPurchase = 42;
    const gateway = await startCutOff(eveningPurchase - 4);
    await failedTick(gateway, eveningPurchase - 3);
    for (const ahead of [0.5, 0.4]) await failedTick(gateway, eveningPurchase - ahead);
    gateway.close();
    expect(ledger.sent).toEqual([]);
    expect(linesOf("complaints.jsonl")).toMatchObject([
      {
        faults: ["ledger_refused_order"],
        answer: {
          reason: expect.stringMatching(/^CreditExceeded\(7, \d+, 0\)$/),
          inWords: expect.stringContaining("credit limit on the ledger"),
        },
      },
    ]);
  });

  it("show rules that the server made up", async () => {
    const [rules] = server.community.rules;
    if (rules !== undefined) rules.terms.tariff.buyerFee = "0.01";
    const gateway = await startCutOff();
    await failedTick(gateway, 30);
    await failedTick(gateway, 32.5);
    gateway.close();
    expect(linesOf("complaints.jsonl")[0]?.answer).toMatchObject({
      reason: expect.stringMatching(/^TermsMismatch/),
    });
  });

  it("come by the block's time, too", async () => {
    const gateway = await startCutOff();
    await failedTick(gateway, 30);
    clockAt(32.9);
    ledger.now = hourAt(33) + HOUR / 10;
    await gateway.placeWithoutServer({ now: new Date(hourAt(32.9)).toISOString(), mode: "paced" });
    gateway.close();
    expect(await ledger.included()).toEqual({ succeeded: 0, failed: 1 });
    expect(linesOf("complaints.jsonl")).toMatchObject([
      { answer: { reason: expect.stringMatching(`^GateClosed\\(${FIRST_SLOT + 33}, `) } },
    ]);
  });

  it("are complained of when the ledger leaves the order out", async () => {
    const gateway = await startCutOff();
    await failedTick(gateway, 30);
    ledger.sends = "kept";
    await failedTick(gateway, 32.5);
    expect(linesOf("complaints.jsonl")).toEqual([]);
    server.drops.clear();
    await gateway.tick(clockAt(33));
    expect(
      linesOf("receipts.jsonl").find(({ digest }) => digest === signedLines()[0]?.digest),
    ).toMatchObject({ refusal: { code: "order_after_gate_closure" } });
    gateway.close();
    expect(new Set(ledger.sent).size).toBe(1);
    expect(linesOf("complaints.jsonl")).toMatchObject([{ faults: ["ledger_left_order_out"] }]);
    expect(endings()).toEqual(["left-out"]);
  });
}, 60_000);
