/**
 * Linear programs, solved by HiGHS in WebAssembly: what the market's network clearing takes as its
 * solver. Loaded once, then synchronous and always the same for the same program. It must never hold
 * market rules; what a program means is for those who write it.
 */
export * from "./load-highs.js";
export * from "./solver-errors.js";
