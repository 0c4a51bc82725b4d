import { setImmediate } from "node:timers/promises";
import type { Database } from "@pumasi/database";
import type { MarketRules, Order } from "@pumasi/market";
import type { PreviewAccount, RulesPreview } from "@pumasi/protocol";
import { localPeriodOf, printAmount, slotStart } from "@pumasi/quantities";
import type { CommunityState } from "../community/community-state.js";
import { cutAt, energySpans, type SlotSpan } from "../household/energy-spans.js";
import { MarketOutcome } from "./market-outcome.js";
import { asBook, type PastSlot, pagesOf, readPastSlots, settleAgain } from "./past-slots.js";
import { readSettledLines } from "./settled-lines.js";

/** What the market came to in a local day, and what it would have come to. */
interface ComparedDay {
  span: SlotSpan;
  slots: number;
  settled: MarketOutcome;
  instead: MarketOutcome;
}

/**
 * What the metered slots of [from, until) came to, and what they would have under other rules: each book cleared again and
 * settled with what was metered, by the same functions, with the other floor, cap, fees and tariff. Orders stay as they were; those
 * outside the other floor and cap are not admitted, and credit is not looked at again. The rules of a slot at its time decide what it came
 * to, the other rules what it would have. Under rules that change nothing both are equal, to the last unit. Between two slots
 * whoever else waits for this process has its turn. Throws once `left` is aborted.
 */
export async function previewRules(
  database: Database,
  state: CommunityState,
  rules: Pick<MarketRules, "priceFloor" | "priceCap" | "tariff">,
  asked: SlotSpan,
  left?: AbortSignal,
): Promise<RulesPreview> {
  const from = Math.max(asked.from, state.firstSlot);
  const span = { from, until: Math.max(from, Math.min(asked.until, state.nextToMeter)) };
  const days = energySpans(span, "day", state).map(
    (day): ComparedDay => ({
      ...{ span: day, slots: 0 },
      ...{ settled: new MarketOutcome(), instead: new MarketOutcome() },
    }),
  );
  const counts = { atGridTariff: 0, orders: 0, notAdmitted: 0 };
  const starts = state.rules.map(({ fromSlot }) => fromSlot).sort((one, other) => one - other);
  const pieces = cutAt(
    days.map((day) => day.span),
    starts,
  );
  for (const { place, ...piece } of pieces) {
    const day = days[place] as ComparedDay;
    const { tariff } = state.rulesOf(piece.from);
    for (const page of pagesOf(state, piece)) {
      const { slots, lines } = await readPage(database, state, page);
      for (const line of lines) day.settled.add(line, tariff);
      for (const slot of slots) {
        const admitted = admittedOrders(slot, rules);
        counts.orders += slot.orders.length;
        counts.notAdmitted += slot.orders.length - admitted.length;
        counts.atGridTariff += slot.fallback === null ? 0 : 1;
        const { lines: others } = settleAgain(slot, admitted, rules.tariff);
        for (const line of others) day.instead.add(line, rules.tariff);
        day.slots += 1;
        await setImmediate();
        left?.throwIfAborted();
      }
    }
  }
  return describe(state, span, days, counts);
}

/** A page's slots and what they came to, as of one moment: a late reading in between would make the two differ. */
function readPage(database: Database, state: CommunityState, page: SlotSpan) {
  return database.transaction(
    async (tx) => {
      const slots = await readPastSlots(tx, state, page);
      const lines = await readSettledLines(
        tx,
        state,
        slots.map(({ slot }) => slot),
      );
      return { slots, lines };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

function admittedOrders(
  { orders }: PastSlot,
  { priceFloor, priceCap }: Pick<MarketRules, "priceFloor" | "priceCap">,
): Order[] {
  return asBook(
    orders.filter(({ limitPrice }) => limitPrice >= priceFloor && limitPrice <= priceCap),
  );
}

function describe(
  state: CommunityState,
  { from, until }: SlotSpan,
  days: readonly ComparedDay[],
  counts: Pick<RulesPreview, "atGridTariff" | "orders" | "notAdmitted">,
): RulesPreview {
  const { slotSeconds, timeZone } = state;
  const startOf = (slot: number) => slotStart(slot, slotSeconds);
  const settled = MarketOutcome.of(days.map((day) => day.settled));
  const instead = MarketOutcome.of(days.map((day) => day.instead));
  return {
    ...{ from, until },
    start: new Date(startOf(from)).toISOString(),
    end: new Date(startOf(until)).toISOString(),
    slots: days.reduce((sum, { slots }) => sum + slots, 0),
    ...counts,
    settled: settled.describe(),
    instead: instead.describe(),
    days: days.map((day) => ({
      day: localPeriodOf(startOf(day.span.from), timeZone, slotSeconds, "day").day,
      ...day.span,
      start: new Date(startOf(day.span.from)).toISOString(),
      slots: day.slots,
      settled: day.settled.describe(),
      instead: day.instead.describe(),
    })),
    accounts: compareAccounts(state, settled, instead),
  };
}

/** Every account that either outcome has a line of; who loses most comes first. */
function compareAccounts(
  state: CommunityState,
  settled: MarketOutcome,
  instead: MarketOutcome,
): PreviewAccount[] {
  const accounts = new Set([...settled.totals.keys(), ...instead.totals.keys()]);
  return [...accounts]
    .map((account) => {
      const paid = -(settled.totals.get(account) ?? 0n);
      const wouldPay = -(instead.totals.get(account) ?? 0n);
      return { account, paid, wouldPay, difference: wouldPay - paid };
    })
    .sort((one, other) =>
      one.difference === other.difference
        ? one.account - other.account
        : one.difference > other.difference
          ? -1
          : 1,
    )
    .map(({ account, paid, wouldPay, difference }) => ({
      account,
      kind: state.accounts.get(account)?.kind ?? "member",
      paid: printAmount(paid),
      wouldPay: printAmount(wouldPay),
      difference: printAmount(difference),
    }));
}
