/**
 * Exact quantities: energy, price, money, slots, local days, and dividing a total without losing a
 * unit. Everything is a whole number; nothing here may use floating point for money or energy, read
 * a clock, draw a random number or do I/O.
 */
export * from "./apportion.js";
export * from "./assert.js";
export * from "./decimal.js";
export * from "./energy.js";
export * from "./is-apportioned.js";
export * from "./local-day.js";
export * from "./money.js";
export * from "./mul-div-floor.js";
export * from "./nth-largest.js";
export * from "./price.js";
export * from "./slot.js";
