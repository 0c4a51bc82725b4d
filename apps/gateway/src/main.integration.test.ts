import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { printEnrolmentLink } from "@pumasi/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT_CODES } from "./run-gateway.js";
import { FIRST_ROW, FIRST_SLOT, HOUR } from "./testing/stub-community.js";
import { makeHome, type StubHome } from "./testing/stub-home.js";
import { CONTRACTS, hourAt, StubLedger } from "./testing/stub-ledger.js";
import { CODE, makeStubServer } from "./testing/stub-market.js";
import type { StubServer } from "./testing/stub-server.js";

// The built program: `npm test` builds before it runs the tests.
const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

let server: StubServer;
let url: string;
let home: StubHome;
const children: ChildProcess[] = [];

beforeEach(async () => {
  server = await makeStubServer();
  url = await server.listen();
  home = makeHome(4);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await server.close();
  rmSync(home.folder, { recursive: true });
});

const byFile = () => ["--server", url, "--community", "stub", "--code-file", home.codeFile];

function start(
  more: readonly string[] = [],
  place = byFile(),
): {
  child: ChildProcess;
  log: () => string;
  exit: Promise<unknown[]>;
} {
  const flags = [...place, "--data", join(home.folder, "gateway"), "--seed", "test"];
  flags.push("--home", home.homeFile, "--first-row", "2016-08-01T07:00:00Z");
  const child = fork(main, [...flags, ...more], {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  children.push(child);
  let log = "";
  child.stderr?.on("data", (piece: Buffer) => {
    log += piece.toString();
  });
  return { child, log: () => log, exit: once(child, "exit") };
}

/** Resolves when the gateway has done everything up to `now` and sleeps. */
function asleepAt(now: number): Promise<void> {
  const after = encodeURIComponent(new Date(now).toISOString());
  return server.requested(`GET /v1/clock?after=${after}`);
}

describe("the gateway's process", () => {
  it("follows a fast-forward market, survives kills, and stops when its recording is over", async () => {
    const first = start();
    server.fastForwardUntil = FIRST_ROW + 40 * HOUR;
    await asleepAt(server.fastForwardUntil);
    first.child.kill("SIGKILL");
    await first.exit;
    server.fastForwardUntil = FIRST_ROW + 200 * HOUR;
    const second = start();
    expect((await second.exit)[0]).toBe(EXIT_CODES.meterExhausted);
    expect(second.log()).toContain("meter_exhausted");
    expect(server.market.readings.size).toBe(4 * 24 + 1);
    const slots = [...server.market.orders.values()].map(({ order }) => order.slot - FIRST_SLOT);
    expect(slots).toEqual(Array.from({ length: slots.length }, (_, index) => index + 2));
    expect(slots.at(-1)).toBe(4 * 24 + 3);
    const key = readFileSync(join(home.folder, "gateway", "device.key"), "utf8").trim();
    expect(first.log() + second.log()).not.toContain(key.slice(2));
  });

  it("enrols by the link that the operator's screen shows, and goes on with it", async () => {
    const link = printEnrolmentLink({ server: url, community: "stub", code: CODE });
    const first = start([], ["--enrolment-link", link]);
    await asleepAt(FIRST_ROW);
    first.child.kill("SIGTERM");
    expect((await first.exit)[0]).toBe(EXIT_CODES.stopped);
    expect(server.requests).toContain("POST /v1/communities/stub/enrolments");
    server.now = FIRST_ROW + HOUR;
    const again = start([], ["--enrolment-link", link]);
    await asleepAt(server.now);
    again.child.kill("SIGTERM");
    expect((await again.exit)[0]).toBe(EXIT_CODES.stopped);
    const enrolments = server.requests.filter((line) => line.endsWith("/enrolments"));
    expect(enrolments).toHaveLength(1);
  });

  it.each([
    [["--enrolment-link", "0123456789abcdef"], "takes the whole link"],
    [["--server", "http://127.0.0.1:1"], "give --enrolment-link <link>, or both"],
    [
      ["--enrolment-link", "http://a/#enrol?community=ab&code=01234567", "--server", "http://b"],
      "cannot be used with",
    ],
  ])("does not begin with %j", async (place, said) => {
    const { exit, log } = start([], place);
    expect((await exit)[0]).toBe(1);
    expect(log()).toContain(said);
  });

  it("exits with 3 when its device was revoked", async () => {
    const first = start();
    await asleepAt(FIRST_ROW);
    first.child.kill("SIGTERM");
    expect((await first.exit)[0]).toBe(EXIT_CODES.stopped);
    if (server.device !== null) server.device.untilSlot = FIRST_SLOT;
    const second = start();
    expect((await second.exit)[0]).toBe(EXIT_CODES.revoked);
    expect(second.log()).toContain("revoked by the operator");
  });

  it("exits when its parent disconnects", async () => {
    const { child, exit } = start();
    await asleepAt(FIRST_ROW);
    child.disconnect();
    expect((await exit)[0]).toBe(EXIT_CODES.stopped);
  });

  it("places an order that the server drops on the ledger, once, though it is killed as it sends it", async () => {
    await server.close();
    server = await makeStubServer(3, CONTRACTS);
    url = await server.listen();
    const ledger = new StubLedger();
    try {
      const flags = ["--ledger-rpc-url", await ledger.start()];
      server.drops.add("/orders");
      server.now = hourAt(1.5);
      ledger.now = server.now;
      ledger.sends = "kept";
      const first = start(flags);
      await ledger.nextSent();
      first.child.kill("SIGKILL");
      await first.exit;
      await ledger.mineKept();
      const second = start(flags);
      while (!second.log().includes("order_placed_on_ledger")) {
        await once(second.child.stderr ?? second.child, "data");
      }
      second.child.kill("SIGTERM");
      expect((await second.exit)[0]).toBe(EXIT_CODES.stopped);
      expect(ledger.sent).toHaveLength(1);
      expect(await ledger.included()).toEqual({ succeeded: 1, failed: 0 });
    } finally {
      await ledger.stop();
    }
  });

  it("waits for a server that is not there and goes on when it is back", async () => {
    const { child, log, exit } = start();
    await asleepAt(FIRST_ROW);
    const port = Number(new URL(url).port);
    await server.close();
    while (!log().includes("server_fault")) await once(child.stderr ?? child, "data");
    const back = await makeStubServer();
    back.device = server.device;
    server = back;
    await back.listen(port);
    back.now = FIRST_ROW + 2 * HOUR;
    await asleepAt(FIRST_ROW + 2 * HOUR);
    expect([...back.market.readings.keys()]).toEqual([FIRST_SLOT, FIRST_SLOT + 1]);
    child.kill("SIGINT");
    expect((await exit)[0]).toBe(EXIT_CODES.stopped);
  });
});
