import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { fromHex, type Hex, toHex } from "@pumasi/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recoverSigner } from "./recover-signer.js";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const keys = bytes32.filter((key) => secp256k1.utils.isValidSecretKey(key));

function sign(key: Uint8Array, digest: Uint8Array): { address: Hex; signature: Hex } {
  const signed = secp256k1.sign(digest, key, { prehash: false, lowS: true });
  const publicKey = secp256k1.getPublicKey(key, false);
  return {
    address: toHex(keccak_256(publicKey.subarray(1)).subarray(12)),
    signature: toHex(Uint8Array.of(...signed.toBytes("compact"), 27 + signed.recovery)),
  };
}

/** The same signature with s on the other side and v turned round. */
function highS(signature: Hex): Hex {
  const s = ORDER - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("1b") ? "1c" : "1b";
  return `0x${signature.slice(2, 66)}${s.toString(16).padStart(64, "0")}${v}`;
}

describe("recovering a signer", () => {
  test("gives the address of a well-known key", () => {
    // The first key of the mnemonic that every EVM test node starts with.
    const key = fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    const digest = keccak_256(new Uint8Array());
    expect(toHex(digest)).toBe(
      "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    );
    const { signature } = sign(key, digest);
    expect(recoverSigner(toHex(digest), signature)).toBe(
      "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
    );
  });

  test("gives who signed, and nobody else", () => {
    fc.assert(
      fc.property(keys, bytes32, bytes32, (key, digest, other) => {
        const { address, signature } = sign(key, digest);
        expect(recoverSigner(toHex(digest), signature)).toBe(address);
        fc.pre(toHex(digest) !== toHex(other));
        expect(recoverSigner(toHex(other), signature)).not.toBe(address);
      }),
      { numRuns: 20 },
    );
  });

  test("refuses a high s, which would give every order a second signature", () => {
    fc.assert(
      fc.property(keys, bytes32, (key, digest) => {
        const { signature } = sign(key, digest);
        expect(recoverSigner(toHex(digest), highS(signature))).toBeNull();
      }),
      { numRuns: 10 },
    );
  });

  test.each([
    ["zeros", `0x${"00".repeat(64)}1b`],
    ["ones beyond the order", `0x${"ff".repeat(64)}1b`],
    ["no point of the curve", `0x${"00".repeat(31)}05${"11".repeat(32)}1b`],
    ["a v of 0", `0x${"11".repeat(64)}00`],
    ["a v of 29", `0x${"11".repeat(64)}1d`],
    ["64 bytes", `0x${"11".repeat(64)}`],
    ["66 bytes", `0x${"11".repeat(64)}1b1b`],
  ])("gives null for %s", (_name, signature) => {
    expect(recoverSigner(`0x${"22".repeat(32)}`, signature as Hex)).toBeNull();
  });
});
