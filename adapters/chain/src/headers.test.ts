import { keccak256, toHex } from "viem";
import { describe, expect, it } from "vitest";
import { hashBookHeader, hashClearingHeader, hashMeteringHeader } from "./headers.js";

/** Static structs are nothing but their words, one after the other; minus goes in as two's complement. */
function hashWords(...words: bigint[]) {
  return keccak256(
    `0x${words.map((word) => toHex(BigInt.asUintN(256, word), { size: 32 }).slice(2)).join("")}`,
  );
}

const root = toHex(9n, { size: 32 });

describe("header hashes", () => {
  it("are those of the headers' words in order", () => {
    expect(hashBookHeader({ slot: 1, orders: 2, bookRoot: root })).toBe(hashWords(1n, 2n, 9n));
    const clearing = {
      ...{ slot: 1, orders: 2, bookRoot: root, fillRoot: root, price: -3n, energyUkwh: 4n },
      bid: { index: 5, price: 6n, fill: 7n },
      ask: { index: 8, price: -10n, fill: 11n },
      ...{ rulesVersion: 12, dataHash: root },
    };
    expect(hashClearingHeader(clearing)).toBe(
      hashWords(1n, 2n, 9n, 9n, -3n, 4n, 5n, 6n, 7n, 8n, -10n, 11n, 12n, 9n),
    );
    const metering = {
      ...{ slot: 1, version: 2, meters: 3, accounts: 4, clearingHash: root, readingRoot: root },
      ...{ lineRoot: root, sharingPrice: -5n, deliveredUkwh: 6n, sharedUkwh: 7n },
      ...{ rulesVersion: 8, dataHash: root },
    };
    expect(hashMeteringHeader(metering)).toBe(
      hashWords(1n, 2n, 3n, 4n, 9n, 9n, 9n, -5n, 6n, 7n, 8n, 9n),
    );
  });

  it("refuse numbers outside their types", () => {
    expect(() => hashBookHeader({ slot: 2 ** 32, orders: 0, bookRoot: root })).toThrow();
    expect(() => hashBookHeader({ slot: 0, orders: 0, bookRoot: "0x12" })).toThrow();
  });
});
