import { keccak256, toBytes } from "viem";
import { describe, expect, it } from "vitest";
import { keccak } from "./cases/hashing.js";
import { bookLeaf } from "./cases/leaf-samples.js";
import { hashBookDocument, hashMeteringDocument, publishOrder } from "./documents.js";
import { hashJson, hashText } from "./text-bytes.js";

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
    expect(hashMeteringDocument(keccak, 5, 2, [])).toBe(
      hashJson(keccak, { version: 2, slot: 5, readings: [] }),
    );
  });
});
