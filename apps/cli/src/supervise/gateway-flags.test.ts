import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type DemoHome, demoHomes } from "../demo/demo-community.js";
import { gatewayFlags } from "./gateway-flags.js";

const folder = mkdtempSync(join(tmpdir(), "pumasi-flags-"));
const keyFile = join(folder, "ledger.key");
const url = "http://127.0.0.1:4600";
const rpcFlags = ["--ledger-rpc-url", `${url}/v1/ledger/rpc`];

afterAll(() => rmSync(folder, { recursive: true }));

function flagsOf(curve: DemoHome["curve"], mode: "paced" | "fast-forward"): string[] {
  const home = demoHomes().find((one) => one.curve === curve);
  if (home === undefined) throw new Error(`no home of the demo is on ${curve}`);
  const codeFile = join(folder, "enrolment.code");
  return gatewayFlags({ home, folder, codeFile }, { url, mode, seed: null });
}

describe("a gateway of the demo", () => {
  it("knows no ledger in fast-forward", () => {
    expect(flagsOf("secp256k1", "fast-forward")).not.toContain("--ledger-rpc-url");
    expect(flagsOf("p256", "fast-forward").join(" ")).not.toContain("--ledger");
    expect(existsSync(keyFile)).toBe(false);
  });

  it("knows the server's ledger in a paced market", () => {
    expect(flagsOf("secp256k1", "paced").slice(-2)).toEqual(rpcFlags);
    expect(existsSync(keyFile)).toBe(false);
  });

  it("has a key of its own for the ledger where its device is on P-256, always the same", () => {
    const flags = flagsOf("p256", "paced");
    expect(flags.slice(-4)).toEqual([...rpcFlags, "--ledger-key-file", keyFile]);
    const key = readFileSync(keyFile, "utf8");
    expect(key).toMatch(/^0x[0-9a-f]{64}\n$/);
    if (process.platform !== "win32") expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    flagsOf("p256", "paced");
    expect(readFileSync(keyFile, "utf8")).toBe(key);
  });
});
