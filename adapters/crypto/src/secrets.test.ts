import { keccak256, stringToBytes, toHex } from "viem";
import { describe, expect, it } from "vitest";
import { isPrivateKey } from "./device-signer.js";
import { loadKeccak } from "./keccak-wasm.js";
import { randomSecrets, seededSecrets } from "./random-secret.js";
import { loadNative, NativeSignaturesMissingError } from "./secp256k1-native.js";

const keccak = await loadKeccak();

describe("keccak", () => {
  it("is viem's, for any length", () => {
    for (const length of [0, 1, 64, 135, 136, 137, 1000]) {
      const bytes = new Uint8Array(length).fill(length % 251);
      expect(toHex(keccak(bytes))).toBe(keccak256(bytes));
    }
  });

  it("gives a result that the next call does not overwrite", () => {
    const first = keccak(new Uint8Array([1]));
    const kept = first.slice();
    keccak(new Uint8Array([2]));
    expect(first).toEqual(kept);
  });
});

describe("secrets", () => {
  it("derive from a seed and a name, and from nothing else", () => {
    const secrets = seededSecrets(keccak, "seed");
    expect(secrets.secret("a")).toBe(keccak256(stringToBytes('["pumasi","seed","a"]')));
    expect(seededSecrets(keccak, "seed").secret("a")).toBe(secrets.secret("a"));
    expect(secrets.secret("b")).not.toBe(secrets.secret("a"));
    expect(seededSecrets(keccak, "other").secret("a")).not.toBe(secrets.secret("a"));
    expect(toHex(secrets.privateKey("a"))).toBe(secrets.secret("key:a"));
  });

  it("cannot be steered by a seed that contains a name", () => {
    expect(seededSecrets(keccak, 'a","b').secret("c")).not.toBe(
      seededSecrets(keccak, "a").secret('b","c'),
    );
  });

  it("are random without a seed", () => {
    const secrets = randomSecrets();
    expect(secrets.secret("a")).toMatch(/^0x[0-9a-f]{64}$/);
    expect(secrets.secret("a")).not.toBe(secrets.secret("a"));
    expect(isPrivateKey(secrets.privateKey("a"))).toBe(true);
    expect(secrets.privateKey("a")).not.toEqual(secrets.privateKey("a"));
  });
});

describe("the native library", () => {
  it("is loaded on this machine", () => {
    expect(typeof loadNative().ecdsaSign).toBe("function");
  });

  it("says what to do when it is missing", () => {
    const cause = new Error("no binary");
    const error = new NativeSignaturesMissingError(cause);
    expect(error).toMatchObject({ code: "native_signatures_missing", retryable: false, cause });
    expect(error.message).toMatchInlineSnapshot(
      `"The native secp256k1 library could not be loaded. Run \`npm ci\` again on this machine, with install scripts allowed (npm must not run with --ignore-scripts)."`,
    );
  });
});
