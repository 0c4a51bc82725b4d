/** What the ledger holds of books, clearings, meterings and periods: fields, words and hashes (docs/COMMITMENTS.md). */
export * from "./book-header.js";
export * from "./clearing-header.js";
export * from "./metering-header.js";
export * from "./period-header.js";
