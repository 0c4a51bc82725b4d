import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSigner, loadKeccak } from "@pumasi/crypto";
import { afterAll, describe, expect, it } from "vitest";
import { LedgerKeyInvalidError, LedgerKeyMissingError } from "./gateway-errors.js";
import { loadLedgerSigner } from "./ledger-key.js";

const keccak = await loadKeccak();
const device = createSigner(keccak, new Uint8Array(32).fill(1));
const onP256 = { ...device, p256: { x: `0x${"1".repeat(64)}`, y: `0x${"2".repeat(64)}` } } as const;
const folder = mkdtempSync(join(tmpdir(), "pumasi-ledger-key-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string, mode = 0o600): string {
  const file = join(folder, "ledger.key");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe("who signs the ledger's transactions", () => {
  it("is the device, unless a file holds another key", () => {
    expect(loadLedgerSigner(keccak, device, undefined)).toBe(device);
    const other = createSigner(keccak, new Uint8Array(32).fill(0xab)).address;
    const file = fileWith(`0x${"aB".repeat(32)}\n`);
    expect(loadLedgerSigner(keccak, device, file).address).toBe(other);
    expect(loadLedgerSigner(keccak, onP256, file).address).toBe(other);
  });

  it("cannot be a device on P-256", () => {
    expect(() => loadLedgerSigner(keccak, onP256, undefined)).toThrow(LedgerKeyMissingError);
  });

  it.each([
    ["others may read it", `0x${"ab".repeat(32)}`, 0o640],
    ["its text is no key", "0xab", 0o600],
    ["its number is outside the curve", `0x${"ff".repeat(32)}`, 0o600],
  ])("is refused when %s, without showing it", (_why, text, mode) => {
    const load = () => loadLedgerSigner(keccak, device, fileWith(text, mode));
    expect(load).toThrow(LedgerKeyInvalidError);
    expect(load).not.toThrow(text);
  });

  it("is refused when there is no such file", () => {
    const missing = join(folder, "nowhere.key");
    expect(() => loadLedgerSigner(keccak, device, missing)).toThrow(LedgerKeyInvalidError);
  });
});
