import type { PeriodHeader } from "../headers/index.js";
import type { Address, Hex, Keccak256 } from "../keccak.js";
import type { P256Point, RecoverSigner, VerifyP256 } from "../signer.js";
import type { Domain } from "../typed-data.js";
import type { Fault } from "./fault.js";

/** A leaf as it was committed, with the proof that it stands at `index`. No words: there is none. */
export interface Leaf {
  words: Uint8Array;
  index: number;
  proof: readonly Hex[];
}

/** An order in the book and its fill, at the same index. */
export interface OrderPosition {
  book: Leaf;
  fill: Leaf;
}

/** The contract that judges by a rule. */
export type RuleName =
  | "UniformPriceRule"
  | "PayAsBidRule"
  | "ProportionalSharingRule"
  | "StaticSharingRule"
  | "AttestedRule";

/** What a rule needs to know of a rules version; prices and fees in 10^-6 currency/kWh (docs/COMMITMENTS.md, "Terms"). */
export interface Terms {
  rule: Address;
  priceFloor: bigint;
  priceCap: bigint;
  retailPrice: bigint;
  feedInPrice: bigint;
  buyerFee: bigint;
  sellerFee: bigint;
  /** Uniform price: 0 midpoint, 1 marginal bid, 2 marginal ask, 3 k; pay-as-bid: 0 middle, 1 bid, 2 ask. */
  pricing: number;
  kPpm: number;
  /** 0 pro rata, 1 time. */
  ties: number;
  /** 0 forward capped at metered, 1 firm, 2 sharing. */
  product: number;
  keys: number;
  keysTotalPpm: number;
  keysRoot: Hex;
  documentHash: Hex;
}

/** One transaction's part of a period's settlement: four signed 64-bit changes a word, lowest account lowest. */
export interface BatchData {
  batch: number;
  firstWord: number;
  deltas: readonly bigint[];
}

/** A device key's account; P-256 keys are held as their point. */
export interface RegisteredKey {
  account: number;
  p256: P256Point | null;
}

/** The community's register on the ledger. */
export interface Register {
  /** The key where it is valid in the slot, else null. */
  deviceAt(device: Address, slot: number): RegisteredKey | null;
  /** Null where the register has no such meter. */
  accountOfMeter(meter: number): number | null;
  /** Who signed receipts for the slot. */
  receiptSignerAt(slot: number): Address | null;
}

/** What every judgement needs beside its evidence. */
export interface JudgeContext {
  keccak: Keccak256;
  domain: Domain;
  recoverSigner: RecoverSigner;
  verifyP256: VerifyP256;
  register: Register;
}

/**
 * What a judgement says: a fault; null for none; or that the evidence proves nothing, because a proof does not hold or it
 * is not what the judgement needs (the ledger reverts).
 */
export type Verdict = Fault | null | "proof_invalid" | "evidence_malformed";

/** The evidence of one judgement: the function's name and its arguments, as in contracts/src/interfaces. Headers are words. */
export type Evidence =
  | { judge: "judgeBook"; header: Uint8Array; terms: Terms; orders: Leaf[] }
  | {
      judge: "judgeReceipt";
      header: Uint8Array;
      sequence: number;
      orderDigest: Hex;
      logHead: Hex;
      signature: Hex;
      order: Leaf;
    }
  | { judge: "judgeReadings"; header: Uint8Array; readings: Leaf[] }
  | {
      judge: "judgeContinuity";
      header: Uint8Array;
      reading: Leaf;
      headerBefore: Uint8Array;
      before: Leaf;
    }
  | { judge: "judgeLineAndReading"; header: Uint8Array; line: Leaf; reading: Leaf }
  | {
      judge: "judgeClearing";
      rule: RuleName;
      header: Uint8Array;
      terms: Terms;
      positions: OrderPosition[];
    }
  | {
      judge: "judgeMetering";
      rule: RuleName;
      header: Uint8Array;
      clearing: Uint8Array;
      terms: Terms;
    }
  | {
      judge: "judgeLines";
      rule: RuleName;
      header: Uint8Array;
      terms: Terms;
      lines: Leaf[];
      keys: Leaf[];
    }
  | {
      judge: "judgeLineAndOrder";
      rule: RuleName;
      header: Uint8Array;
      clearing: Uint8Array;
      terms: Terms;
      line: Leaf;
      position: OrderPosition;
    }
  | { judge: "judgePeriod"; header: PeriodHeader; leaves: Leaf[] }
  | {
      judge: "judgeCarry";
      header: PeriodHeader;
      leaf: Leaf;
      headerBefore: PeriodHeader;
      before: Leaf;
    }
  | { judge: "judgePeriodSlots"; header: PeriodHeader; leaf: Leaf; slots: Leaf[] }
  | {
      judge: "judgePeriodLine";
      header: PeriodHeader;
      leaf: Leaf;
      slotLeaf: Leaf;
      metering: Uint8Array;
      line: Leaf;
    }
  | { judge: "judgeBatch"; header: PeriodHeader; leaf: Leaf; batch: BatchData; isLast: boolean };

/** The evidence of one judgement by its name. */
export type EvidenceOf<J extends Evidence["judge"]> = Extract<Evidence, { judge: J }>;

/** True where evidence stands for "there is no such leaf". */
export function hasNoWords({ words }: Pick<Leaf, "words">): boolean {
  return words.length === 0;
}
