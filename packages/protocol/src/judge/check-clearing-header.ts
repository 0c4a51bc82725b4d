import type { RuleName, Terms } from "./evidence.js";
import type { Fault } from "./fault.js";
import { floorOf, isPossibleCut } from "./ration.js";
import { isNone, type SeenClearing, type SeenMarginal } from "./read-headers.js";

const WHOLE_PPM = 1_000_000n;

/** Whether a rule clears orders by merit, so that one or two positions prove any wrong fill. */
export function clearsByMerit(rule: RuleName): boolean {
  return rule === "UniformPriceRule" || rule === "PayAsBidRule";
}

/** What a clearing's header breaks by itself. */
export function checkClearingHeader(
  rule: RuleName,
  terms: Terms,
  header: SeenClearing,
): Fault | null {
  if (rule === "AttestedRule") return null;
  if (!clearsByMerit(rule)) return isEmpty(header) ? null : "ClearingNotEmpty";
  if (header.energy === 0n) return isEmpty(header) ? null : "ClearingPriceWrong";
  const { bid, ask, orders, price } = header;
  const isRight =
    bid.price >= ask.price &&
    price === priceBetween(rule, terms, bid.price, ask.price) &&
    [bid, ask].every((side) => side.index < orders && isCutPossible(side, terms, orders));
  return isRight ? null : "ClearingPriceWrong";
}

/** The one price by the terms; pay-as-bid names the midpoint for reference. */
function priceBetween(rule: RuleName, { pricing, kPpm }: Terms, bid: bigint, ask: bigint): bigint {
  if (rule === "PayAsBidRule" || pricing === 0) return floorOf(bid + ask, 2n);
  if (pricing === 1) return bid;
  if (pricing === 2) return ask;
  return ask + floorOf((bid - ask) * BigInt(kPpm), WHOLE_PPM);
}

/** A header that says that nothing was traded. */
function isEmpty({ price, energy, bid, ask }: SeenClearing): boolean {
  return (
    price === 0n &&
    energy === 0n &&
    [bid, ask].every(
      (side) =>
        side.index === 0 &&
        side.price === 0n &&
        side.fill === 0n &&
        side.filled === 0n &&
        side.offered === 0n &&
        isNone(side.cut),
    )
  );
}

/** A cut names nobody, or an order of a level that is rationed. */
function isCutPossible({ cut, filled, offered }: SeenMarginal, terms: Terms, orders: number) {
  return terms.ties === 1 ? isNone(cut) : isPossibleCut(cut, filled, offered, orders);
}
