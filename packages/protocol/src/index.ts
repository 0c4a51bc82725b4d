/**
 * What is said and shown between devices, server, ledger and auditors: wire schemas, typed-data
 * messages, leaves, headers and Merkle commitments. Pure: it takes keccak and keys as parameters and
 * must never do I/O, read a clock, draw random numbers or hold a private key.
 */
export * from "./commit-book.js";
export * from "./commit-clearing.js";
export * from "./commit-metering.js";
export * from "./commit-period.js";
export * from "./documents.js";
export * from "./enrolment-link.js";
export * from "./headers/index.js";
export * from "./hex.js";
export * from "./invitation-link.js";
export * from "./judge/index.js";
export * from "./keccak.js";
export * from "./leaves/index.js";
export * from "./ledger-terms.js";
export * from "./line-leaves.js";
export * from "./member-list/read-member-rows.js";
export * from "./merkle.js";
export * from "./packed-words.js";
export * from "./pair-money.js";
export * from "./proof/check-slot-proof.js";
export * from "./proof/make-slot-proof.js";
export * from "./ration-cut.js";
export * from "./rules-terms.js";
export * from "./settle-metered-slot.js";
export * from "./signer.js";
export * from "./text-bytes.js";
export * from "./typed-data.js";
export * from "./wire/index.js";
export * from "./words.js";
