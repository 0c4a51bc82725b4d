import type { Address, Hex } from "viem";
import type { Call } from "./call.js";
import type { TransactionFees } from "./transaction-fees.js";

/** One signed transaction, as it is kept before it is sent. A nonce has several once it was re-priced. */
export interface JournalledTransaction {
  nonce: number;
  hash: Hex;
  raw: Hex;
  fees: TransactionFees;
  /** Wall time, ms since 1970: when it was written down. */
  signedAt: number;
}

/** What the ledger is to be told and is not known to hold for good. */
export interface OpenAction extends Call {
  nonce: number;
  /** The instant (ms since 1970) from which on it may be in a block. */
  at: number;
  /** Every transaction that was ever signed for it, oldest first. */
  transactions: readonly JournalledTransaction[];
}

export interface BlockPlace {
  number: number;
  hash: Hex;
  /** Seconds since the Unix epoch. */
  timestamp: number;
}

/** What became of an action, once enough blocks stand on the one that holds it. */
export interface FinalAction {
  nonce: number;
  /** Which of its transactions was taken. */
  transactionHash: Hex;
  block: BlockPlace;
  status: "success" | "reverted";
  gasUsed: bigint;
  /** The contract that it made, or null. */
  contractAddress: Address | null;
  /** The contract's own error with its values; null on success and where it could not be found out. */
  revertReason: string | null;
}

/**
 * Where the caller keeps what it tells an external ledger. Nonces begin at 0 and have no gaps; an action is never
 * taken back. Each method is one transaction: all of it is kept, or nothing.
 */
export interface TransactionJournal {
  /** Every open action that has a signed transaction, and the next ones after them up to `limit` in all; by nonce. */
  openActions(limit: number): Promise<OpenAction[]>;
  /** The newest final action; null before the first. */
  lastFinal(): Promise<{ nonce: number; block: BlockPlace } | null>;
  /** Keeps signed transactions; none of them has been sent yet. */
  recordSigned(transactions: readonly JournalledTransaction[]): Promise<void>;
  /** Keeps what became of the lowest open actions; called once for each. */
  recordFinal(actions: readonly FinalAction[]): Promise<void>;
}
