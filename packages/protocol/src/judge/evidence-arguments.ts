import type { Evidence, Leaf, OrderPosition, RuleName } from "./evidence.js";

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
  proof,
});

const positionOf = ({ book, fill }: OrderPosition) => ({ book: leafOf(book), fill: leafOf(fill) });

/**
 * Evidence as the arguments of its judge's function on the ledger, in their order: structs as objects, words as numbers, so
 * that an ABI encoder takes them as they are.
 */
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

/** The contract that a judgement is asked of: a rule, or one of the two judges that all rules have in common. */
export function judgeOf(evidence: Evidence): RuleName | "FactJudge" | "PeriodJudge" {
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
