import { netPeriod, ROUNDING_ACCOUNT } from "@pumasi/market";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bookOf, books, clearBook, meterBook, readingsOf, tariff } from "./cases/books.js";
import { bytes32, keccak } from "./cases/hashing.js";
import type { CommittedLeaves } from "./commit-book.js";
import { commitBook } from "./commit-book.js";
import { commitClearing } from "./commit-clearing.js";
import { commitMetering } from "./commit-metering.js";
import { commitAccountSlots, commitPeriod } from "./commit-period.js";
import { ZERO_HASH } from "./hex.js";
import type { Hex } from "./keccak.js";
import { lineTotal } from "./leaves/index.js";
import { verifyProof } from "./merkle.js";

const SECRET = bytes32(0x5e);
const SLOT = 1000;

/** Every leaf's words stand at their place under the root, and at no other. */
function expectProofs({ words, tree }: CommittedLeaves, root: Hex, count: number): void {
  expect(words).toHaveLength(count);
  for (const [index, word] of words.entries()) {
    const claim = { root, count, index, leaf: keccak(word), proof: tree.proof(index) };
    expect(verifyProof(keccak, claim)).toBe(true);
    expect(verifyProof(keccak, { ...claim, index: index + 1 })).toBe(false);
  }
}

describe("a slot's commitments", () => {
  it("prove every order of the book at its sequence", () => {
    fc.assert(
      fc.property(books, (terms) => {
        const orders = bookOf(SLOT, terms);
        const { header, ...book } = commitBook(keccak, SLOT, SECRET, orders);
        expect(header).toMatchObject({ slot: SLOT, orders: orders.length });
        expectProofs(book, header.bookRoot, header.orders);
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
  it("carry prefix sums of fills over the book, the margins and each account", () => {
    fc.assert(
      fc.property(books, (terms) => {
        const orders = bookOf(SLOT, terms);
        const clearing = clearBook(orders);
        const book = commitBook(keccak, SLOT, SECRET, orders).header;
        const input = { book, secret: SECRET, orders, clearing, rulesVersion: 3 };
        const { header, leaves, ...fills } = commitClearing(keccak, {
          ...input,
          tariffOf: () => tariff,
        });
        expectProofs(fills, header.fillRoot, header.orders);
        for (const [sequence, leaf] of leaves.entries()) {
          const upTo = orders.slice(0, sequence + 1);
          const own = upTo.filter(({ account }) => account === orders[sequence]?.account);
          const sum = (list: typeof orders, side: string) =>
            list
              .filter((order) => order.side === side)
              .reduce((total, order) => total + (clearing.fills[order.sequence] ?? 0), 0);
          expect(leaf).toMatchObject({
            slot: SLOT,
            sequence,
            fillUkwh: clearing.fills[sequence],
            boughtUkwh: sum(upTo, "buy"),
            soldUkwh: sum(upTo, "sell"),
            previous: (own.at(-2)?.sequence ?? -1) + 1,
            accountBoughtUkwh: sum(own, "buy"),
            accountSoldUkwh: sum(own, "sell"),
            accountMoney: 0n,
          });
        }
        const last = leaves.at(-1);
        expect(header.energyUkwh).toBe(last?.boughtUkwh ?? 0);
        expect(last?.soldUkwh ?? 0).toBe(header.energyUkwh);
        expect(header.bid.levelFilledUkwh).toBe(last?.bidFilledUkwh ?? 0);
        expect(header.ask.levelOfferedUkwh).toBe(last?.askOfferedUkwh ?? 0);
        expect(header.bid.index).toBe(clearing.bid?.sequence ?? 0);
        expect(header.ask.price).toBe(clearing.ask?.price ?? 0);
      }),
      { numRuns: 30 },
    );
  });

  it("have a line for every account and a reading for every meter, with sums that end at zero", () => {
    fc.assert(
      fc.property(books, (terms) => {
        const orders = bookOf(SLOT, terms);
        const { metered, settlement, lastOrderOf } = meterBook(orders);
        const { header, lines, readings } = commitMetering(keccak, {
          slot: SLOT,
          version: 2,
          secret: SECRET,
          clearingHash: ZERO_HASH,
          readings: readingsOf(metered.filter(({ meter }) => meter !== 1)),
          baselines: [],
          accountOfMeter: (meter) => meter + 4,
          settlement,
          lastOrderOf,
          rulesVersion: 3,
        });
        expect(header).toMatchObject({ version: 2, meters: 6, price: settlement.price ?? 0 });
        expectProofs(lines, header.lineRoot, header.accounts);
        expectProofs(readings, header.readingRoot, header.meters);
        let total = 0n;
        for (const [index, line] of lines.leaves.entries()) {
          expect(line.account).toBe(index);
          total += lineTotal(line);
          expect(lineTotal(line.sums)).toBe(total);
          const last = orders.findLast(({ account }) => account === line.account);
          expect(line.lastOrder).toBe(last === undefined ? 0 : last.sequence + 1);
        }
        expect(total).toBe(0n);
        for (const [meter, leaf] of readings.leaves.entries()) {
          expect(leaf).toMatchObject({ meter, account: meter + 4 });
          expect(leaf.quality === "absent").toBe(meter === 1);
          expect(leaf.signed === null).toBe(meter === 1 || meter === 3);
          expect(leaf.importBeforeUkwh + leaf.importedUkwh).toBe(leaf.importRegisterUkwh);
        }
        expect(header.importedUkwh).toBe(lines.leaves.at(-1)?.sums.importedUkwh);
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
  const input = {
    ...{ period: 1, fromSlot: SLOT - 1, untilSlot: SLOT + 1, secret: SECRET, lines, slotsOf },
  };
  const { header, leaves, ...committed } = commitPeriod(keccak, input);
  expectProofs(committed, header.root, header.accounts);
  expect(leaves.map(({ account }) => account)).toEqual([0, 1, 2, ROUNDING_ACCOUNT, 4, 5]);
  expect(leaves.map(({ ledgerDelta }) => ledgerDelta)).toEqual([0n, 0n, 0n, 1n, 2n, -3n]);
  expect(leaves.map(({ sumLedgerDelta }) => sumLedgerDelta)).toEqual([0n, 0n, 0n, 1n, 3n, 0n]);
  for (const { account, slots, slotsRoot } of leaves) {
    expect(slots).toBe(2);
    const own = commitAccountSlots(keccak, input, account);
    expectProofs(own, slotsRoot, slots);
    expect(own.leaves.map(({ total }) => total)).toEqual([0n, totals.get(account) ?? 0n]);
  }
});
