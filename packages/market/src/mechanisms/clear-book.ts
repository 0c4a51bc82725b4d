import { assert } from "@pumasi/quantities";
import { payAsBid } from "./auction/pay-as-bid.js";
import { uniformPrice } from "./auction/uniform-price.js";
import { bilateral } from "./bilateral/bilateral.js";
import { continuous } from "./continuous/continuous.js";
import { midMarketRate } from "./given-price/mid-market-rate.js";
import { postedPrice } from "./given-price/posted-price.js";
import type { MarketBook } from "./market-book.js";
import type { MarketResult } from "./market-result.js";
import type { MechanismName } from "./market-rule.js";
import type { Cleared, Mechanism, ResultCheck } from "./mechanism.js";
import { checkNetwork } from "./network/check-network.js";
import type { SolveLinearProgram } from "./network/linear-program.js";
import { network } from "./network/network.js";
import { truthful } from "./truthful/truthful.js";

/** Every mechanism that needs nothing from outside, by the name in its rule. */
const MECHANISMS = {
  "uniform-price": uniformPrice,
  "pay-as-bid": payAsBid,
  continuous,
  bilateral,
  "mid-market-rate": midMarketRate,
  truthful,
  "posted-price": postedPrice,
} as const satisfies Record<Exclude<MechanismName, "network">, unknown>;

/**
 * Clears a book by the mechanism that its rule names. Clearing across a network needs `solve`, a
 * solver of linear programs; the others take null. Refusals are the mechanism's.
 */
export function clearBook(book: MarketBook, solve: SolveLinearProgram | null = null): Cleared {
  const { mechanism } = book.rule;
  if (mechanism !== "network") return mechanismOf(mechanism).clear(book);
  assert(solve !== null, "whoever clears a network brings a solver");
  return asMechanism(network(solve)).clear(book);
}

/**
 * Checks a result against its book without clearing it again: what passes is what `clearBook` gives.
 * Linear in the book, but for continuous matching (near-linear), preferred pairs (in their number,
 * which may be the square of the orders) and networks (zones times lines; where an account stands
 * apart, which no admitted book needs, who must is found by clearing without a solver). Names the
 * first violation, with the orders, trade or line that show it; "result_malformed" is what has not
 * even the form of a result, as read from somebody's file.
 */
export function checkResult(book: MarketBook, result: MarketResult): ResultCheck {
  const { mechanism } = book.rule;
  const { check } = mechanism === "network" ? { check: checkNetwork } : mechanismOf(mechanism);
  try {
    return (check as Mechanism["check"])(book, result);
  } catch (error) {
    // What has not the form of a result cannot be read to its end. Anything else is a bug of ours.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return { ok: false, reason: "result_malformed" };
  }
}

function mechanismOf(name: Exclude<MechanismName, "network">): Mechanism {
  return asMechanism(MECHANISMS[name]);
}

/** A mechanism among others: the book's rule has said which one it is, which types cannot follow. */
function asMechanism(mechanism: object): Mechanism {
  return mechanism as Mechanism;
}
