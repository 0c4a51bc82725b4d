import { hashPeriodHeader } from "../headers/period-header.js";
import { fromHex, toHex } from "../hex.js";
import type { Evidence, JudgeContext, Leaf, Verdict } from "../judge/evidence.js";
import { FAULT_TEXT } from "../judge/fault.js";
import { judge } from "../judge/judge.js";
import { readBookHeader, readClearingHeader, readMeteringHeader } from "../judge/read-headers.js";
import { readLineLeaf, type SeenLine } from "../judge/read-line-leaves.js";
import { readPeriodLeaf } from "../judge/read-period-leaves.js";
import type { Address, Hex, Keccak256 } from "../keccak.js";
import { hashLedgerTerms, judgedTerms } from "../ledger-terms.js";
import { p256Address, type RecoverSigner, type VerifyP256 } from "../signer.js";
import type { LeafProof, SlotProof } from "../wire/slot-proof.js";

/** One thing that was looked at; `problem` is null when it is as it should be. */
export interface ProofStep {
  what:
    | "headers"
    | "clearing"
    | "metering"
    | "order"
    | "fill"
    | "reading"
    | "line"
    | "line-orders"
    | "line-readings"
    | "period"
    | "period-slot"
    | "period-line";
  /** The order's sequence or the meter, where the step is about one. */
  index: number | null;
  problem: string | null;
}

/** What a proof comes to, and what has to stand on the ledger for it to mean anything. */
export interface CheckedProof {
  ok: boolean;
  steps: ProofStep[];
  /** The account's line, amounts in 10^-12 currency; null when it cannot be read. */
  line: SeenLine | null;
  /** The ledger's slot word must begin with the first 200 bits of this hash. */
  meteringHash: Hex;
  /** The register must name this hash for the metering's version of the rules. */
  termsHash: Hex;
  rulesVersion: number | null;
  /** The ledger must name this hash for the period; null when the proof has none. */
  periodHash: Hex | null;
}

/** Who holds a device's key in a slot, when somebody has asked the ledger; otherwise signatures are checked, not their owners. */
export type KeyOwner = (device: Address, slot: number) => number | null;

/** How hashes are made and the signatures of both curves checked. */
export interface ProofTools {
  keccak: Keccak256;
  recoverSigner: RecoverSigner;
  verifyP256: VerifyP256;
}

/**
 * Checks everything that a slot's proof can show by itself, with the ledger's own judgements: that the account's orders, fills,
 * readings and line stand under the headers' roots, follow from one another and from the terms, and add up to the period's
 * amount. No ledger is asked: what has to be on it is said in the answer. A P-256 key in the file needs no trust: the device
 * that a leaf names is the key's hash.
 */
export function checkSlotProof(
  tools: ProofTools,
  proof: SlotProof,
  keyOwner: KeyOwner | null = null,
): CheckedProof {
  const { keccak } = tools;
  const { slot, account } = proof;
  const terms = judgedTerms(proof.terms);
  const metering = fromHex(proof.meteringHeader);
  const clearing =
    proof.clearingHeader === null ? new Uint8Array(0) : fromHex(proof.clearingHeader);
  const book = fromHex(proof.bookHeader);
  const context = contextOf(tools, proof, keyOwner);
  const steps: ProofStep[] = [];
  const note = (what: ProofStep["what"], verdict: Verdict, index: number | null = null) =>
    steps.push({ what, index, problem: textOf(verdict) });
  const ask = (what: ProofStep["what"], evidence: Evidence, index: number | null = null) =>
    note(what, judge(context, evidence), index);

  steps.push({ what: "headers", index: null, problem: headersProblem(keccak, proof) });
  const { rule } = proof;
  if (proof.clearingHeader !== null) {
    ask("clearing", { judge: "judgeClearing", rule, header: clearing, terms, positions: [] });
  }
  ask("metering", { judge: "judgeMetering", rule, header: metering, clearing, terms });
  const line = leafOf(proof.line);
  for (const order of proof.orders) {
    const position = { book: leafOf(order.book), fill: leafOf(order.fill) };
    const { index } = order.book;
    ask("order", { judge: "judgeBook", header: book, terms, orders: [position.book] }, index);
    const cleared = { rule, header: clearing, terms, positions: [position] };
    ask("fill", { judge: "judgeClearing", ...cleared }, index);
    const pair = { rule, header: metering, clearing, terms, line, position };
    ask("line-orders", { judge: "judgeLineAndOrder", ...pair }, index);
  }
  for (const own of proof.readings) {
    const reading = leafOf(own);
    ask("reading", { judge: "judgeReadings", header: metering, readings: [reading] }, own.index);
    const pair = { header: metering, line, reading };
    ask("line-readings", { judge: "judgeLineAndReading", ...pair }, own.index);
  }
  ask("line", { judge: "judgeLines", rule, header: metering, terms, lines: [line], keys: [] });
  if (proof.line.index !== account) note("line", "evidence_malformed");
  const { period } = proof;
  if (period !== null) {
    const [leaf, slotLeaf] = [leafOf(period.leaf), leafOf(period.slot)];
    const { header } = period;
    ask("period", { judge: "judgePeriod", header, leaves: [leaf] });
    ask("period-slot", { judge: "judgePeriodSlots", header, leaf, slots: [slotLeaf] });
    ask("period-line", { judge: "judgePeriodLine", header, leaf, slotLeaf, metering, line });
    const named = readPeriodLeaf(leaf.words, header, account);
    if (named === null || header.fromSlot + period.slot.index !== slot) {
      note("period", "evidence_malformed");
    }
  }
  return {
    ok: steps.every(({ problem }) => problem === null),
    steps,
    line: readLineLeaf(line.words, slot, account),
    meteringHash: toHex(keccak(metering)),
    termsHash: hashLedgerTerms(keccak, proof.terms),
    rulesVersion: readMeteringHeader(metering)?.rulesVersion ?? null,
    periodHash: period === null ? null : hashPeriodHeader(keccak, period.header),
  };
}

function leafOf({ index, words, proof }: LeafProof): Leaf {
  return { index, words: fromHex(words), proof };
}

function textOf(verdict: Verdict): string | null {
  if (verdict === null) return null;
  if (verdict === "proof_invalid") return "It does not stand where the file says.";
  if (verdict === "evidence_malformed") return "The file does not hold what it should.";
  return FAULT_TEXT[verdict];
}

function contextOf(
  tools: ProofTools,
  { chainId, market, account, p256Keys }: SlotProof,
  keyOwner: KeyOwner | null,
): JudgeContext {
  const points = new Map(p256Keys.map((point) => [p256Address(tools.keccak, point), point]));
  return {
    ...tools,
    domain: { chainId, market },
    register: {
      deviceAt(device, slot) {
        const owner = keyOwner === null ? account : keyOwner(device, slot);
        return owner === null ? null : { account: owner, p256: points.get(device) ?? null };
      },
      accountOfMeter: () => account,
      receiptSignerAt: () => null,
    },
  };
}

/** The headers must be of the slot, the clearing must name the book, and the metering the clearing. */
function headersProblem(keccak: Keccak256, proof: SlotProof): string | null {
  const book = readBookHeader(fromHex(proof.bookHeader));
  const metering = readMeteringHeader(fromHex(proof.meteringHeader));
  if (book === null || metering === null) return "A header is not written as the rules say.";
  if (book.slot !== proof.slot || metering.slot !== proof.slot) {
    return "A header is of another slot.";
  }
  if (proof.clearingHeader === null) {
    return BigInt(metering.clearingHash) === 0n ? null : "The clearing's header is missing.";
  }
  const words = fromHex(proof.clearingHeader);
  const clearing = readClearingHeader(words);
  if (clearing === null) return "A header is not written as the rules say.";
  if (clearing.bookRoot !== book.bookRoot || clearing.orders !== book.orders) {
    return "The clearing is not of this book.";
  }
  return toHex(keccak(words)) === metering.clearingHash
    ? null
    : "The metering is not of this clearing.";
}
