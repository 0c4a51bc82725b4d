/** The client's transport and event stream over node:http, with connections kept alive. */
export * from "./node-transport.js";
