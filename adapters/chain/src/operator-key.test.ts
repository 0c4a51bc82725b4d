import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readKeyFile, readKeyVariable } from "./operator-key.js";
import { OperatorKeyExposedError, OperatorKeyInvalidError } from "./signer-errors.js";

const folder = mkdtempSync(join(tmpdir(), "pumasi-key-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = `0x${"5a".repeat(32)}` as const;

function keyFile(text: string, mode = 0o600): string {
  const file = join(folder, "operator.key");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe("a key file", () => {
  it("gives its key, with or without 0x and a line's end", () => {
    expect(readKeyFile(keyFile(`${key}\n`))).toBe(key);
    expect(readKeyFile(keyFile(key.slice(2), 0o400))).toBe(key);
  });

  it.each([0o640, 0o604, 0o620, 0o644, 0o666])(
    "is refused with mode %o, before it is read",
    (mode) => {
      const file = keyFile("no key at all", mode);
      expect(() => readKeyFile(file)).toThrow(OperatorKeyExposedError);
      expect(() => readKeyFile(file)).toThrow(`Run "chmod 600 ${file}"`);
    },
  );

  it("says what is wrong with it, and never what is in it", () => {
    const almost = key.slice(0, -1);
    for (const text of ["", almost, `${key}00`, `0x${"00".repeat(32)}`, `0x${"ff".repeat(32)}`]) {
      const file = keyFile(text);
      expect(() => readKeyFile(file), text).toThrow(OperatorKeyInvalidError);
      expect(() => readKeyFile(file)).not.toThrow(/5a5a/);
    }
    expect(() => readKeyFile(join(folder, "nowhere"))).toThrow(/nowhere.*ENOENT/);
  });
});

describe("a key in the environment", () => {
  it("is read under its name, and missed under its name", () => {
    expect(readKeyVariable("KEY", { KEY: key })).toBe(key);
    expect(() => readKeyVariable("KEY", {})).toThrow("The environment variable KEY does not give");
    expect(() => readKeyVariable("KEY", { KEY: "secret" })).toThrow(OperatorKeyInvalidError);
  });
});
