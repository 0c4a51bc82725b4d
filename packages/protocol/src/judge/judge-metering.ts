import { toHex, ZERO_HASH } from "../hex.js";
import type { Hex, Keccak256 } from "../keccak.js";
import { checkMeteringHeader } from "./check-metering.js";
import type { EvidenceOf, JudgeContext, Verdict } from "./evidence.js";
import { readClearingHeader, readMeteringHeader, type SeenMetering } from "./read-headers.js";

/** How many of a hash's digits the ledger keeps of a recorded header: 200 bits. */
const RECORDED_DIGITS = 2 + 50;

/**
 * Judges a metering's header beside its clearing's; no words where the slot is at the grid tariff. Words of another
 * clearing than the one that the header names, as far as the ledger compares them, are malformed evidence, and so are
 * malformed ones: they are refuted themselves.
 */
export function judgeMetering(
  { keccak }: JudgeContext,
  { rule, header: words, clearing, terms }: EvidenceOf<"judgeMetering">,
): Verdict {
  const header = readMeteringHeader(words);
  if (header === null) return "LeafMalformed";
  const hash = hashOfClearing(keccak, clearing);
  if (!isNamedClearing(header, hash)) return "evidence_malformed";
  const isAtGrid = clearing.length === 0;
  const cleared = isAtGrid ? null : readClearingHeader(clearing);
  if (!isAtGrid && cleared === null) return "evidence_malformed";
  return checkMeteringHeader(rule, terms, header, cleared, hash);
}

/** The hash by which a metering names a clearing; zero for none, at the grid tariff. */
export function hashOfClearing(keccak: Keccak256, words: Uint8Array): Hex {
  return words.length === 0 ? ZERO_HASH : toHex(keccak(words));
}

/** Whether a metering names the clearing of this hash, as far as the ledger keeps it. */
function isNamedClearing({ clearingHash }: SeenMetering, hash: Hex): boolean {
  return clearingHash.slice(0, RECORDED_DIGITS) === hash.slice(0, RECORDED_DIGITS);
}
