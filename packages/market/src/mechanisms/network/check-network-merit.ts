import type { Price, Ukwh } from "@pumasi/quantities";
import { checkRation } from "../../check-ration.js";
import type { MarketOrder } from "../market-order.js";
import type { ResultFault } from "../mechanism.js";
import type { CurveMargin } from "./curve-margins.js";
import type { NetworkLayout } from "./network-layout.js";

/**
 * Checks that within each curve no order gets energy while a better one does not
 * ("result_against_merit"), and that equal ones share pro rata ("result_ration_wrong"). Linear.
 */
export function checkNetworkMerit(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
  fills: readonly Ukwh[],
  margins: readonly CurveMargin[],
): ResultFault | null {
  for (const [index, { worst, next }] of margins.entries()) {
    if (worst === null || next === null) continue;
    const isBuy = layout.curves[index]?.side === "buy";
    const isPassedOver = isBuy ? next.limit > worst.limit : next.limit < worst.limit;
    if (!isPassedOver) continue;
    const [sequence, otherSequence] = [next.sequence, worst.sequence];
    return { ok: false, reason: "result_against_merit", sequence, otherSequence };
  }
  const levels = margins.map((): MarketOrder[] => []);
  for (const order of orders) {
    const curve = layout.curveOf(order);
    const { worst, next } = margins[curve] as CurveMargin;
    const isShared = worst !== null && worst.limit === next?.limit;
    if (isShared && limits[order.sequence] === worst.limit) levels[curve]?.push(order);
  }
  for (const level of levels) {
    let [filledUkwh, offeredUkwh] = [0, 0];
    for (const { sequence, energyUkwh } of level) {
      filledUkwh += fills[sequence] as Ukwh;
      offeredUkwh += energyUkwh;
    }
    const fault = checkRation(level, fills, filledUkwh, offeredUkwh);
    if (fault !== null) return { ...fault, reason: "result_ration_wrong" };
  }
  return null;
}
