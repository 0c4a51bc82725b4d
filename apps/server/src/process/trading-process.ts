import { type Database, tables } from "@pumasi/database";
import { gateClosure, type Instant, localPeriodOf, slotEnd, slotStart } from "@pumasi/quantities";
import { and, between, count, eq, inArray } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { answerDemands } from "../duties/answer-demands.js";
import {
  awaitsInbox,
  demandedSlots,
  hasUnreadBlocks,
  isPeriodDemanded,
} from "../duties/ledger-holds.js";
import { markRecommitted, postedFor, recommit, reopenFrom } from "../duties/recommit.js";
import { nextScheduledAt, releaseScheduled } from "../ledger/scheduled-actions.js";
import { closeAndClear } from "./close-and-clear.js";
import { meterSlot } from "./meter-slot.js";
import { type DuePeriod, payPeriod } from "./pay-period.js";

/** The ledger's block may be a little later than the work it records; the server calls a slot final this much after its window. */
export const FINALITY_MARGIN_MS = 60_000;

/**
 * The trading process of one community: closes, clears, meters, finishes and pays slots when market
 * time and the readings say so. Every step is one transaction, idempotent by what is in the database,
 * so a crash between any two steps only means that the next start goes on with the next step.
 */
export class TradingProcess {
  private current: { slot: number; span: ReturnType<typeof localPeriodOf> } | null = null;

  constructor(
    private readonly context: ServerContext,
    private readonly state: CommunityState,
  ) {}

  /**
   * Does everything that is due now, in the order of a slot's life, in one transaction. Should the
   * transaction fail, the state in memory is ahead of the database: the failure must end the process,
   * and the next start goes on from what was written.
   */
  async runDue(): Promise<void> {
    if (!this.hasWork()) return;
    const { context, state } = this;
    await context.writer.write(async (tx) => {
      await this.heedLedger(tx);
      await this.closeBooks(tx);
      await this.meterSlots(tx);
      await this.countAgain(tx);
      await this.finishSlots(tx);
      await this.payPeriods(tx);
      await this.tellScheduled(tx);
      if (state.hasDuties) state.hasDuties = await answerDemands(context, tx, state);
    });
    context.events.announce(state.id);
    context.ledgerWork();
  }

  /** Answers what is demanded on the ledger, whether market time goes on or not. */
  async answerDemands(): Promise<void> {
    const { context, state } = this;
    await context.writer.write((tx) => answerDemands(context, tx, state));
    context.ledgerWork();
  }

  /** The next market instant at which something is due that only time brings, or null. */
  nextDue(): Instant | null {
    const { state } = this;
    const now = this.context.now();
    const candidates: Instant[] = [];
    if (state.nextToClose < state.end) {
      candidates.push(gateClosure(state.nextToClose, state.slotSeconds, state.gateClosureSeconds));
    }
    if (state.nextToMeter < state.nextToClose) {
      candidates.push(slotEnd(state.nextToMeter, state.slotSeconds));
      candidates.push(this.deadlineOf(state.nextToMeter));
    }
    const finished = this.finalAt(state.nextToFinish);
    if (finished !== null) candidates.push(finished);
    if (state.nextScheduledAt !== null) candidates.push(state.nextScheduledAt);
    const later = candidates.filter((instant) => instant > now);
    return later.length === 0 ? null : Math.min(...later);
  }

  /** True when everything up to trading's end is paid, or as many periods as were asked for, and no window is waited for. */
  isDone(periods: number | null): boolean {
    const { nextPeriod, periodFrom, untilSlot, nextScheduledAt } = this.state;
    if (nextScheduledAt !== null) return false;
    if (periods !== null && nextPeriod >= periods) return true;
    return untilSlot !== null && periodFrom >= untilSlot;
  }

  private deadlineOf(slot: number): Instant {
    const { meteringDeadlineSeconds } = this.state.rulesOf(slot);
    return slotEnd(slot, this.state.slotSeconds) + meteringDeadlineSeconds * 1000;
  }

  private finalAt(slot: number): Instant | null {
    const meteredAt = this.state.meteredAt.get(slot);
    if (meteredAt === undefined) return null;
    return meteredAt + this.state.challengeWindowSeconds * 1000 + FINALITY_MARGIN_MS;
  }

  /** Tells from memory alone whether a step may be due, so that most instants cost no query. */
  private hasWork(): boolean {
    const { state } = this;
    const now = this.context.now();
    if (this.isGateClosed(state.nextToClose)) return true;
    if (this.isOver(state.nextToMeter)) {
      if (now >= this.deadlineOf(state.nextToMeter) || this.mayBeComplete()) return true;
    }
    if (state.corrected.size > 0 || state.hasDuties) return true;
    const finalAt = this.finalAt(state.nextToFinish);
    if (state.nextScheduledAt !== null && state.nextScheduledAt <= now) return true;
    return (finalAt !== null && finalAt <= now) || this.duePeriod() !== null;
  }

  private isGateClosed(slot: number): boolean {
    const { end, slotSeconds, gateClosureSeconds } = this.state;
    const closure = gateClosure(slot, slotSeconds, gateClosureSeconds);
    return slot < end && closure <= this.context.now();
  }

  private isOver(slot: number): boolean {
    const { nextToClose, slotSeconds } = this.state;
    return slot < nextToClose && slotEnd(slot, slotSeconds) <= this.context.now();
  }

  /** No meter's newest reading is before the slot; whether the slot's own is in, the database tells. */
  private mayBeComplete(): boolean {
    const { state } = this;
    const slot = state.nextToMeter;
    return state
      .metersReadIn(slot)
      .every(({ meter }) => (state.newestReadings.get(meter)?.slot ?? -1) >= slot);
  }

  /** What the ledger has sent back is counted again, and so is what a reading was posted for there. */
  private async heedLedger(tx: Database): Promise<void> {
    const { context, state } = this;
    if (!state.hasDuties) return;
    for (const slot of await postedFor(tx, state)) {
      await reopenFrom(tx, state, slot);
      if (slot < state.nextToMeter) state.corrected.add(slot);
    }
    await recommit(context, tx, state);
  }

  private async closeBooks(tx: Database): Promise<void> {
    const { context, state } = this;
    while (this.isGateClosed(state.nextToClose)) {
      if (await awaitsInbox(context, tx, state, state.nextToClose)) return;
      await closeAndClear(context, tx, state, state.nextToClose);
      state.nextToClose += 1;
    }
  }

  private async meterSlots(tx: Database): Promise<void> {
    const { context, state } = this;
    while (this.isOver(state.nextToMeter)) {
      const slot = state.nextToMeter;
      const isDue = context.now() >= this.deadlineOf(slot) || (await this.isComplete(tx, slot));
      if (!isDue) return;
      const outcome = await meterSlot(context, tx, state, slot);
      if (outcome === "waiting") return;
      state.meteredAt.set(slot, context.now());
      state.nextToMeter += 1;
    }
  }

  private async isComplete(tx: Database, slot: number): Promise<boolean> {
    if (!this.mayBeComplete()) return false;
    const { reading } = tables;
    // Baselines of meters that begin in the next slot have this slot's number, and are not counted.
    const meters = this.state.metersReadIn(slot).map(({ meter }) => meter);
    const [row] = await tx
      .select({ readings: count() })
      .from(reading)
      .where(
        and(
          eq(reading.communityId, this.state.id),
          eq(reading.slot, slot),
          inArray(reading.meter, meters),
        ),
      );
    return (row?.readings ?? 0) >= meters.length;
  }

  /** A late reading changes its own slot and, by the registers, those after it; final ones stay. */
  private async countAgain(tx: Database): Promise<void> {
    const { context, state } = this;
    if (state.corrected.size === 0) return;
    const first = Math.max(state.nextToFinish, Math.min(...state.corrected));
    for (let slot = first; slot < state.nextToMeter; slot++) {
      const outcome = await meterSlot(context, tx, state, slot);
      if (outcome !== "metered") continue;
      state.meteredAt.set(slot, context.now());
      await markRecommitted(tx, state, slot);
    }
    state.corrected.clear();
  }

  private async finishSlots(tx: Database): Promise<void> {
    const { context, state } = this;
    const from = state.nextToFinish;
    const demanded = state.hasDuties
      ? await demandedSlots(tx, state, from, state.nextToMeter)
      : new Set();
    for (;;) {
      const finalAt = this.finalAt(state.nextToFinish);
      if (finalAt === null || finalAt > context.now()) break;
      if (demanded.has(state.nextToFinish)) break;
      // What went back may be challenged no more only once it is recorded anew, or was skipped.
      if ((state.setBack.get(state.nextToFinish) ?? "skipped") !== "skipped") break;
      state.meteredAt.delete(state.nextToFinish);
      state.nextToFinish += 1;
    }
    if (state.nextToFinish === from) return;
    const { slot } = tables;
    await tx
      .update(slot)
      .set({ stage: "final" })
      .where(and(eq(slot.communityId, state.id), between(slot.slot, from, state.nextToFinish - 1)));
    const events = Array.from({ length: state.nextToFinish - from }, (_, index) => ({
      type: "slot" as const,
      data: { slot: from + index, stage: "final" },
    }));
    await context.events.record(tx, state.id, context.now(), events);
  }

  private async payPeriods(tx: Database): Promise<void> {
    const { context, state } = this;
    for (let due = this.duePeriod(); due !== null; due = this.duePeriod()) {
      if (await this.isHeld(tx, due)) return;
      const balances = await payPeriod(context, tx, state, due);
      for (const [number, balance] of balances) {
        const account = state.accounts.get(number);
        if (account !== undefined) account.balance = balance;
      }
      state.nextPeriod = due.period + 1;
      state.periodFrom = due.untilSlot;
    }
  }

  /** The ledger refuses to make slots final while data of theirs are demanded; nothing that is on it may be unread then. */
  private async isHeld(tx: Database, { fromSlot, untilSlot }: DuePeriod): Promise<boolean> {
    const { state } = this;
    if (await hasUnreadBlocks(tx, state)) return true;
    return (await demandedSlots(tx, state, fromSlot, untilSlot)).size > 0;
  }

  /** What waited for a window that is over now goes to the ledger, when no demand is in its way. */
  private async tellScheduled(tx: Database): Promise<void> {
    const { context, state } = this;
    if (state.nextScheduledAt === null || state.nextScheduledAt > context.now()) return;
    if ((await hasUnreadBlocks(tx, state)) || (await isPeriodDemanded(tx, state))) return;
    await releaseScheduled(tx, state.id, context.now());
    state.nextScheduledAt = await nextScheduledAt(tx, state.id);
  }

  /** The next settlement period, if all its slots are final; the last may be cut short by the end. */
  private duePeriod(): DuePeriod | null {
    const { state } = this;
    const fromSlot = state.periodFrom;
    if (fromSlot >= state.end) return null;
    const { day, untilSlot } = this.periodAt(fromSlot);
    const until = Math.min(untilSlot, state.end);
    if (state.nextToFinish < until) return null;
    return { period: state.nextPeriod, day, fromSlot, untilSlot: until };
  }

  /** The settlement period of a slot, remembered: it is asked for at every instant and seldom changes. */
  private periodAt(slot: number): ReturnType<typeof localPeriodOf> {
    if (this.current?.slot !== slot) {
      const { settlementPeriod, slotSeconds, timeZone } = this.state;
      const start = slotStart(slot, slotSeconds);
      this.current = { slot, span: localPeriodOf(start, timeZone, slotSeconds, settlementPeriod) };
    }
    return this.current.span;
  }
}
