import { keccak256, toBytes } from "viem";
import { describe, expect, it } from "vitest";
import { keccak } from "./cases/hashing.js";
import { hashBook, hashBookDocument, hashMeteringDocument, publishOrder } from "./documents.js";
import type { BookLeaf } from "./leaves/index.js";
import { hashJson, hashText } from "./text-bytes.js";
import type { PublishedReading } from "./wire/slots.js";

const bookLeaf: BookLeaf = {
  slot: 490_898,
  sequence: 7,
  account: 4,
  device: `0x${"d1".repeat(20)}`,
  side: "sell",
  limitPrice: -120_500_000,
  energyUkwh: 250_000,
  nonce: 9_007_199_254_740_991,
  digest: `0x${"d2".repeat(32)}`,
  signature: `0x${"a1".repeat(32)}${"a2".repeat(32)}1c`,
};

describe("documents", () => {
  it("hash the same whatever the order of their keys, as RFC 8785 writes them", () => {
    const text = '{"a":[true,null,"품앗이"],"b":{"c":0.5,"d":1}}';
    const hash = keccak256(toBytes(text));
    expect(hashJson(keccak, { a: [true, null, "품앗이"], b: { c: 0.5, d: 1 } })).toBe(hash);
    expect(hashJson(keccak, { b: { d: 1, c: 0.5 }, a: [true, null, "품앗이"] })).toBe(hash);
    expect(hashText(keccak, text)).toBe(hash);
  });

  it("hash differently when an element moves", () => {
    expect(hashJson(keccak, [1, 2])).not.toBe(hashJson(keccak, [2, 1]));
  });

  it("refuse what is not JSON, for it has no hash", () => {
    expect(() => hashJson(keccak, undefined)).toThrow("a hashed value is JSON");
  });

  it("publish an order in human units", () => {
    expect(publishOrder(bookLeaf)).toEqual({
      sequence: 7,
      account: 4,
      device: bookLeaf.device,
      side: "sell",
      energy: "0.25",
      limitPrice: "-120.5",
      nonce: bookLeaf.nonce,
      signature: bookLeaf.signature,
    });
  });

  it("of a book and of a metering name their slot, and the metering its version", () => {
    const order = publishOrder(bookLeaf);
    expect(hashBookDocument(keccak, 5, [order])).toBe(
      hashJson(keccak, { orders: [order], slot: 5 }),
    );
    const { account, energy, ...rest } = order;
    expect(hashBookDocument(keccak, 5, [{ ...rest, energy, account }])).toBe(
      hashBook(keccak, 5, [bookLeaf]),
    );
    expect(hashMeteringDocument(keccak, 5, 2, [])).toBe(
      hashJson(keccak, { version: 2, slot: 5, readings: [] }),
    );
  });

  it("are hashed in canonical form whatever the order of their keys", () => {
    const backwards = <T extends object>(value: T): T =>
      Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, own]) => [key, typeof own === "object" && own ? backwards(own) : own]),
      ) as T;
    const reading: PublishedReading = {
      ...{ meter: 3, account: 9, imported: "0.25", exported: "0", importRegister: "7.25" },
      ...{ exportRegister: "1", quality: "measured", rule: "" },
      signed: {
        ...{ importRegister: "7.25", exportRegister: "1", quality: "measured" },
        ...{ device: bookLeaf.device, signature: bookLeaf.signature },
        recordedAt: "2026-01-01T00:00:00.000Z",
      },
    };
    const substitute = { ...reading, rule: "community-mean", signed: null };
    for (const readings of [[reading, substitute], [substitute], [reading]]) {
      const hash = hashJson(keccak, { slot: 5, version: 2, readings });
      expect(hashMeteringDocument(keccak, 5, 2, readings)).toBe(hash);
      expect(hashMeteringDocument(keccak, 5, 2, readings.map(backwards))).toBe(hash);
    }
    const orders = [publishOrder(bookLeaf), publishOrder({ ...bookLeaf, sequence: 8 })];
    const hash = hashJson(keccak, { slot: 5, orders });
    expect(hashBookDocument(keccak, 5, orders)).toBe(hash);
    expect(hashBookDocument(keccak, 5, orders.map(backwards))).toBe(hash);
  });
});
