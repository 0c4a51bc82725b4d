import { fromHex, type Hex, toHex } from "@pumasi/protocol";
import fc from "fast-check";
import { recoverAddress } from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { createRecoverSigner, createSigner, isPrivateKey } from "./device-signer.js";
import { loadKeccak } from "./keccak-wasm.js";

const keccak = await loadKeccak();
const recover = createRecoverSigner(keccak);

/** The order of the curve's group; s and order − s sign the same. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => isPrivateKey(bytes));
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);

/** The same signature with s on the other side and v turned round. */
function highS(signature: Hex): Hex {
  const s = ORDER - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("1b") ? "1c" : "1b";
  return `0x${signature.slice(2, 66)}${s.toString(16).padStart(64, "0")}${v}`;
}

describe("a signer", () => {
  it("signs as viem signs, and both recover its address", async () => {
    await fc.assert(
      fc.asyncProperty(keys, digests, async (key, digest) => {
        const signer = createSigner(keccak, key);
        const signature = signer.sign(digest);
        const privateKey = toHex(key);
        expect(signer.address).toBe(privateKeyToAccount(privateKey).address.toLowerCase());
        expect(signature).toBe(await sign({ hash: digest, privateKey, to: "hex" }));
        const recovered = await recoverAddress({ hash: digest, signature });
        expect(recovered.toLowerCase()).toBe(signer.address);
        expect(recover(digest, signature)).toBe(signer.address);
      }),
      { numRuns: 20 },
    );
  });

  it("is not taken for the signer of anything else", () => {
    fc.assert(
      fc.property(keys, digests, digests, (key, digest, other) => {
        fc.pre(digest !== other);
        const signer = createSigner(keccak, key);
        expect(recover(other, signer.sign(digest))).not.toBe(signer.address);
      }),
      { numRuns: 30 },
    );
  });
});

describe("recovering a signer", () => {
  it("refuses a high s, which would give every order a second signature", async () => {
    await fc.assert(
      fc.asyncProperty(keys, digests, async (key, digest) => {
        const signer = createSigner(keccak, key);
        const twin = highS(signer.sign(digest));
        const recovered = await recoverAddress({ hash: digest, signature: twin });
        expect(recovered.toLowerCase()).toBe(signer.address);
        expect(recover(digest, twin)).toBeNull();
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ["zeros", `0x${"00".repeat(64)}1b`],
    ["ones beyond the order", `0x${"ff".repeat(64)}1b`],
    ["a v of 0", `0x${"11".repeat(64)}00`],
    ["a v of 29", `0x${"11".repeat(64)}1d`],
    ["64 bytes", `0x${"11".repeat(64)}`],
    ["66 bytes", `0x${"11".repeat(64)}1b1b`],
  ])("gives null for %s", (_name, signature) => {
    expect(recover(`0x${"22".repeat(32)}`, signature as Hex)).toBeNull();
  });
});

describe("private keys", () => {
  it("are 32 bytes from one to the order less one", () => {
    const bytes = (value: bigint) => fromHex(`0x${value.toString(16).padStart(64, "0")}`);
    expect([0n, 1n, ORDER - 1n, ORDER].map((value) => isPrivateKey(bytes(value)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isPrivateKey(new Uint8Array(31).fill(1))).toBe(false);
  });
});
