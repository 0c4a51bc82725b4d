import fc from "fast-check";
import { encodeAbiParameters, keccak256, parseAbiParameters } from "viem";
import { expect, it } from "vitest";
import { energy, hash, keccak, price, uint32 } from "./cases/hashing.js";
import { hashBookHeader, hashClearingHeader, hashMeteringHeader } from "./headers.js";

const marginals = fc.record({ index: uint32, price, fill: energy });

it("hashes a book's header as Solidity encodes it", () => {
  const headers = fc.record({ slot: uint32, orders: uint32, bookRoot: hash });
  fc.assert(
    fc.property(headers, (header) => {
      const encoded = encodeAbiParameters(parseAbiParameters("uint32, uint32, bytes32"), [
        header.slot,
        header.orders,
        header.bookRoot,
      ]);
      expect(hashBookHeader(keccak, header)).toBe(keccak256(encoded));
    }),
  );
});

it("hashes a clearing's header as Solidity encodes it", () => {
  const headers = fc.record({
    slot: uint32,
    orders: uint32,
    bookRoot: hash,
    fillRoot: hash,
    price,
    energyUkwh: energy,
    bid: marginals,
    ask: marginals,
    rulesVersion: uint32,
    dataHash: hash,
  });
  const words = parseAbiParameters([
    "uint32, uint32, bytes32, bytes32, int64, uint64, Marginal, Marginal, uint32, bytes32",
    "struct Marginal { uint32 index; int64 price; uint64 fill; }",
  ]);
  const wide = ({ index, price: limit, fill }: { index: number; price: number; fill: number }) => ({
    index,
    price: BigInt(limit),
    fill: BigInt(fill),
  });
  fc.assert(
    fc.property(headers, (header) => {
      const encoded = encodeAbiParameters(words, [
        header.slot,
        header.orders,
        header.bookRoot,
        header.fillRoot,
        BigInt(header.price),
        BigInt(header.energyUkwh),
        wide(header.bid),
        wide(header.ask),
        header.rulesVersion,
        header.dataHash,
      ]);
      expect(hashClearingHeader(keccak, header)).toBe(keccak256(encoded));
    }),
  );
});

it("hashes a metering's header as Solidity encodes it", () => {
  const headers = fc.record({
    slot: uint32,
    version: uint32,
    meters: uint32,
    accounts: uint32,
    clearingHash: hash,
    readingRoot: hash,
    lineRoot: hash,
    sharingPrice: price,
    deliveredUkwh: energy,
    sharedUkwh: energy,
    rulesVersion: uint32,
    dataHash: hash,
  });
  const words = parseAbiParameters(
    "uint32, uint32, uint32, uint32, bytes32, bytes32, bytes32, int64, uint64, uint64, uint32, bytes32",
  );
  fc.assert(
    fc.property(headers, (header) => {
      const encoded = encodeAbiParameters(words, [
        header.slot,
        header.version,
        header.meters,
        header.accounts,
        header.clearingHash,
        header.readingRoot,
        header.lineRoot,
        BigInt(header.sharingPrice),
        BigInt(header.deliveredUkwh),
        BigInt(header.sharedUkwh),
        header.rulesVersion,
        header.dataHash,
      ]);
      expect(hashMeteringHeader(keccak, header)).toBe(keccak256(encoded));
    }),
  );
});
