/**
 * The market's arithmetic: which orders and readings are taken, how a slot's book is cleared and
 * checked, what every meter measured, what everybody owes for it, and what a period pays out.
 *
 * Everything here is a pure function of plain values, so that anybody can recompute it. It must
 * never read a clock, draw a random number, do I/O, use floating point for energy or money, or know
 * who a member is beyond an account number.
 */
export * from "./admit-order.js";
export * from "./admit-reading.js";
export * from "./book.js";
export * from "./check-clearing.js";
export * from "./cost-without-community.js";
export * from "./effective-limit.js";
export * from "./forecast.js";
export * from "./meter-facts.js";
export * from "./metering.js";
export * from "./open-slots.js";
export * from "./order.js";
export * from "./own-orders.js";
export * from "./period.js";
export * from "./properties.js";
export * from "./rules.js";
export * from "./settlement.js";
export * from "./settlement-line.js";
export * from "./sharing-price.js";
export * from "./substitute.js";
export * from "./tariff.js";
export * from "./trades.js";
export * from "./uniform-price.js";
export * from "./validity.js";
