import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MeterExhaustedError } from "@pumasi/devices";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommunityChangedError, DeviceKeyInvalidError } from "./gateway-errors.js";
import { FIRST_ROW, FIRST_SLOT, HOUR } from "./testing/stub-community.js";
import { makeHome, type StubHome, startHome, tickHours } from "./testing/stub-home.js";
import { forger, makeStubServer } from "./testing/stub-market.js";
import type { StubServer } from "./testing/stub-server.js";

let server: StubServer;
let url: string;
let home: StubHome;

beforeEach(async () => {
  server = await makeStubServer();
  url = await server.listen();
  home = makeHome();
});
afterEach(async () => {
  await server.close();
  rmSync(home.folder, { recursive: true });
});

const linesOf = (name: string) => {
  const file = join(home.folder, name);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as { digest: string });
};

describe("Gateway", () => {
  it("posts the baseline and every reading, and one order a slot once a reading is in", async () => {
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 0, 50);
    gateway.close();
    const slots = [...server.market.readings.keys()];
    expect(slots).toEqual(Array.from({ length: 51 }, (_, index) => FIRST_SLOT - 1 + index));
    const baseline = server.market.readings.get(FIRST_SLOT - 1);
    expect(baseline).toMatchObject({ importRegister: "0", exportRegister: "0", meter: 5 });
    const orders = [...server.market.orders.values()].map(({ order }) => order);
    expect(orders.map(({ slot }) => slot - FIRST_SLOT)).toEqual(
      Array.from({ length: 52 }, (_, index) => index + 2),
    );
    expect(new Set(orders.map(({ side }) => side))).toEqual(new Set(["buy", "sell"]));
    expect(orders.every(({ slot, nonce }) => nonce === slot * 16)).toBe(true);
    expect(linesOf("receipts.jsonl")).toHaveLength(52);
    expect(linesOf("complaints.jsonl")).toEqual([]);
  });

  it("asks in one request each, readings before orders", async () => {
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 30, 30);
    gateway.close();
    expect(server.requests.filter((line) => line.startsWith("POST"))).toEqual([
      "POST /v1/communities/stub/enrolments",
      "POST /v1/communities/stub/readings",
      "POST /v1/communities/stub/home-energy",
      "POST /v1/communities/stub/orders",
    ]);
    expect(server.market.readings.size).toBe(31);
    expect(server.market.orders.size).toBe(3);
  });

  it("tells of the energy behind its meter, of every slot and not of its baseline", async () => {
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 0, 30);
    gateway.close();
    const told = [...server.market.homeEnergy.values()];
    expect(told.map(({ slot }) => slot - FIRST_SLOT)).toEqual(
      Array.from({ length: 30 }, (_, index) => index),
    );
    expect(told[12]).toMatchObject({ generated: "1.112", charged: "0", discharged: "0", meter: 5 });
    expect(told[3]).toMatchObject({ generated: "0" });
  });

  it("reads and orders on where nobody takes its own energy, and tells it later", async () => {
    server.drops.add("/home-energy");
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 0, 200);
    expect(server.market.readings.size).toBe(201);
    expect(server.market.orders.size).toBe(202);
    expect(server.market.homeEnergy.size).toBe(0);
    server.drops.clear();
    await tickHours(gateway, server, 201, 201);
    gateway.close();
    expect(server.market.homeEnergy.size).toBe(201);
    const posts = server.requests.slice(-5).filter((line) => line.endsWith("/home-energy"));
    expect(posts).toHaveLength(3);
  });

  it("keeps its key to itself and its folder, and enrols once", async () => {
    (await startHome(home, url)).close();
    const key = join(home.folder, "device.key");
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const text = readFileSync(key, "utf8");
    rmSync(home.codeFile);
    (await startHome(home, url)).close();
    expect(readFileSync(key, "utf8")).toBe(text);
    writeFileSync(key, "0x00");
    await expect(startHome(home, url)).rejects.toThrow(DeviceKeyInvalidError);
  });

  it("does not send a refused order again, nor another one for its slot", async () => {
    const gateway = await startHome(home, url);
    server.market.refuseOrders = "order_credit_exceeded";
    await tickHours(gateway, server, 0, 30);
    server.market.refuseOrders = null;
    await tickHours(gateway, server, 31, 32);
    gateway.close();
    const slots = [...server.market.orders.values()].map(({ order }) => order.slot - FIRST_SLOT);
    expect(slots).toEqual([34, 35]);
    expect(linesOf("receipts.jsonl")[0]).toMatchObject({
      refusal: { code: "order_credit_exceeded" },
    });
    expect(linesOf("orders.jsonl")).toHaveLength(34);
  });

  it("keeps a forged receipt as a complaint and does not ask again", async () => {
    server.market.receiptSigner = await forger();
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 30, 31);
    gateway.close();
    expect(linesOf("complaints.jsonl")).toHaveLength(4);
    expect(linesOf("complaints.jsonl")[0]).toMatchObject({
      at: new Date(FIRST_ROW + 30 * HOUR).toISOString(),
      faults: ["receipt_signer_unknown", "receipt_signature_invalid"],
    });
    expect(server.requests.filter((line) => line.endsWith("/orders"))).toHaveLength(2);
  });

  it("does not forecast from a reading that the server refused", async () => {
    server.market.refuseReadingOf = FIRST_SLOT + 5;
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 0, 35);
    gateway.close();
    const energyOf = (slot: number) =>
      [...server.market.orders.values()].find(({ order }) => order.slot === FIRST_SLOT + slot)
        ?.order.energy;
    // The refused register is the end of hour 5 and the beginning of hour 6: a day later, both hours
    // are forecast by the newest accepted slot, as if it were the first day.
    const day = 24;
    const loadOf = (hour: number) => `0.${400 + ((hour * 37) % 300)}`;
    expect(Number(energyOf(5 + day))).not.toBe(Number(loadOf(5)));
    expect(Number(energyOf(6 + day))).not.toBe(Number(loadOf(6)));
    expect(Number(energyOf(7 + day))).toBe(Number(loadOf(7)));
  });

  it("stops when its device is revoked, after its last reading", async () => {
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 0, 30);
    if (server.device !== null) server.device.untilSlot = FIRST_SLOT + 32;
    gateway.close();
    const again = await startHome(home, url);
    server.now = FIRST_ROW + 31 * HOUR;
    const tick = (hour: number) =>
      again.tick({ now: new Date(FIRST_ROW + hour * HOUR).toISOString(), mode: "paced" });
    expect(await tick(31)).toEqual({ state: "running", wake: FIRST_ROW + 32 * HOUR });
    expect(await tick(32)).toEqual({ state: "revoked", untilSlot: FIRST_SLOT + 32 });
    again.close();
    expect(Math.max(...server.market.readings.keys())).toBe(FIRST_SLOT + 31);
  });

  it("asks for its settings again after a refusal, and so learns that it was revoked", async () => {
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 0, 25);
    if (server.device !== null) server.device.untilSlot = FIRST_SLOT + 26;
    server.market.refuseOrders = "order_device_revoked";
    const tick = (hour: number) =>
      gateway.tick({ now: new Date(FIRST_ROW + hour * HOUR).toISOString(), mode: "fast-forward" });
    server.now = FIRST_ROW + 26 * HOUR;
    expect(await tick(26)).toMatchObject({ state: "running" });
    server.now = FIRST_ROW + 27 * HOUR;
    expect(await tick(27)).toMatchObject({ state: "revoked" });
    gateway.close();
  });

  it("follows a changed wish, but not a swapped receipt key", async () => {
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 0, 30);
    if (server.device !== null)
      server.device.wish = { buyBelow: "0.2", sellAbove: "0.15", away: false };
    const now = new Date(FIRST_ROW + 31 * HOUR).toISOString();
    await gateway.tick({ now, mode: "paced" });
    const last = [...server.market.orders.values()].at(-1)?.order;
    expect(["0.2", "0.15"]).toContain(last?.limitPrice);
    server.community.receiptSigner = (await forger()).address;
    const later = new Date(FIRST_ROW + 32 * HOUR).toISOString();
    await expect(gateway.tick({ now: later, mode: "paced" })).rejects.toThrow(
      CommunityChangedError,
    );
    gateway.close();
    await expect(startHome(home, url)).rejects.toThrow(CommunityChangedError);
  });

  it("posts the last reading of its recording before it says that it is over", async () => {
    const short = makeHome(1);
    const gateway = await startHome(short, url);
    await expect(tickHours(gateway, server, 30, 30)).rejects.toThrow(MeterExhaustedError);
    expect(server.market.readings.size).toBe(25);
    gateway.close();
    rmSync(short.folder, { recursive: true });
  });
});
