/**
 * The market's arithmetic: which orders and readings are taken, how a slot's book is cleared and
 * checked by each mechanism, how energy is shared by rule, what every meter measured, what everybody
 * owes for it under each product, and what a period pays out.
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
export * from "./mechanisms/auction/auction-among-others.js";
export * from "./mechanisms/auction/call-auction.js";
export * from "./mechanisms/auction/pay-as-bid.js";
export * from "./mechanisms/auction/uniform-price.js";
export * from "./mechanisms/auction/uniform-price-from.js";
export * from "./mechanisms/bilateral/bilateral.js";
export * from "./mechanisms/clear-book.js";
export * from "./mechanisms/continuous/continuous.js";
export * from "./mechanisms/continuous/match-continuous.js";
export * from "./mechanisms/given-price/accept-at-price.js";
export * from "./mechanisms/given-price/mid-market-amounts.js";
export * from "./mechanisms/given-price/mid-market-rate.js";
export * from "./mechanisms/given-price/posted-price.js";
export * from "./mechanisms/market-book.js";
export * from "./mechanisms/market-order.js";
export * from "./mechanisms/market-result.js";
export * from "./mechanisms/market-rule.js";
export * from "./mechanisms/mechanism.js";
export * from "./mechanisms/network/linear-program.js";
export * from "./mechanisms/network/network.js";
export * from "./mechanisms/network/network-evidence.js";
export * from "./mechanisms/order-columns.js";
export * from "./mechanisms/pair-filled.js";
export * from "./mechanisms/truthful/reduce-trades.js";
export * from "./mechanisms/truthful/truthful.js";
export * from "./meter-facts.js";
export * from "./metering.js";
export * from "./midpoint.js";
export * from "./open-slots.js";
export * from "./order.js";
export * from "./own-orders.js";
export * from "./period.js";
export * from "./products/account-columns.js";
export * from "./products/amount-column.js";
export * from "./products/contracts-from-result.js";
export * from "./products/fund-account-of.js";
export * from "./products/product-columns.js";
export * from "./products/product-properties.js";
export * from "./products/settle-ex-post.js";
export * from "./products/settle-ex-post-columns.js";
export * from "./products/settle-firm.js";
export * from "./products/settle-firm-columns.js";
export * from "./products/settle-forward.js";
export * from "./products/settle-forward-columns.js";
export * from "./products/settle-sharing.js";
export * from "./products/settle-sharing-columns.js";
export * from "./products/slot-settlement.js";
export * from "./products/take-contracts.js";
export * from "./properties.js";
export * from "./rules.js";
export * from "./settle-at-grid-tariff.js";
export * from "./settlement.js";
export * from "./settlement-line.js";
export * from "./sharing/check-sharing.js";
export * from "./sharing/prepare-sharing.js";
export * from "./sharing/share-hour.js";
export * from "./sharing/share-in-place.js";
export * from "./sharing/share-slots.js";
export * from "./sharing/sharing-columns.js";
export * from "./sharing/sharing-refusal.js";
export * from "./sharing/sharing-rule.js";
export * from "./sharing/split-premium.js";
export * from "./sharing-price.js";
export * from "./substitute.js";
export * from "./tariff.js";
export * from "./trades.js";
export * from "./uniform-price.js";
export * from "./validity.js";
export * from "./whole-ppm.js";
export * from "./within-cap.js";
