import { describe, expect, it } from "vitest";
import { parseSlotWord, wordHasHash } from "./slot-word.js";

const hash = `0x${"00".repeat(2)}${"ab".repeat(30)}` as const;
const word =
  ((BigInt(hash) >> 56n) << 56n) |
  (1_700_000_000n << 24n) |
  (1n << 22n) |
  (5n << 16n) |
  (7n << 8n) |
  3n;

describe("parseSlotWord", () => {
  it("takes a word apart as the contract packs it", () => {
    const parsed = parseSlotWord(word);
    expect(parsed).toEqual({
      state: "metered",
      version: 7,
      demands: 5,
      needsAttestation: true,
      attested: false,
      time: 1_700_000_000,
      hash200: hash.slice(0, 52),
    });
    expect(parsed && wordHasHash(parsed, hash)).toBe(true);
    expect(parsed && wordHasHash(parsed, `0x${"11".repeat(32)}`)).toBe(false);
  });

  it("knows nothing of slots outside the ring, nor of states that do not exist", () => {
    expect(parseSlotWord(0n)).toBeNull();
    expect(parseSlotWord(word + 4n)).toBeNull();
  });
});
