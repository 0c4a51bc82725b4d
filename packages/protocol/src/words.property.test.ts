import fc from "fast-check";
import { encodeAbiParameters, parseAbiParameters, stringToHex } from "viem";
import { describe, expect, it } from "vitest";
import { address, hash } from "./cases/hashing.js";
import { toHex } from "./hex.js";
import { nameWord, Words } from "./words.js";

describe("words", () => {
  it("are those of Solidity's abi.encode", () => {
    const types = parseAbiParameters("uint64, int192, bytes32, address");
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
        fc.bigInt({ min: -(1n << 190n), max: 1n << 190n }),
        hash,
        address,
        (unsigned, signed, digest, account) => {
          const words = new Words(4).uint(unsigned).int(signed).hex(digest).hex(account);
          expect(toHex(words.done())).toBe(
            encodeAbiParameters(types, [unsigned, signed, digest, account]),
          );
        },
      ),
    );
  });

  it("refuse what does not fit", () => {
    expect(() => new Words(1).uint(-1)).toThrow("64 bits");
    expect(() => new Words(1).uint(1n << 64n)).toThrow("64 bits");
    expect(() => new Words(1).raw(new Uint8Array(33))).toThrow("32 bytes");
    expect(() => new Words(2).uint(1).done()).toThrow("every word");
  });

  it("hold names to the left, as Solidity writes bytes32", () => {
    const name = "pumasi.book.v1";
    expect(toHex(nameWord(name))).toBe(stringToHex(name, { size: 32 }));
    expect(() => nameWord("a".repeat(33))).toThrow("fits one word");
  });
});
