/**
 * A typed client of the server's HTTP API, for gateways, auditors, operators and the browser. It
 * takes the transport as a parameter, so this entry must never import a Node module; the one for
 * Node is "@pumasi/client/node". It must not hold keys, sign, or retry on its own.
 */
export * from "./api-caller.js";
export * from "./api-errors.js";
export * from "./device-client.js";
export * from "./event-stream.js";
export * from "./fetch-transport.js";
export * from "./pumasi-client.js";
export * from "./reader-client.js";
export * from "./transport.js";
