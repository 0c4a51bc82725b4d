import type { Hex } from "../../keccak.js";
import type { Evidence, Leaf, OrderPosition } from "../evidence.js";

/** The judges' interfaces, contracts/src/interfaces, as people write them. */
export const JUDGE_ABI = [
  "struct Leaf { uint256[] words; uint32 index; bytes32[] proof; }",
  "struct OrderPosition { Leaf book; Leaf fill; }",
  "struct Terms { address rule; int64 priceFloor; int64 priceCap; int64 retailPrice; int64 feedInPrice; int64 buyerFee; int64 sellerFee; uint8 pricing; uint32 kPpm; uint8 ties; uint8 product; uint32 keys; uint32 keysTotalPpm; bytes32 keysRoot; bytes32 documentHash; }",
  "struct PeriodHeader { uint32 period; uint32 fromSlot; uint32 untilSlot; uint32 accounts; bytes32 root; }",
  "struct BatchData { uint32 batch; uint32 firstWord; uint256[] deltas; }",
  "function judgeBook(uint256[] header, Terms terms, Leaf[] orders) view returns (uint8)",
  "function judgeReceipt(uint256[] header, uint32 sequence, bytes32 orderDigest, bytes32 logHead, bytes signature, Leaf order) view returns (uint8)",
  "function judgeReadings(uint256[] header, Leaf[] readings) view returns (uint8)",
  "function judgeContinuity(uint256[] header, Leaf reading, uint256[] headerBefore, Leaf before) view returns (uint8)",
  "function judgeLineAndReading(uint256[] header, Leaf line, Leaf reading) view returns (uint8)",
  "function judgeClearing(uint256[] header, Terms terms, OrderPosition[] positions) view returns (uint8)",
  "function judgeMetering(uint256[] header, uint256[] clearing, Terms terms) view returns (uint8)",
  "function judgeLines(uint256[] header, Terms terms, Leaf[] lines, Leaf[] keys) view returns (uint8)",
  "function judgeLineAndOrder(uint256[] header, uint256[] clearing, Terms terms, Leaf line, OrderPosition position) view returns (uint8)",
  "function judgePeriod(PeriodHeader header, Leaf[] leaves) view returns (uint8)",
  "function judgeCarry(PeriodHeader header, Leaf leaf, PeriodHeader headerBefore, Leaf before) view returns (uint8)",
  "function judgePeriodSlots(PeriodHeader header, Leaf leaf, Leaf[] slots) view returns (uint8)",
  "function judgePeriodLine(PeriodHeader header, Leaf leaf, Leaf slotLeaf, uint256[] metering, Leaf line) view returns (uint8)",
  "function judgeBatch(PeriodHeader header, Leaf leaf, BatchData batch, bool isLast) view returns (uint8)",
] as const;

/** Words as numbers, as Solidity takes them. */
function numbersOf(words: Uint8Array): bigint[] {
  const view = new DataView(words.buffer, words.byteOffset, words.length);
  return Array.from({ length: Math.floor(words.length / 32) }, (_, word) => {
    let value = 0n;
    for (let lane = 0; lane < 4; lane++) {
      value = (value << 64n) | view.getBigUint64(word * 32 + lane * 8);
    }
    return value;
  });
}

const leafOf = ({ words, index, proof }: Leaf) => ({
  words: numbersOf(words),
  index,
  proof: proof as readonly Hex[],
});

const positionOf = ({ book, fill }: OrderPosition) => ({ book: leafOf(book), fill: leafOf(fill) });

/** Evidence as the arguments of its judge's function on the ledger. */
export function argumentsOf(evidence: Evidence): readonly unknown[] {
  switch (evidence.judge) {
    case "judgeBook":
      return [numbersOf(evidence.header), evidence.terms, evidence.orders.map(leafOf)];
    case "judgeReceipt": {
      const { header, sequence, orderDigest, logHead, signature, order } = evidence;
      return [numbersOf(header), sequence, orderDigest, logHead, signature, leafOf(order)];
    }
    case "judgeReadings":
      return [numbersOf(evidence.header), evidence.readings.map(leafOf)];
    case "judgeContinuity": {
      const { header, reading, headerBefore, before } = evidence;
      return [numbersOf(header), leafOf(reading), numbersOf(headerBefore), leafOf(before)];
    }
    case "judgeLineAndReading":
      return [numbersOf(evidence.header), leafOf(evidence.line), leafOf(evidence.reading)];
    case "judgeClearing":
      return [numbersOf(evidence.header), evidence.terms, evidence.positions.map(positionOf)];
    case "judgeMetering":
      return [numbersOf(evidence.header), numbersOf(evidence.clearing), evidence.terms];
    case "judgeLines": {
      const { header, terms, lines, keys } = evidence;
      return [numbersOf(header), terms, lines.map(leafOf), keys.map(leafOf)];
    }
    case "judgeLineAndOrder": {
      const { header, clearing, terms, line, position } = evidence;
      const both = [numbersOf(header), numbersOf(clearing)];
      return [...both, terms, leafOf(line), positionOf(position)];
    }
    case "judgePeriod":
      return [evidence.header, evidence.leaves.map(leafOf)];
    case "judgeCarry": {
      const { header, leaf, headerBefore, before } = evidence;
      return [header, leafOf(leaf), headerBefore, leafOf(before)];
    }
    case "judgePeriodSlots":
      return [evidence.header, leafOf(evidence.leaf), evidence.slots.map(leafOf)];
    case "judgePeriodLine": {
      const { header, leaf, slotLeaf, metering, line } = evidence;
      return [header, leafOf(leaf), leafOf(slotLeaf), numbersOf(metering), leafOf(line)];
    }
    case "judgeBatch": {
      const { header, leaf, batch, isLast } = evidence;
      return [header, leafOf(leaf), batch, isLast];
    }
  }
}

/** The contract that a judgement is asked of. */
export function targetOf(evidence: Evidence): string {
  if ("rule" in evidence) return evidence.rule;
  const ofPeriod = [
    "judgePeriod",
    "judgeCarry",
    "judgePeriodSlots",
    "judgePeriodLine",
    "judgeBatch",
  ];
  return ofPeriod.includes(evidence.judge) ? "PeriodJudge" : "FactJudge";
}
