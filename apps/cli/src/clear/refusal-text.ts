import type { BookReason } from "@pumasi/market";

const TEXTS: Record<BookReason, string> = {
  book_not_numbered: "the orders are not numbered without gaps",
  book_order_invalid:
    "its price or premium is beyond 1,000,000 a kWh, or the book's energy adds up to more than can be counted (9,007,199,254 kWh)",
  book_rule_invalid: "the rule has a value that is out of range",
  book_several_orders_of_account:
    "this mechanism takes one order an account, and this account has another; join them",
  book_zone_unknown: "it stands in no zone of the network; give it the zone of a line or a feeder",
  book_network_invalid:
    "this line or feeder is invalid: ids are given once, a line joins two zones, a zone has one feeder, capacities and fees are not below zero, and all of it can be counted exactly",
  book_network_infeasible:
    "what is scheduled on this line or feeder exceeds its capacity, and no trade can relieve it; raise the capacity or lower the schedule",
};

/** What a refused book has to change, in words. */
export function refusalText(reason: BookReason): string {
  return TEXTS[reason];
}
