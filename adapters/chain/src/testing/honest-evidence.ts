import {
  type Evidence,
  type Leaf,
  MerkleTree,
  type ShownPeriod,
  type ShownSlot,
} from "@pumasi/protocol";
import { keccak } from "./market-members.js";

type Whole = { [K in "clearing" | "metering" | "before"]-?: NonNullable<ShownSlot[K]> };

/** A leaf of these with its proof. */
export function leafOf(words: readonly Uint8Array[], index: number): Leaf {
  const own = words[index] as Uint8Array;
  return { words: own, index, proof: new MerkleTree(keccak, words.map(keccak)).proof(index) };
}

/** Each place, and each pair of places by ascending index. */
function onesAndPairs(count: number): number[][] {
  const places = Array.from({ length: count }, (_, index) => index);
  return places.flatMap((one) => [[one], ...places.slice(one + 1).map((other) => [one, other])]);
}

/** Each place, and each with the one after it. */
function onesAndNeighbours(count: number): number[][] {
  const places = Array.from({ length: count }, (_, index) => index);
  return places.flatMap((one) => (one + 1 < count ? [[one], [one, one + 1]] : [[one]]));
}

/** All evidence that there is about a slot under one price, without what no judge takes. */
export function* honestEvidence(slot: ShownSlot & Whole): Generator<Evidence> {
  const { rule, terms, book, clearing, metering, before } = slot;
  const count = book.orders.length;
  for (const indexes of onesAndPairs(count)) {
    const orders = indexes.map((index) => leafOf(book.orders, index));
    yield { judge: "judgeBook", header: book.header, terms, orders };
  }
  for (const receipt of slot.receipts) {
    const order = leafOf(book.orders, receipt.sequence);
    yield { judge: "judgeReceipt", header: book.header, ...receipt, order };
  }
  const position = (index: number) => ({
    book: leafOf(book.orders, index),
    fill: leafOf(clearing.fills, index),
  });
  for (const indexes of [[], ...onesAndPairs(count)]) {
    const positions = indexes.map(position);
    yield { judge: "judgeClearing", rule, header: clearing.header, terms, positions };
  }
  const { header } = metering;
  yield { judge: "judgeMetering", rule, header, clearing: clearing.header, terms };
  for (const indexes of onesAndPairs(metering.readings.length)) {
    const readings = indexes.map((index) => leafOf(metering.readings, index));
    yield { judge: "judgeReadings", header, readings };
  }
  for (const meter of metering.readings.keys()) {
    const reading = leafOf(metering.readings, meter);
    const own = { headerBefore: before.header, before: leafOf(before.readings, meter) };
    yield { judge: "judgeContinuity", header, reading, ...own };
  }
  for (const indexes of onesAndNeighbours(metering.lines.length)) {
    const lines = indexes.map((index) => leafOf(metering.lines, index));
    yield { judge: "judgeLines", rule, header, terms, lines, keys: [] };
  }
  for (const account of metering.lines.keys()) {
    const line = leafOf(metering.lines, account);
    for (const index of book.orders.keys()) {
      const own = { clearing: clearing.header, terms, line, position: position(index) };
      yield { judge: "judgeLineAndOrder", rule, header, ...own };
    }
    for (const meter of metering.readings.keys()) {
      const reading = leafOf(metering.readings, meter);
      yield { judge: "judgeLineAndReading", header, line, reading };
    }
  }
}

/** All evidence that there is about a period, without what no judge takes. */
export function* honestPeriodEvidence(period: ShownPeriod): Generator<Evidence> {
  const { header, before, batches } = period;
  const count = header.accounts;
  for (const indexes of onesAndNeighbours(count)) {
    const leaves = indexes.map((index) => leafOf(period.leaves, index));
    yield { judge: "judgePeriod", header, leaves };
  }
  for (let account = 0; account < count; account++) {
    const leaf = leafOf(period.leaves, account);
    if (before !== null) {
      const own = { headerBefore: before.header, before: leafOf(before.leaves, account) };
      yield { judge: "judgeCarry", header, leaf, ...own };
    }
    const slots = period.slotsOf(account);
    for (const indexes of onesAndNeighbours(slots.length)) {
      const own = indexes.map((index) => leafOf(slots, index));
      yield { judge: "judgePeriodSlots", header, leaf, slots: own };
    }
    for (const [place, metering] of period.meterings.entries()) {
      const slotLeaf = leafOf(slots, place);
      const none = { metering: new Uint8Array(0), line: { ...slotLeaf, words: new Uint8Array(0) } };
      const shown =
        metering === null
          ? none
          : { metering: metering.header, line: leafOf(metering.lines, account) };
      yield { judge: "judgePeriodLine", header, leaf, slotLeaf, ...shown };
    }
    for (const [place, batch] of batches.entries()) {
      const isLast = place === batches.length - 1;
      yield { judge: "judgeBatch", header, leaf, batch, isLast };
    }
  }
}
