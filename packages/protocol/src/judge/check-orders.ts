import { isSignedBy } from "./check-signature.js";
import type { JudgeContext, Terms } from "./evidence.js";
import type { Fault } from "./fault.js";
import type { SeenOrder } from "./read-order-leaves.js";
import { orderDigestOf } from "./signed-digests.js";

/** What one order of a book breaks by itself. */
export function checkOrder(context: JudgeContext, terms: Terms, order: SeenOrder): Fault | null {
  if (order.side > 1) return "OrderSideInvalid";
  if (order.energy === 0n) return "OrderEnergyZero";
  if (order.limitPrice < terms.priceFloor || order.limitPrice > terms.priceCap) {
    return "OrderPriceOutsideCap";
  }
  const key = context.register.deviceAt(order.device, order.slot);
  if (key === null || key.account !== order.account) return "OrderKeyInvalid";
  const digest = orderDigestOf(context.keccak, context.domain, order);
  return isSignedBy(context, key, digest, order) ? null : "OrderSignatureInvalid";
}

/** What two orders of a book break together; their order does not matter. */
export function checkOrderPair(one: SeenOrder, other: SeenOrder): Fault | null {
  if (one.account !== other.account) return null;
  if (one.nonce === other.nonce) return "OrderNonceTwice";
  if (one.side + other.side !== 1) return null;
  const [bid, ask] = one.side === 0 ? [one, other] : [other, one];
  return bid.limitPrice >= ask.limitPrice ? "OrderCrossesOwn" : null;
}
