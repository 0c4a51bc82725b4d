import type { Evidence, Leaf, OrderPosition, Terms } from "@pumasi/protocol";

import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseAbiParameters,
} from "viem";
import { type Call, gasFor } from "./call.js";
import { courtAbi as abi } from "./contracts.gen.js";
import { toWords } from "./header-words.js";

/** A challenge as two transactions: the announcement, and from a later block on the challenge itself. */
export interface ChallengeCalls {
  commit: Call;
  reveal: Call;
}

/**
 * A proven fault as the court takes it. `recordedOn` are the headers that were recorded on the judged one since, innermost
 * first: on a book its clearing and metering, on a clearing its metering. The salt keeps the announcement from being guessed;
 * only `challenger` can make the challenge that it announces.
 */
export function challengeCalls(
  court: Address,
  challenger: Address,
  evidence: Evidence,
  options: { recordedOn: readonly Uint8Array[]; salt: Hex },
): ChallengeCalls {
  const data = challengeData(evidence, options);
  const types = parseAbiParameters("address, bytes32");
  const hash = keccak256(encodeAbiParameters(types, [challenger, keccak256(data)]));
  const commitData = encodeFunctionData({ abi, functionName: "commit", args: [hash] });
  return {
    commit: { to: court, data: commitData, gas: gasFor("setting") },
    reveal: { to: court, data, gas: gasFor("challenge") },
  };
}

function challengeData(
  evidence: Evidence,
  { recordedOn, salt }: { recordedOn: readonly Uint8Array[]; salt: Hex },
): Hex {
  const chain = (header: Uint8Array) => [header, ...recordedOn].map((words) => wordsOf(words));
  switch (evidence.judge) {
    case "judgeBook": {
      const { header, terms, orders } = evidence;
      const args = [chain(header), termsOf(terms), orders.map(leafOf), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeBook", args });
    }
    case "judgeReceipt": {
      const { header, sequence, orderDigest, logHead, signature, order } = evidence;
      const receipt = { sequence, orderDigest, logHead, signature };
      const args = [chain(header), receipt, leafOf(order), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeReceipt", args });
    }
    case "judgeClearing": {
      const { header, terms, positions } = evidence;
      const args = [chain(header), termsOf(terms), positions.map(positionOf), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeClearing", args });
    }
    case "judgeReadings": {
      const args = [wordsOf(evidence.header), evidence.readings.map(leafOf), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeReadings", args });
    }
    case "judgeContinuity": {
      const { header, reading, headerBefore, before } = evidence;
      const [own, other] = [wordsOf(header), wordsOf(headerBefore)];
      const args = [own, leafOf(reading), other, leafOf(before), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeContinuity", args });
    }
    case "judgeMetering": {
      const { header, clearing, terms } = evidence;
      const args = [wordsOf(header), wordsOf(clearing), termsOf(terms), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeMetering", args });
    }
    case "judgeLines": {
      const { header, terms, lines, keys } = evidence;
      const leaves = [lines.map(leafOf), keys.map(leafOf)] as const;
      const args = [wordsOf(header), termsOf(terms), ...leaves, salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeLines", args });
    }
    case "judgeLineAndOrder": {
      const { header, clearing, terms, line, position } = evidence;
      const headers = [wordsOf(header), wordsOf(clearing)] as const;
      const args = [...headers, termsOf(terms), leafOf(line), positionOf(position), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeLineAndOrder", args });
    }
    case "judgeLineAndReading": {
      const { header, line, reading } = evidence;
      const args = [wordsOf(header), leafOf(line), leafOf(reading), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeLineAndReading", args });
    }
    default:
      return periodChallengeData(evidence, salt);
  }
}

type PeriodEvidence = Extract<Evidence, { header: { period: number } }>;

function periodChallengeData(evidence: PeriodEvidence, salt: Hex): Hex {
  const { header } = evidence;
  switch (evidence.judge) {
    case "judgePeriod": {
      const args = [header, evidence.leaves.map(leafOf), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengePeriod", args });
    }
    case "judgeCarry": {
      const { leaf, headerBefore, before } = evidence;
      const args = [header, leafOf(leaf), headerBefore, leafOf(before), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeCarry", args });
    }
    case "judgePeriodSlots": {
      const args = [header, leafOf(evidence.leaf), evidence.slots.map(leafOf), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengePeriodSlots", args });
    }
    case "judgePeriodLine": {
      const { leaf, slotLeaf, metering, line } = evidence;
      const leaves = [leafOf(leaf), leafOf(slotLeaf)] as const;
      const args = [header, ...leaves, wordsOf(metering), leafOf(line), salt] as const;
      return encodeFunctionData({ abi, functionName: "challengePeriodLine", args });
    }
    case "judgeBatch": {
      const args = [header, leafOf(evidence.leaf), evidence.batch, salt] as const;
      return encodeFunctionData({ abi, functionName: "challengeBatch", args });
    }
  }
}

const wordsOf = (bytes: Uint8Array) => toWords<bigint[]>(bytes);

function leafOf({ words, index, proof }: Leaf) {
  return { words: wordsOf(words), index, proof };
}

function positionOf({ book, fill }: OrderPosition) {
  return { book: leafOf(book), fill: leafOf(fill) };
}

/** The evidence's terms are already in the widths of the struct. */
function termsOf(terms: Terms) {
  return { ...terms };
}
