/**
 * The household's gateway: reads its meter, signs readings and orders with its own key, and checks
 * what the server answers. It must never use a reading that the market has not reached, send an order
 * that is not on its disk, show its key, or trust the server with more than it can check. It loads the ledger only when an order
 * that got no receipt has to go there.
 */
export * from "./backoff.js";
export * from "./check-receipt.js";
export * from "./community-terms.js";
export * from "./complaints.js";
export * from "./device-key.js";
export * from "./enrol-device.js";
export * from "./follow-market.js";
export * from "./gateway.js";
export * from "./gateway-errors.js";
export * from "./gateway-parts.js";
export * from "./inbox-journal.js";
export * from "./inbox-placer.js";
export * from "./ledger-key.js";
export * from "./line-file.js";
export * from "./load-inbox.js";
export * from "./market-time.js";
export * from "./order-journal.js";
export * from "./pin-community.js";
export * from "./plan.js";
export * from "./reading-progress.js";
export * from "./run-gateway.js";
export * from "./same-hour-slots.js";
export * from "./sign-messages.js";
export * from "./start-gateway.js";
