/**
 * Judging what was committed, as the ledger's contracts do (docs/COMMITMENTS.md): reading words that somebody else wrote, the
 * checks, and the faults. Nothing here may encode or decide a result.
 */
export { isSignedByDevice } from "./check-signature.js";
export * from "./check-terms.js";
export * from "./evidence.js";
export * from "./evidence-arguments.js";
export * from "./fault.js";
export * from "./find/find-challenge.js";
export type {
  LeavesDiffer,
  ShownPeriod,
  ShownReceipt,
  ShownSlot,
  TreeName,
} from "./find/published.js";
export * from "./judge.js";
export * from "./read-headers.js";
export * from "./read-line-leaves.js";
export * from "./read-order-leaves.js";
export * from "./read-period-leaves.js";
export * from "./read-reading-leaf.js";
