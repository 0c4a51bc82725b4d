import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AnvilMissingError } from "./errors.js";
import { findAnvil } from "./find-anvil.js";

describe("findAnvil", () => {
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pumasi-anvil-"));
    writeFileSync(join(folder, "anvil"), "");
    chmodSync(join(folder, "anvil"), 0o755);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it("takes the one that is named", () => {
    const named = join(folder, "anvil");
    expect(findAnvil({ PUMASI_ANVIL: named })).toBe(named);
  });

  it("does not quietly take another when the named one is missing", () => {
    const missing = join(folder, "missing");
    expect(() => findAnvil({ PUMASI_ANVIL: missing, PATH: folder })).toThrow(AnvilMissingError);
  });

  it("otherwise finds npm's or the PATH's", () => {
    expect(findAnvil({ PATH: folder })).toMatch(/anvil$/);
  });
});
