import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadKeccak, seededSecrets } from "@pumasi/crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadDeviceSigner } from "./device-key.js";
import { DeviceKeyInvalidError } from "./gateway-errors.js";
import { makeHome, type StubHome, startHome, tickHours } from "./testing/stub-home.js";
import { makeStubServer } from "./testing/stub-market.js";

const keccak = await loadKeccak();
const source = { secrets: seededSecrets(keccak, "test"), name: "home-01" };

let home: StubHome;
beforeEach(() => {
  home = makeHome(2);
});
afterEach(() => rmSync(home.folder, { recursive: true }));

const load = (curve: "secp256k1" | "p256") =>
  loadDeviceSigner(keccak, home.folder, { ...source, curve });

describe("a device's key", () => {
  it("stays on the curve that it was made on, whatever is asked for later", () => {
    const made = load("p256");
    expect(made.p256).not.toBeNull();
    const text = readFileSync(join(home.folder, "device.key"), "utf8");
    expect(text).toMatch(/^p256:0x[0-9a-f]{64}\n$/);
    for (const curve of ["p256", "secp256k1"] as const) {
      expect(load(curve).address).toBe(made.address);
      expect(load(curve).p256).toEqual(made.p256);
    }
  });

  it("on secp256k1 is its file's whole text", () => {
    expect(load("secp256k1").p256).toBeNull();
    expect(readFileSync(join(home.folder, "device.key"), "utf8")).toMatch(/^0x[0-9a-f]{64}\n$/);
  });

  it.each([
    ["nothing", ""],
    ["another curve", `p384:0x${"01".repeat(32)}`],
    ["a number outside P-256", `p256:0x${"ff".repeat(32)}`],
    ["zero", `p256:0x${"00".repeat(32)}`],
    ["a number outside secp256k1", `0x${"ff".repeat(32)}`],
  ])("is never made anew in the place of %s", (_what, text) => {
    writeFileSync(join(home.folder, "device.key"), text);
    expect(() => load("p256")).toThrow(DeviceKeyInvalidError);
  });
});

describe("a gateway whose device signs on P-256", () => {
  it("enrols with its public key, and its orders and readings are taken", async () => {
    const server = await makeStubServer();
    const url = await server.listen();
    const gateway = await startHome(home, url, undefined, "p256");
    await tickHours(gateway, server, 0, 30);
    gateway.close();
    const { orders, readings } = server.market;
    expect(orders.size).toBeGreaterThan(0);
    expect(readings.size).toBeGreaterThan(0);
    const { address } = load("p256");
    for (const { device, signature } of [
      ...[...orders.values()].map(({ order }) => order),
      ...readings.values(),
    ]) {
      expect(device).toBe(address);
      expect(signature.endsWith("00")).toBe(true);
    }
    await server.close();
  });
});
