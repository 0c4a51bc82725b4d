import { netPeriod, ROUNDING_ACCOUNT } from "@pumasi/market";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bookOf, books, clearBook, meterBook, readingsOf, typedData } from "./cases/books.js";
import { bytes32, keccak } from "./cases/hashing.js";
import { commitBook } from "./commit-book.js";
import { commitClearing } from "./commit-clearing.js";
import { commitMetering, readingLeaf } from "./commit-metering.js";
import { accountSlotsTree, commitPeriod } from "./commit-period.js";
import { ZERO_HASH } from "./hex.js";
import { hashBookLeaf, hashFillLeaf, hashLineLeaf, hashReadingLeaf } from "./leaves.js";
import { verifyProof } from "./merkle.js";

const SECRET = bytes32(0x5e);
const SLOT = 1000;

describe("a slot's commitments", () => {
  it("prove every order of the book at its sequence", () => {
    fc.assert(
      fc.property(books, (terms) => {
        const orders = bookOf(SLOT, terms);
        const { header, tree } = commitBook(keccak, SLOT, SECRET, orders);
        expect(header).toMatchObject({ slot: SLOT, orders: orders.length });
        for (const order of orders) {
          const claim = { root: header.bookRoot, count: header.orders, index: order.sequence };
          const leaf = hashBookLeaf(keccak, SECRET, order);
          const proof = tree.proof(order.sequence);
          expect(verifyProof(keccak, { ...claim, leaf, proof })).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("refuse a book with a gap in its sequence", () => {
    const orders = bookOf(SLOT, [
      [4, "buy", 1, 1],
      [5, "sell", 1, 1],
    ]).slice(1);
    expect(() => commitBook(keccak, SLOT, SECRET, orders)).toThrow("no gap");
  });

  it("carry prefix sums of fills over the book and over each account", () => {
    fc.assert(
      fc.property(books, (terms) => {
        const orders = bookOf(SLOT, terms);
        const clearing = clearBook(orders);
        const book = commitBook(keccak, SLOT, SECRET, orders).header;
        const input = { book, secret: SECRET, orders, clearing, rulesVersion: 3 };
        const { header, tree, leaves } = commitClearing(keccak, input);
        for (const [sequence, leaf] of leaves.entries()) {
          const upTo = orders.slice(0, sequence + 1);
          const own = upTo.filter(({ account }) => account === orders[sequence]?.account);
          const sum = (list: typeof orders, side: string) =>
            list
              .filter((order) => order.side === side)
              .reduce((total, order) => total + (clearing.fills[order.sequence] ?? 0), 0);
          expect(leaf).toEqual({
            slot: SLOT,
            sequence,
            fillUkwh: clearing.fills[sequence],
            boughtUkwh: sum(upTo, "buy"),
            soldUkwh: sum(upTo, "sell"),
            previous: (own.at(-2)?.sequence ?? -1) + 1,
            accountBoughtUkwh: sum(own, "buy"),
            accountSoldUkwh: sum(own, "sell"),
          });
          const claim = { root: header.fillRoot, count: header.orders, index: sequence };
          const proof = tree.proof(sequence);
          const hash = hashFillLeaf(keccak, SECRET, leaf);
          expect(verifyProof(keccak, { ...claim, leaf: hash, proof })).toBe(true);
        }
        expect(header.energyUkwh).toBe(leaves.at(-1)?.boughtUkwh ?? 0);
        expect(leaves.at(-1)?.soldUkwh ?? 0).toBe(header.energyUkwh);
        const { bid } = clearing;
        expect(header.bid).toEqual(
          bid === null
            ? { index: 0, price: 0, fill: 0 }
            : { index: bid.sequence, price: bid.price, fill: bid.fillUkwh },
        );
      }),
      { numRuns: 30 },
    );
  });

  it("carry prefix totals of lines that end at zero, and prove lines and readings", () => {
    fc.assert(
      fc.property(books, (terms) => {
        const orders = bookOf(SLOT, terms);
        const { metered, settlement, lastOrderOf } = meterBook(orders);
        const readings = readingsOf(metered);
        const { header, lines, lineTree, readingTree } = commitMetering(keccak, typedData, {
          slot: SLOT,
          version: 2,
          secret: SECRET,
          clearingHash: ZERO_HASH,
          readings,
          settlement,
          lastOrderOf,
          rulesVersion: 3,
        });
        expect(header).toMatchObject({
          version: 2,
          meters: metered.length,
          accounts: lines.length,
        });
        let prefix = 0n;
        for (const [index, line] of lines.entries()) {
          prefix += line.total;
          expect(line.prefixTotal).toBe(prefix);
          const last = orders.findLast(({ account }) => account === line.account);
          expect(line.lastOrder).toBe(last === undefined ? 0 : last.sequence + 1);
          const claim = { root: header.lineRoot, count: header.accounts, index };
          const leaf = hashLineLeaf(keccak, SECRET, index, line);
          expect(verifyProof(keccak, { ...claim, leaf, proof: lineTree.proof(index) })).toBe(true);
        }
        expect(prefix).toBe(0n);
        for (const [index, reading] of readings.entries()) {
          const claim = { root: header.readingRoot, count: header.meters, index };
          const own = readingLeaf(typedData, SLOT, reading);
          const leaf = hashReadingLeaf(keccak, SECRET, index, own);
          const proof = readingTree.proof(index);
          expect(verifyProof(keccak, { ...claim, leaf, proof })).toBe(true);
          expect(own.digest === ZERO_HASH).toBe(reading.signed === null);
        }
      }),
      { numRuns: 30 },
    );
  });
});

it("a period's leaves carry prefix sums of what moves and the root of the account's slots", () => {
  const totals = new Map([
    [4, 2_500_000n],
    [5, -2_500_001n],
    [0, 1n],
  ]);
  const lines = netPeriod(totals, new Map());
  const slotsOf = (account: number) => [{ slot: SLOT, total: totals.get(account) ?? 0n }];
  const { root, tree, leaves } = commitPeriod(keccak, {
    period: 1,
    secret: SECRET,
    lines,
    slotsOf,
  });
  expect(root).toBe(tree.root);
  expect(leaves.map(({ account }) => account)).toEqual([0, ROUNDING_ACCOUNT, 4, 5]);
  expect(leaves.map(({ ledgerDelta }) => ledgerDelta)).toEqual([0n, 1n, 2n, -3n]);
  expect(leaves.map(({ prefixLedgerDelta }) => prefixLedgerDelta)).toEqual([0n, 1n, 3n, 0n]);
  for (const { account, slots, slotsRoot } of leaves) {
    expect(slots).toBe(1);
    const own = { account, slots: slotsOf(account) };
    expect(slotsRoot).toBe(accountSlotsTree(keccak, SECRET, own).root);
  }
});
