/**
 * The leaves of committed trees: their fields and their words (docs/COMMITMENTS.md). Encoding only; reading words that
 * somebody else committed to is the judges' work.
 */
export * from "./book-leaf.js";
export * from "./fill-leaf.js";
export * from "./key-leaf.js";
export * from "./line-leaf.js";
export * from "./period-leaf.js";
export * from "./reading-leaf.js";
export * from "./salts.js";
