import type { Price, Ukwh } from "@pumasi/quantities";
import { checkRation } from "../../check-ration.js";
import { dominantAccount, isInPart } from "../auction/auction-among-others.js";
import type { MarketOrder } from "../market-order.js";
import type { Ties } from "../market-rule.js";
import type { ResultFault } from "../mechanism.js";
import { type Acceptance, acceptsPrice, type PriceEvidence } from "./accept-at-price.js";

/**
 * Checks the evidence of who trades at a price that was set (10^-6 currency/kWh), in a few passes and
 * without sharing anything out: who trades accepts the price, as much is traded as both sides want,
 * the longer side is rationed as the rule says, and an account trades apart from the book exactly
 * when it would otherwise meet itself. `orders` and limits are by sequence. Null when nothing is
 * wrong.
 */
export function checkAcceptance(
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  evidence: PriceEvidence,
  price: Price | null,
  ties: Ties,
): ResultFault | null {
  const { offeredPrice, whole, split } = evidence;
  if (offeredPrice !== price) return { ok: false, reason: "result_evidence_wrong" };
  const checked = (acceptance: Acceptance, takesPart: (order: MarketOrder) => boolean) =>
    checkPart(orders, acceptance, ties, (order) => {
      if (price === null || !takesPart(order)) return false;
      return acceptsPrice(order, limits[order.sequence] as Price, price);
    });
  const fault = checked(whole, () => true);
  if (fault !== null) return fault;
  const energyUkwh = Math.min(whole.demandUkwh, whole.supplyUkwh);
  const account = dominantAccount(orders, whole.fills, energyUkwh);
  if ((split?.account ?? null) !== account) return { ok: false, reason: "result_evidence_wrong" };
  if (split === null) return null;
  return (
    checked(split.sells, (order) => isInPart(order, split.account, "sells")) ??
    checked(split.buys, (order) => isInPart(order, split.account, "buys"))
  );
}

function checkPart(
  orders: readonly MarketOrder[],
  { demandUkwh, supplyUkwh, fills }: Acceptance,
  ties: Ties,
  takesPart: (order: MarketOrder) => boolean,
): ResultFault | null {
  if (fills.length !== orders.length) return { ok: false, reason: "result_evidence_wrong" };
  const bids: MarketOrder[] = [];
  const asks: MarketOrder[] = [];
  for (const order of orders) {
    const { sequence, energyUkwh, side } = order;
    const fill = fills[sequence] as Ukwh;
    const isFill = Number.isSafeInteger(fill) && fill >= 0 && fill <= energyUkwh;
    if (!isFill) return { ok: false, reason: "result_evidence_wrong", sequence };
    if (takesPart(order)) (side === "buy" ? bids : asks).push(order);
    else if (fill !== 0) return { ok: false, reason: "result_against_merit", sequence };
  }
  const energyUkwh = Math.min(demandUkwh, supplyUkwh);
  return (
    checkSide(bids, fills, demandUkwh, energyUkwh, ties) ??
    checkSide(asks, fills, supplyUkwh, energyUkwh, ties)
  );
}

/** One side's orders offer what the evidence says, and share what is traded by the rule. */
function checkSide(
  side: readonly MarketOrder[],
  fills: readonly Ukwh[],
  offeredUkwh: Ukwh,
  tradedUkwh: Ukwh,
  ties: Ties,
): ResultFault | null {
  let [offered, filled] = [0, 0];
  for (const { sequence, energyUkwh } of side) {
    offered += energyUkwh;
    filled += fills[sequence] as Ukwh;
  }
  if (offered !== offeredUkwh) return { ok: false, reason: "result_evidence_wrong" };
  if (filled < tradedUkwh) return { ok: false, reason: "result_welfare_left" };
  if (filled > tradedUkwh) return { ok: false, reason: "result_ration_wrong" };
  if (ties === "time") return checkTurns(side, fills);
  const fault = checkRation(side, fills, filled, offered);
  return fault && { ...fault, reason: "result_ration_wrong" };
}

/** Nobody is filled while somebody who came earlier is not filled whole. */
function checkTurns(side: readonly MarketOrder[], fills: readonly Ukwh[]): ResultFault | null {
  let unfilled: MarketOrder | null = null;
  for (const order of side) {
    const { sequence, energyUkwh } = order;
    const fill = fills[sequence] as Ukwh;
    if (unfilled !== null && fill > 0) {
      const { sequence: otherSequence } = unfilled;
      return { ok: false, reason: "result_against_time", sequence, otherSequence };
    }
    if (fill < energyUkwh) unfilled ??= order;
  }
  return null;
}
