import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, type Hex, toHex } from "@pumasi/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyP256 } from "./verify-p256.js";

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const keys = bytes32.filter((key) => p256.utils.isValidSecretKey(key));
const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;

/** A signature that node:crypto made, as contracts/test/judges/DeviceSignatures.t.sol has it. */
const digest: Hex = `0x${"a1".repeat(32)}`;
const r = "0xf09b9d3b7c297d0db43d6e71871551a5efcadf73860fe2622111dfab6bbf50dc";
const s = "0x3d61de91923cc7d4ab582955e0e36995c9542961915b79d7caa1ab3773869e78";
const x = "0x73aa191e7100e4da42de1c38e71d890756700eed990b05adc4ece03c27b21a45";
const y = "0x1722e2d2fc88dc3a5e067f7177bd08e26edd46339a77b0633a2d553395b50a14";

describe("a signature on P-256", () => {
  test("of node:crypto is as the contracts say", () => {
    expect(verifyP256(digest, r, s, x, y)).toBe(true);
    expect(verifyP256(`0x${"a2".repeat(32)}`, r, s, x, y)).toBe(false);
    expect(verifyP256(digest, s, r, x, y)).toBe(false);
  });

  test("with a high s is none, though WebCrypto would take it", async () => {
    const high = word(ORDER - BigInt(s));
    expect(verifyP256(digest, r, high, x, y)).toBe(false);
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const raw = fromHex(`0x04${x.slice(2)}${y.slice(2)}`) as Uint8Array<ArrayBuffer>;
    const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
    const both = fromHex(`0x${r.slice(2)}${high.slice(2)}`) as Uint8Array<ArrayBuffer>;
    const message = fromHex(digest) as Uint8Array<ArrayBuffer>;
    expect(await crypto.subtle.verify(algorithm, key, both, message)).toBe(true);
  });

  test.each([
    ["zero r", word(0n), s, x, y],
    ["zero s", r, word(0n), x, y],
    ["an r of the order", word(ORDER), s, x, y],
    ["a point off the curve", r, s, x, word(BigInt(y) ^ 1n)],
    ["no point", r, s, word(0n), word(0n)],
    ["a coordinate beyond the field", r, s, word(2n ** 256n - 1n), y],
  ] as [string, Hex, Hex, Hex, Hex][])("with %s is none", (_name, ...parts) => {
    expect(verifyP256(digest, ...parts)).toBe(false);
  });

  test("is of its own digest and key only", () => {
    fc.assert(
      fc.property(keys, keys, bytes32, bytes32, (key, otherKey, message, other) => {
        fc.pre(toHex(message) !== toHex(other) && toHex(key) !== toHex(otherKey));
        const signed = p256.sign(sha256(message), key, { prehash: false, lowS: true });
        const [ownR, ownS] = [word(signed.r), word(signed.s)];
        const point = (secret: Uint8Array): [Hex, Hex] => {
          const bytes = p256.getPublicKey(secret, false);
          return [toHex(bytes.subarray(1, 33)), toHex(bytes.subarray(33))];
        };
        expect(verifyP256(toHex(message), ownR, ownS, ...point(key))).toBe(true);
        expect(verifyP256(toHex(other), ownR, ownS, ...point(key))).toBe(false);
        expect(verifyP256(toHex(message), ownR, ownS, ...point(otherKey))).toBe(false);
      }),
      { numRuns: 10 },
    );
  });
});
