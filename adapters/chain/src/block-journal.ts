import type { Address, Hex } from "viem";

/** A block as the database keeps it: enough to mine it again, bit for bit. */
export interface JournalledBlock {
  number: number;
  /** Seconds since the Unix epoch; later than the block's before. */
  timestamp: number;
  /** Signed transactions in their order in the block. */
  rawTransactions: Hex[];
  /** Null while the block is planned and not known to be mined. */
  hash: Hex | null;
}

/** A block before it is mined; it must be in the journal already. */
export type PlannedBlock = Omit<JournalledBlock, "hash">;

/** What became of one transaction. */
export interface MinedReceipt {
  transactionHash: Hex;
  status: "success" | "reverted";
  gasUsed: bigint;
  /** The contract that the transaction made, or null. */
  contractAddress: Address | null;
  /** The contract's own error with its values, or null on success and where the node kept no reason. */
  revertReason: string | null;
}

/** A block that is on the ledger. */
export interface MinedBlock {
  number: number;
  hash: Hex;
  timestamp: number;
  /** One for each transaction, in their order. */
  receipts: MinedReceipt[];
}

/** Where the caller keeps its blocks; they are written there before they are mined. */
export interface BlockJournal {
  /** Blocks above `number`, ascending without a gap; may be a page, an empty one ends the journal. */
  blocksAfter(number: number): Promise<JournalledBlock[]>;
  /** A planned block turned out to be, or has now been, mined. */
  recordMined(block: MinedBlock): Promise<void>;
}
