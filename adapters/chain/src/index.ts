/**
 * The ledger: an EVM chain with the community's contracts, reached over standard JSON-RPC, or embedded in this machine.
 * It encodes, signs, mines and reads. It must never decide what is traded or owed, keep a journal or a key of its own,
 * read the clock, or let anything outside this package see a contract's ABI.
 */
export * from "./block-journal.js";
export { type Call, type GasKind, gasFor, highestGas, itemsPerCall } from "./call.js";
export * from "./coin-calls.js";
export * from "./community-calls.js";
export * from "./court-calls.js";
export * from "./demand-calls.js";
export * from "./deploy-calls.js";
export * from "./deployment.js";
export { EmbeddedNode, type EmbeddedNodeOptions } from "./embedded-node.js";
export * from "./errors.js";
export { ExternalLedger, type ExternalLedgerSettings, type LedgerStep } from "./external-ledger.js";
export * from "./external-ledger-errors.js";
export { connectExternalSigner, type ExternalSignerSettings } from "./external-signer.js";
export * from "./header-words.js";
export * from "./inbox-calls.js";
export { inboxRefusalInWords } from "./inbox-refusal.js";
export { connectJsonRpc, type JsonRpc, type RpcAnswer, type RpcCall } from "./json-rpc.js";
export * from "./ledger-calls.js";
export type * from "./ledger-view.js";
export * from "./market-calls.js";
export * from "./operator-key.js";
export * from "./order-inbox.js";
export * from "./read-duties.js";
export { type GasUse, readGasUse } from "./read-gas-use.js";
export { type LedgerSource, readLedger } from "./read-ledger.js";
export { type RawTransaction, readRawTransaction } from "./read-raw-transaction.js";
export * from "./read-slot-commitment.js";
export type { ReplayProgress } from "./replay-journal.js";
export { decodeRevertReason } from "./revert-reason.js";
export * from "./send-challenge.js";
export * from "./settlement-batch.js";
export * from "./settlement-batches.js";
export * from "./sign-transaction.js";
export * from "./signer-errors.js";
export { parseSlotWord, type SlotState, type SlotWord, wordHasHash } from "./slot-word.js";
export type { TransactionFees } from "./transaction-fees.js";
export type * from "./transaction-journal.js";
export * from "./transaction-signer.js";
