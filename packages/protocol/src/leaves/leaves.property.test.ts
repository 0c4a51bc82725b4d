import fc from "fast-check";
import { expect, it } from "vitest";
import { bytes32, energy, keccak, price, uint32 } from "../cases/hashing.js";
import { type Layout, packWords, splitWords } from "../cases/pack-words.js";
import { fromHex, toHex } from "../hex.js";
import { type BookLeaf, encodeBookLeaf } from "./book-leaf.js";
import { encodeFillLeaf, type FillLeaf } from "./fill-leaf.js";
import { encodeKeyLeaf } from "./key-leaf.js";
import { encodeLineLeaf, type LineColumns, type LineLeaf } from "./line-leaf.js";
import { encodePeriodLeaf, encodePeriodSlotLeaf } from "./period-leaf.js";
import { encodeReadingLeaf, type ReadingLeaf, type SignedRegisters } from "./reading-leaf.js";
import { LEAF_TAG, saltsOf } from "./salts.js";

const SALT = bytes32(0x5a);
const salt = fromHex(SALT);
const amount = fc.oneof(
  fc.bigInt({ min: -(1n << 120n), max: 1n << 120n }),
  fc.bigInt({ min: -(1n << 64n), max: 1n << 64n }),
  fc.constantFrom(0n, -1n, 1n << 63n, (1n << 63n) - 1n, -(1n << 63n), -(1n << 63n) - 1n),
);
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(toHex);

function expectWords(encoded: Uint8Array, layout: Layout, values: Record<string, unknown>): void {
  const expected = packWords(layout, values as Record<string, string>);
  expect(splitWords(toHex(encoded))).toEqual(splitWords(expected));
}

it("writes an order's leaf as docs/COMMITMENTS.md has it", () => {
  const layout = [
    "tag:64 slot:32 sequence:32 account:32 side:8 v:8",
    "salt",
    "limitPrice:i64 energyUkwh:64 nonce:64",
    "device",
    "r",
    "s",
  ];
  const leaves: fc.Arbitrary<Omit<BookLeaf, "signature" | "digest">> = fc.record({
    slot: uint32,
    sequence: uint32,
    account: uint32,
    device: bytes(20),
    side: fc.constantFrom("buy", "sell"),
    limitPrice: price,
    energyUkwh: energy,
    nonce: energy,
  });
  fc.assert(
    fc.property(leaves, bytes(32), bytes(32), (leaf, r, s) => {
      const signature = `${r}${s.slice(2)}1c` as const;
      const side = leaf.side === "buy" ? 0 : 1;
      expectWords(encodeBookLeaf({ ...leaf, digest: r, signature }, salt), layout, {
        ...{ ...leaf, side, r, s, v: 28, salt: SALT, tag: "book.v2" },
      });
    }),
  );
});

it("writes a fill's leaf as docs/COMMITMENTS.md has it", () => {
  const layout = [
    "tag:64 slot:32 sequence:32 previous:32",
    "salt",
    "fillUkwh:64 boughtUkwh:64 soldUkwh:64 accountBoughtUkwh:64",
    "accountSoldUkwh:64 bidOfferedUkwh:64 bidFilledUkwh:64 askOfferedUkwh:64",
    "askFilledUkwh:64 startUkwh:64",
    "moneyStart:i128 moneyEnd:i128",
    "accountMoney:i128",
  ];
  const leaves: fc.Arbitrary<FillLeaf> = fc.record({
    slot: uint32,
    sequence: uint32,
    previous: uint32,
    fillUkwh: energy,
    boughtUkwh: energy,
    soldUkwh: energy,
    accountBoughtUkwh: energy,
    accountSoldUkwh: energy,
    bidOfferedUkwh: energy,
    bidFilledUkwh: energy,
    askOfferedUkwh: energy,
    askFilledUkwh: energy,
    startUkwh: energy,
    moneyStart: amount,
    moneyEnd: amount,
    accountMoney: amount,
  });
  fc.assert(
    fc.property(leaves, (leaf) => {
      expectWords(encodeFillLeaf(leaf, salt), layout, { ...leaf, salt: SALT, tag: "fill.v2" });
    }),
  );
});

it("writes a reading's leaf as docs/COMMITMENTS.md has it, longer where the meter begins", () => {
  const layout = [
    "tag:64 slot:32 meter:32 account:32 previous:32 quality:8 rule:8 v:8 begins:8",
    "salt",
    "importedUkwh:64 exportedUkwh:64 importRegisterUkwh:64 exportRegisterUkwh:64",
    "signedImport:64 signedExport:64 accountImportedUkwh:64 accountExportedUkwh:64",
    "totalImportedUkwh:64 totalExportedUkwh:64 importBeforeUkwh:64 exportBeforeUkwh:64",
    "device",
    "r",
    "s",
  ];
  const begins = ["baseQuality:8 baseV:8 none:80 baseDevice:160", "baseR", "baseS"];
  const signed: fc.Arbitrary<SignedRegisters> = fc
    .record({
      importRegisterUkwh: energy,
      exportRegisterUkwh: energy,
      quality: fc.constantFrom("measured" as const, "estimated" as const),
      device: bytes(20),
      rs: bytes(64),
    })
    .map(({ rs, ...rest }) => ({ ...rest, signature: `${rs}1b` as const }));
  const leaves: fc.Arbitrary<ReadingLeaf> = fc.record({
    slot: uint32,
    meter: uint32,
    account: uint32,
    previous: uint32,
    quality: fc.constantFrom("measured", "estimated", "substituted", "absent"),
    rule: fc.constantFrom(
      null,
      "membership-ended",
      "register-interpolation",
      "same-hour-mean",
      "community-mean",
    ),
    importedUkwh: energy,
    exportedUkwh: energy,
    importRegisterUkwh: energy,
    exportRegisterUkwh: energy,
    importBeforeUkwh: energy,
    exportBeforeUkwh: energy,
    accountImportedUkwh: energy,
    accountExportedUkwh: energy,
    totalImportedUkwh: energy,
    totalExportedUkwh: energy,
    signed: fc.option(signed),
    baseline: fc.option(signed),
  });
  const rOf = (own: SignedRegisters | null) => own?.signature.slice(0, 66) ?? 0;
  const sOf = (own: SignedRegisters | null) => (own ? `0x${own.signature.slice(66, 130)}` : 0);
  const rules = ["register-interpolation", "same-hour-mean", "community-mean"];
  // The end of a membership is written as a rise of nothing that is shared equally.
  const codeOf = (rule: string) => rules.indexOf(rule) + 1 || (rule === "membership-ended" ? 1 : 0);
  const qualities = ["measured", "estimated", "substituted", "absent"];
  fc.assert(
    fc.property(leaves, (leaf) => {
      const { signed: own, baseline } = leaf;
      const values = {
        ...leaf,
        quality: qualities.indexOf(leaf.quality),
        rule: codeOf(leaf.rule ?? ""),
        v: own === null ? 0 : 27,
        begins: baseline === null ? 0 : 1,
        signedImport: own?.importRegisterUkwh ?? 0,
        signedExport: own?.exportRegisterUkwh ?? 0,
        device: own?.device ?? 0,
        r: rOf(own),
        s: sOf(own),
        baseQuality: baseline === null ? 0 : qualities.indexOf(baseline.quality),
        baseV: 27,
        none: 0,
        baseDevice: baseline?.device ?? 0,
        baseR: rOf(baseline),
        baseS: sOf(baseline),
        salt: SALT,
        tag: "reading2",
      };
      const whole = baseline === null ? layout : [...layout, ...begins];
      expectWords(encodeReadingLeaf(leaf, salt), whole, values);
    }),
  );
});

it("writes a line's leaf as docs/COMMITMENTS.md has it", () => {
  const layout = [
    "tag:64 slot:32 account:32 lastOrder:32 lastReading:32",
    "salt",
    "contractedBuyUkwh:64 contractedSellUkwh:64 importedUkwh:64 exportedUkwh:64",
    "deliveredBuyUkwh:64 deliveredSellUkwh:64 sharedBuyUkwh:64 sharedSellUkwh:64",
    "sum.contractedBuyUkwh:64 sum.contractedSellUkwh:64 sum.importedUkwh:64 sum.exportedUkwh:64",
    "sum.weightBuyUkwh:64 sum.weightSellUkwh:64 sum.deliveredBuyUkwh:64 sum.deliveredSellUkwh:64",
    "sum.sharedBuyUkwh:64 sum.sharedSellUkwh:64 offeredUkwh:64 sum.offeredUkwh:64",
    "tradeAmount:i128 sharingAmount:i128",
    "supplierAmount:i128 feeAmount:i128",
    "sum.tradeAmount:i128 sum.sharingAmount:i128",
    "sum.supplierAmount:i128 sum.feeAmount:i128",
  ];
  const columns: fc.Arbitrary<LineColumns> = fc.record({
    contractedBuyUkwh: energy,
    contractedSellUkwh: energy,
    importedUkwh: energy,
    exportedUkwh: energy,
    weightBuyUkwh: energy,
    weightSellUkwh: energy,
    deliveredBuyUkwh: energy,
    deliveredSellUkwh: energy,
    sharedBuyUkwh: energy,
    sharedSellUkwh: energy,
    offeredUkwh: energy,
    tradeAmount: amount,
    sharingAmount: amount,
    supplierAmount: amount,
    feeAmount: amount,
  });
  const places = fc.record({
    slot: uint32,
    account: uint32,
    lastOrder: uint32,
    lastReading: uint32,
  });
  fc.assert(
    fc.property(columns, columns, places, (own, sums, place) => {
      const leaf: LineLeaf = { ...own, ...place, sums };
      const summed = Object.fromEntries(Object.entries(sums).map(([k, v]) => [`sum.${k}`, v]));
      const values = { ...leaf, ...summed, salt: SALT, tag: "line.v2" };
      expectWords(encodeLineLeaf(leaf, salt), layout, values);
    }),
  );
});

it("writes the leaves of periods and keys as docs/COMMITMENTS.md has them", () => {
  const numbers = fc.record({ a: uint32, b: uint32, c: uint32, root: bytes(32) });
  const amounts = fc.tuple(amount, amount, amount, amount, amount);
  fc.assert(
    fc.property(numbers, amounts, ({ a, b, c, root }, [one, two, three, four, five]) => {
      const slot = { slot: a, account: b, total: one, sumTotal: two };
      expectWords(
        encodePeriodSlotLeaf(slot, salt),
        ["tag:64 slot:32 account:32", "salt", "total:i128 sumTotal:i128", "zero"],
        { ...slot, salt: SALT, zero: 0, tag: "perslot2" },
      );
      const period = {
        period: a,
        account: b,
        slots: c,
        carryIn: one,
        delta: two,
        ledgerDelta: three,
        carryOut: four,
        sumLedgerDelta: five,
        slotsRoot: root,
      };
      expectWords(
        encodePeriodLeaf(period, salt),
        [
          "tag:64 period:32 account:32 slots:32",
          "salt",
          "carryIn:i128 delta:i128",
          "ledgerDelta:i128 carryOut:i128",
          "sumLedgerDelta:i128",
          "slotsRoot",
        ],
        { ...period, salt: SALT, tag: "period.2" },
      );
      const key = { account: a, keyPpm: b, sumKeyPpm: c };
      expectWords(
        encodeKeyLeaf(key, salt),
        ["tag:64 account:32 keyPpm:32 sumKeyPpm:32", "salt", "zero", "zero"],
        { ...key, salt: SALT, zero: 0, tag: "keys.v1" },
      );
    }),
  );
});

it("no two kinds of leaf share a tag, and a salt says nothing of another", () => {
  expect(new Set(Object.values(LEAF_TAG)).size).toBe(Object.values(LEAF_TAG).length);
  const salts = (["book", "fill"] as const).flatMap((kind) => {
    const saltOf = saltsOf(keccak, SALT, kind);
    return [saltOf(0), saltOf(1), saltOf(2 ** 32 - 1)].map(toHex);
  });
  expect(new Set(salts).size).toBe(6);
  expect(toHex(saltsOf(keccak, SALT, "book")(1))).toBe(salts[1]);
});
