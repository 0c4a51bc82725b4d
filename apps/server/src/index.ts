/**
 * The server: takes signed orders and readings in, runs the trading process at market time, books the
 * results, tells the ledger, and publishes everything an auditor needs. It decides nothing that the
 * pure packages decide, and holds no device's key.
 */

export { ALL_REFUSAL_CODES, REFUSALS } from "./refusals.js";
export type { ServerOptions } from "./server-options.js";
export { type StartedServer, startServer } from "./start-server.js";
