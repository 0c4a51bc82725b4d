import { setImmediate } from "node:timers/promises";
import type { Database } from "@pumasi/database";
import { crossesOwn, type Order, withinCap } from "@pumasi/market";
import type { WishEffect } from "@pumasi/protocol";
import { type Price, printAmount, printKwh, printPrice, type Ukwh } from "@pumasi/quantities";
import type { CommunityState } from "../community/community-state.js";
import {
  asBook,
  type PastSlot,
  pagesOf,
  readPastSlots,
  settleAgain,
} from "../market-view/past-slots.js";
import { MOST_RECOUNTED, mostSlots } from "../market-view/recount-limit.js";
import type { SlotSpan } from "./energy-spans.js";

/** Limits a household thinks of, in 10^-6 currency/kWh. */
export interface Limits {
  buyBelow: Price;
  sellAbove: Price;
}

/**
 * What an account would have paid in the metered slots of [from, until) with other limits: each book is cleared again with its
 * orders at these limits and all others as they were, and settled with what was metered. Neighbours' orders are taken as
 * given, so it says what this household alone could have changed. A limit beyond the rules' floor or cap is dealt with as its
 * gateway would: it is brought within them, or there is no order where only the opposite would fit. Where the community is too large
 * for so many slots at once, it is the newest of them: the answer says from where. Between two slots whoever else waits for this
 * process has its turn. Throws once `left` is aborted.
 */
export async function wishEffect(
  database: Database,
  state: CommunityState,
  account: number,
  asked: SlotSpan & Limits,
  left?: AbortSignal,
): Promise<WishEffect> {
  const sums = { slots: 0, paid: 0n, wouldHavePaid: 0n, traded: 0n, wouldHaveTraded: 0n };
  const until = Math.min(asked.until, state.nextToMeter);
  const newest = until - mostSlots(state, MOST_RECOUNTED.wishEffect);
  const first = Math.max(asked.from, state.firstSlot, newest);
  for (const page of pagesOf(state, { from: first, until })) {
    for (const slot of await readPastSlots(database, state, page)) {
      const then = totalOf(state, account, slot, slot.orders);
      const instead = totalOf(state, account, slot, withLimits(state, account, slot, asked));
      sums.slots += 1;
      sums.paid -= then.total;
      sums.wouldHavePaid -= instead.total;
      sums.traded += BigInt(then.traded);
      sums.wouldHaveTraded += BigInt(instead.traded);
      await setImmediate();
      left?.throwIfAborted();
    }
  }
  const { slots, paid, wouldHavePaid, traded, wouldHaveTraded } = sums;
  return {
    ...{ from: first, until: Math.max(first, until), slots },
    buyBelow: printPrice(asked.buyBelow),
    sellAbove: printPrice(asked.sellAbove),
    paid: printAmount(paid),
    wouldHavePaid: printAmount(wouldHavePaid),
    wouldHaveSaved: printAmount(paid - wouldHavePaid),
    traded: printKwh(traded),
    wouldHaveTraded: printKwh(wouldHaveTraded),
  };
}

/** The slot's book, had the account's orders had these limits; of two that would meet each other, the later one is refused. */
function withLimits(
  state: CommunityState,
  account: number,
  { slot, orders }: PastSlot,
  limits: Limits,
): Order[] {
  const rules = state.rulesOf(slot);
  const own: Order[] = [];
  const book = orders.flatMap((order) => {
    if (order.account !== account) return [order];
    const limitPrice = order.side === "buy" ? limits.buyBelow : limits.sellAbove;
    const changed = withinCap({ ...order, limitPrice }, rules);
    if (changed === null || own.some((earlier) => crossesOwn(changed, earlier))) return [];
    own.push(changed);
    return [changed];
  });
  return asBook(book);
}

function totalOf(
  state: CommunityState,
  account: number,
  slot: PastSlot,
  orders: readonly Order[],
): { total: bigint; traded: Ukwh } {
  const { lines } = settleAgain(slot, orders, state.rulesOf(slot.slot).tariff);
  const line = lines.find((own) => own.account === account);
  if (line === undefined) return { total: 0n, traded: 0 };
  return { total: line.total, traded: line.contractedBuyUkwh + line.contractedSellUkwh };
}
