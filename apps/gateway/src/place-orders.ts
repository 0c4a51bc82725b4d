import type { OrderOutcome } from "@pumasi/protocol";
import type { Slot } from "@pumasi/quantities";
import { checkReceipt } from "./check-receipt.js";
import { OutcomeCountMismatchError } from "./gateway-errors.js";
import { BATCH_SIZE, type GatewayParts } from "./gateway-parts.js";
import type { JournaledOrder, OrderAnswer } from "./order-journal.js";
import { planOrders, type Situation } from "./plan.js";
import { orderNonce, signOrder } from "./sign-messages.js";

/** Signs the orders that are called for, of slots that `isWanted`, and puts them in the journal; sends nothing. */
export function journalNewOrders(
  parts: GatewayParts,
  situation: Situation,
  isWanted: (slot: Slot) => boolean = () => true,
): void {
  const { meter, journal, progress, typed, signer, localHour } = parts;
  const { account } = situation.device;
  const planned = planOrders({
    ...situation,
    localHour,
    hasOrdered: (slot) => journal.hasOrdered(slot),
    accepted: (slot) =>
      progress.isAccepted(slot) ? (meter.profile(slot, slot + 1, situation.now)[0] ?? null) : null,
  });
  journal.recordOrders(
    planned
      .filter(({ slot }) => isWanted(slot))
      .map((order) =>
        signOrder(typed, signer, { ...order, account, nonce: orderNonce(order.slot) }),
      ),
  );
}

function answerOf(
  parts: GatewayParts,
  situation: Situation,
  entry: JournaledOrder,
  outcome: OrderOutcome,
): OrderAnswer {
  const { digest, order } = entry;
  const { typed, recover, complaints, log } = parts;
  if (!outcome.ok) {
    const { code, detail } = outcome.problem;
    const { slot } = order;
    log.warn({ event: "order_refused", slot, code, detail }, "the server refused an order");
    return { digest, refusal: { code, detail } };
  }
  const { receipt } = outcome;
  const { receiptSigner } = situation.community;
  const faults = checkReceipt(typed, recover, receiptSigner, entry, receipt);
  if (faults.length === 0) return { digest, receipt };
  complaints.file(situation.now, faults, order, receipt);
  return { digest, receipt, faults };
}

/**
 * Orders for every open slot that needs one: signs, journals, posts, checks and keeps the receipts.
 * Orders left without an answer by a crash or an outage are posted again first, as they were signed;
 * refused ones are not. Gives false when one was refused. Throws what the API throws; the orders then
 * stay in the journal.
 */
export async function placeOrders(parts: GatewayParts, situation: Situation): Promise<boolean> {
  const { api, community, journal } = parts;
  journalNewOrders(parts, situation);
  const waiting = journal.unanswered();
  let allTaken = true;
  for (let first = 0; first < waiting.length; first += BATCH_SIZE) {
    const batch = waiting.slice(first, first + BATCH_SIZE);
    const outcomes = await api.postOrders(
      community,
      batch.map(({ order }) => order),
    );
    if (outcomes.length !== batch.length) {
      throw new OutcomeCountMismatchError(batch.length, outcomes.length);
    }
    const answers = batch.flatMap((entry, index) => {
      const outcome = outcomes[index];
      return outcome === undefined ? [] : answerOf(parts, situation, entry, outcome);
    });
    journal.recordAnswers(answers);
    if (outcomes.some(({ ok }) => !ok)) allTaken = false;
  }
  return allTaken;
}
