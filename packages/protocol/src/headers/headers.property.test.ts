import fc from "fast-check";
import { encodeAbiParameters, keccak256, parseAbiParameters } from "viem";
import { expect, it } from "vitest";
import { energy, hash, keccak, price, uint32 } from "../cases/hashing.js";
import { packWords } from "../cases/pack-words.js";
import { toHex } from "../hex.js";
import type { RationCut } from "../ration-cut.js";
import { encodeBookHeader, hashBookHeader } from "./book-header.js";
import {
  type ClearingHeader,
  encodeClearingHeader,
  hashClearingHeader,
  type MarginalOrder,
} from "./clearing-header.js";
import {
  encodeMeteringHeader,
  hashMeteringHeader,
  type MeteringHeader,
} from "./metering-header.js";
import { hashPeriodHeader } from "./period-header.js";

const cuts = fc.option(fc.record({ remainder: energy, index: uint32 }));
const remainderOf = (cut: RationCut | null) => cut?.remainder ?? (1n << 64n) - 1n;
const indexOf = (cut: RationCut | null) => cut?.index ?? 2 ** 32 - 1;

it("writes and hashes a book's header as docs/COMMITMENTS.md has it", () => {
  fc.assert(
    fc.property(fc.record({ slot: uint32, orders: uint32, bookRoot: hash }), (header) => {
      const words = packWords(["tag:64 slot:32 orders:32", "bookRoot"], {
        ...{ ...header, tag: "bookhead" },
      });
      expect(toHex(encodeBookHeader(header))).toBe(words);
      expect(hashBookHeader(keccak, header)).toBe(keccak256(words));
    }),
  );
});

it("writes and hashes a clearing's header as docs/COMMITMENTS.md has it", () => {
  const marginals: fc.Arbitrary<MarginalOrder> = fc.record({
    index: uint32,
    price,
    fillUkwh: energy,
    levelFilledUkwh: energy,
    levelOfferedUkwh: energy,
    cut: cuts,
  });
  const headers: fc.Arbitrary<ClearingHeader> = fc.record({
    slot: uint32,
    orders: uint32,
    rulesVersion: uint32,
    price,
    energyUkwh: energy,
    bid: marginals,
    ask: marginals,
    bookRoot: hash,
    fillRoot: hash,
    dataHash: hash,
  });
  const layout = [
    "tag:64 slot:32 orders:32 rulesVersion:32",
    "price:i64 energyUkwh:64 bidIndex:32 askIndex:32 bidCutIndex:32 askCutIndex:32",
    "bidPrice:i64 askPrice:i64 bidFill:64 askFill:64",
    "bidFilled:64 bidOffered:64 askFilled:64 askOffered:64",
    "bidCut:64 askCut:64",
    "bookRoot",
    "fillRoot",
    "dataHash",
  ];
  fc.assert(
    fc.property(headers, (header) => {
      const { bid, ask, ...rest } = header;
      const words = packWords(layout, {
        ...rest,
        tag: "clearing",
        bidIndex: bid.index,
        askIndex: ask.index,
        bidCutIndex: indexOf(bid.cut),
        askCutIndex: indexOf(ask.cut),
        bidPrice: bid.price,
        askPrice: ask.price,
        bidFill: bid.fillUkwh,
        askFill: ask.fillUkwh,
        bidFilled: bid.levelFilledUkwh,
        bidOffered: bid.levelOfferedUkwh,
        askFilled: ask.levelFilledUkwh,
        askOffered: ask.levelOfferedUkwh,
        bidCut: remainderOf(bid.cut),
        askCut: remainderOf(ask.cut),
      });
      expect(toHex(encodeClearingHeader(header))).toBe(words);
      expect(hashClearingHeader(keccak, header)).toBe(keccak256(words));
    }),
  );
});

it("writes and hashes a metering's header as docs/COMMITMENTS.md has it", () => {
  const headers: fc.Arbitrary<MeteringHeader> = fc.record({
    slot: uint32,
    version: uint32,
    meters: uint32,
    accounts: uint32,
    rulesVersion: uint32,
    price,
    sharingPrice: price,
    deliveredUkwh: energy,
    sharedUkwh: energy,
    weightBuyUkwh: energy,
    weightSellUkwh: energy,
    importedUkwh: energy,
    exportedUkwh: energy,
    deliveredBuyCut: cuts,
    deliveredSellCut: cuts,
    sharedBuyCut: cuts,
    sharedSellCut: cuts,
    offeredUkwh: energy,
    contractedUkwh: energy,
    clearingHash: hash,
    readingRoot: hash,
    lineRoot: hash,
    dataHash: hash,
  });
  const layout = [
    "tag:64 slot:32 version:32 meters:32 accounts:32 rulesVersion:32",
    "price:i64 sharingPrice:i64 deliveredUkwh:64 sharedUkwh:64",
    "weightBuyUkwh:64 weightSellUkwh:64 importedUkwh:64 exportedUkwh:64",
    "cut0:64 cut1:64 cut2:64 cut3:64",
    "index0:32 index1:32 index2:32 index3:32 offeredUkwh:64 contractedUkwh:64",
    "clearingHash",
    "readingRoot",
    "lineRoot",
    "dataHash",
  ];
  fc.assert(
    fc.property(headers, (header) => {
      const { deliveredBuyCut, deliveredSellCut, sharedBuyCut, sharedSellCut, ...rest } = header;
      const four = [deliveredBuyCut, deliveredSellCut, sharedBuyCut, sharedSellCut];
      const words = packWords(layout, {
        ...rest,
        ...Object.fromEntries(four.map((cut, i) => [`cut${i}`, remainderOf(cut)])),
        ...Object.fromEntries(four.map((cut, i) => [`index${i}`, indexOf(cut)])),
        tag: "metering",
      });
      expect(toHex(encodeMeteringHeader(header))).toBe(words);
      expect(hashMeteringHeader(keccak, header)).toBe(keccak256(words));
    }),
  );
});

it("hashes a period's header as Solidity encodes it", () => {
  const headers = fc.record({
    period: uint32,
    fromSlot: uint32,
    untilSlot: uint32,
    accounts: uint32,
    root: hash,
  });
  const types = parseAbiParameters("uint32, uint32, uint32, uint32, bytes32");
  fc.assert(
    fc.property(headers, (header) => {
      const { period, fromSlot, untilSlot, accounts, root } = header;
      const encoded = encodeAbiParameters(types, [period, fromSlot, untilSlot, accounts, root]);
      expect(hashPeriodHeader(keccak, header)).toBe(keccak256(encoded));
    }),
  );
});
