import {
  createPrivateKey,
  createPublicKey,
  sign as nodeSign,
  verify as nodeVerify,
} from "node:crypto";
import { fromHex, type Hex, isSignedByDevice, p256Address, toHex } from "@pumasi/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecoverSigner, createSigner } from "./device-signer.js";
import { loadKeccak } from "./keccak-wasm.js";
import { createP256Signer, isP256PrivateKey, verifyP256 } from "./p256-signer.js";

const keccak = await loadKeccak();
const tools = { recover: createRecoverSigner(keccak), verifyP256 };

/** The order of the curve's group; s and order − s sign the same. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const keys = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((bytes) => isP256PrivateKey(bytes));
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;
const halves = (signature: Hex): [Hex, Hex] => [
  signature.slice(0, 66) as Hex,
  `0x${signature.slice(66, 130)}`,
];
const base64 = (hex: Hex) => Buffer.from(fromHex(hex)).toString("base64url");

/** The same key as OpenSSL takes it. */
function nodeKeys(key: Uint8Array, { x, y }: { x: Hex; y: Hex }) {
  const jwk = { kty: "EC", crv: "P-256", x: base64(x), y: base64(y) };
  return {
    publicKey: createPublicKey({ key: jwk, format: "jwk" }),
    privateKey: createPrivateKey({ key: { ...jwk, d: base64(toHex(key)) }, format: "jwk" }),
  };
}

function pointOf(signer: ReturnType<typeof createP256Signer>) {
  if (signer.p256 === null) throw new Error("a signer on P-256 has a point");
  return signer.p256;
}

describe("a signer on P-256", () => {
  it("signs what OpenSSL takes, always the same, with low s and v 0", () => {
    fc.assert(
      fc.property(keys, digests, (key, digest) => {
        const signer = createP256Signer(keccak, key);
        const point = pointOf(signer);
        const signature = signer.sign(digest);
        const { publicKey } = nodeKeys(key, point);
        const own = fromHex(signature);
        const encoding = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
        expect(nodeVerify("sha256", fromHex(digest), encoding, own.subarray(0, 64))).toBe(true);
        expect(own).toHaveLength(65);
        expect(own[64]).toBe(0);
        expect(BigInt(halves(signature)[1]) <= ORDER / 2n).toBe(true);
        expect(signer.sign(digest)).toBe(signature);
        expect(signer.address).toBe(p256Address(keccak, point));
      }),
      { numRuns: 10 },
    );
  });

  it("is named as the register names its point", () => {
    // What contracts/src/DeviceRegister.sol computes: the hash of abi.encode(x, y), its last 20 bytes.
    const { x, y } = pointOf(createP256Signer(keccak, new Uint8Array(32).fill(1)));
    const bytes = fromHex(`0x${x.slice(2)}${y.slice(2)}`);
    expect(p256Address(keccak, { x, y })).toBe(`0x${toHex(keccak(bytes)).slice(26)}`);
  });
});

describe("a signature on P-256", () => {
  it("of OpenSSL holds with its low s, and with no high one", () => {
    fc.assert(
      fc.property(keys, digests, (key, digest) => {
        const { x, y } = pointOf(createP256Signer(keccak, key));
        const { privateKey } = nodeKeys(key, { x, y });
        const encoding = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
        const [r, either] = halves(toHex(nodeSign("sha256", fromHex(digest), encoding)));
        const twin = word(ORDER - BigInt(either));
        const [low, high] = BigInt(either) < BigInt(twin) ? [either, twin] : [twin, either];
        expect(verifyP256(digest, r, low, x, y)).toBe(true);
        expect(verifyP256(digest, r, high, x, y)).toBe(false);
      }),
      { numRuns: 10 },
    );
  });

  it("is of nothing and nobody else", () => {
    fc.assert(
      fc.property(keys, keys, digests, digests, (key, otherKey, digest, other) => {
        fc.pre(digest !== other && toHex(key) !== toHex(otherKey));
        const signer = createP256Signer(keccak, key);
        const { x, y } = pointOf(signer);
        const stranger = pointOf(createP256Signer(keccak, otherKey));
        const [r, s] = halves(signer.sign(digest));
        expect(verifyP256(digest, r, s, x, y)).toBe(true);
        expect(verifyP256(other, r, s, x, y)).toBe(false);
        expect(verifyP256(digest, r, s, stranger.x, stranger.y)).toBe(false);
        expect(verifyP256(digest, s, r, x, y)).toBe(false);
      }),
      { numRuns: 10 },
    );
  });

  // The same vectors as contracts/test/judges/DeviceSignatures.t.sol.
  it.each([
    [
      `0x${"a1".repeat(32)}`,
      "0xf09b9d3b7c297d0db43d6e71871551a5efcadf73860fe2622111dfab6bbf50dc",
      "0x3d61de91923cc7d4ab582955e0e36995c9542961915b79d7caa1ab3773869e78",
    ],
    [
      `0x${"00".repeat(32)}`,
      "0x05dd4d734f3f1f769586b2604abb31c37f7400f32c9102039a3c2efbae1d68db",
      "0x42807c5862bdf884bbd2523c452ad4c6f45ce555c5e9d548c0b26b912775ac06",
    ],
  ] as [Hex, Hex, Hex][])("is what the contracts say: %s", (digest, r, s) => {
    const x = "0x73aa191e7100e4da42de1c38e71d890756700eed990b05adc4ece03c27b21a45";
    const y = "0x1722e2d2fc88dc3a5e067f7177bd08e26edd46339a77b0633a2d553395b50a14";
    expect(verifyP256(digest, r, s, x, y)).toBe(true);
    expect(verifyP256(digest, r, word(ORDER - BigInt(s)), x, y)).toBe(false);
    expect(verifyP256(digest, word(0n), s, x, y)).toBe(false);
    expect(verifyP256(digest, r, word(0n), x, y)).toBe(false);
    expect(verifyP256(digest, word(ORDER), s, x, y)).toBe(false);
    const offCurve = word(BigInt(y) + 1n);
    expect(verifyP256(digest, r, s, x, offCurve)).toBe(false);
    expect(verifyP256(digest, r, s, word(0n), word(0n))).toBe(false);
  });
});

describe("a device's signature", () => {
  const digest: Hex = `0x${"d1".repeat(32)}`;
  const key = new Uint8Array(32).fill(7);
  const onP256 = createP256Signer(keccak, key);
  const onSecp256k1 = createSigner(keccak, key);
  const own = { device: onP256.address, p256: onP256.p256 };

  it("is told by its curve", () => {
    const { address: device } = onSecp256k1;
    const signature = onP256.sign(digest);
    expect(isSignedByDevice(tools, own, digest, signature)).toBe(true);
    expect(isSignedByDevice(tools, { device, p256: null }, digest, onSecp256k1.sign(digest))).toBe(
      true,
    );
    expect(isSignedByDevice(tools, own, digest, onSecp256k1.sign(digest))).toBe(false);
    expect(isSignedByDevice(tools, { device, p256: null }, digest, signature)).toBe(false);
    expect(isSignedByDevice(tools, { ...own, p256: null }, digest, signature)).toBe(false);
  });

  it("on P-256 may leave out its v, as the register takes it, and is nothing with any other", () => {
    const signature = onP256.sign(digest);
    const withoutV = signature.slice(0, 130) as Hex;
    const withV = (v: string) => `${withoutV}${v}` as Hex;
    expect(isSignedByDevice(tools, own, digest, withoutV)).toBe(true);
    for (const v of ["01", "1b", "1c", "0000"]) {
      expect(isSignedByDevice(tools, own, digest, withV(v))).toBe(false);
    }
    expect(isSignedByDevice(tools, own, digest, withoutV.slice(0, 128) as Hex)).toBe(false);
  });
});

describe("private keys of P-256", () => {
  it("are 32 bytes from one to the order less one", () => {
    const values = [0n, 1n, ORDER - 1n, ORDER];
    const isKey = values.map((value) => isP256PrivateKey(fromHex(word(value))));
    expect(isKey).toEqual([false, true, true, false]);
    expect(isP256PrivateKey(new Uint8Array(31).fill(1))).toBe(false);
  });
});
