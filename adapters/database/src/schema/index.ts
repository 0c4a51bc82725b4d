export * from "./duties.js";
export * from "./market.js";
export * from "./operation.js";
export * from "./people.js";
export * from "./registry.js";
