/**
 * The ledger: an EVM chain with the community's contracts, reached over standard JSON-RPC, or embedded in this machine.
 * It encodes, signs, mines and reads. It must never decide what is traded or owed, keep a journal or a key of its own,
 * read the clock, or let anything outside this package see a contract's ABI.
 */
export * from "./block-journal.js";
export { type Call, type GasKind, gasFor, highestGas, itemsPerCall } from "./call.js";
export * from "./coin-calls.js";
export * from "./community-calls.js";
export * from "./deploy-calls.js";
export { EmbeddedNode, type EmbeddedNodeOptions } from "./embedded-node.js";
export * from "./errors.js";
export * from "./headers.js";
export * from "./ledger-calls.js";
export type * from "./ledger-view.js";
export * from "./market-calls.js";
export { type GasUse, readGasUse } from "./read-gas-use.js";
export { type LedgerSource, readLedger } from "./read-ledger.js";
export type { ReplayProgress } from "./replay-journal.js";
export { decodeRevertReason } from "./revert-reason.js";
export * from "./settlement-batch.js";
export * from "./settlement-batches.js";
export * from "./sign-transaction.js";
export { parseSlotWord, type SlotState, type SlotWord } from "./slot-word.js";
