import { tables } from "@pumasi/database";
import { gateClosure, type Instant, localDayOf, slotEnd, slotStart } from "@pumasi/quantities";
import { and, count, eq, inArray } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { closeAndClear } from "./close-and-clear.js";
import { meterSlot } from "./meter-slot.js";
import { type DuePeriod, payPeriod } from "./pay-period.js";

/** The ledger's block may be a little later than the work it records; the server calls a slot final this much after its window. */
const FINALITY_MARGIN_MS = 60_000;

/**
 * The trading process of one community: closes, clears, meters, finishes and pays slots when market
 * time and the readings say so. Every step is one transaction, idempotent by what is in the database,
 * so a crash between any two steps only means that the next start goes on with the next step.
 */
export class TradingProcess {
  constructor(
    private readonly context: ServerContext,
    private readonly state: CommunityState,
  ) {}

  /** Does everything that is due now, in the order of a slot's life. */
  async runDue(): Promise<void> {
    await this.closeBooks();
    await this.meterSlots();
    await this.countAgain();
    await this.finishSlots();
    await this.payPeriods();
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
    const later = candidates.filter((instant) => instant > now);
    return later.length === 0 ? null : Math.min(...later);
  }

  /** True when everything up to trading's end is paid, or as many periods as were asked for. */
  isDone(periods: number | null): boolean {
    const { nextPeriod, periodFrom, untilSlot } = this.state;
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

  private async closeBooks(): Promise<void> {
    const { context, state } = this;
    const { slotSeconds, gateClosureSeconds } = state;
    while (
      state.nextToClose < state.end &&
      gateClosure(state.nextToClose, slotSeconds, gateClosureSeconds) <= context.now()
    ) {
      await this.step((tx) => closeAndClear(context, tx, state, state.nextToClose));
      state.nextToClose += 1;
    }
  }

  private async meterSlots(): Promise<void> {
    const { context, state } = this;
    while (
      state.nextToMeter < state.nextToClose &&
      slotEnd(state.nextToMeter, state.slotSeconds) <= context.now()
    ) {
      const slot = state.nextToMeter;
      const isDue = context.now() >= this.deadlineOf(slot) || (await this.isComplete(slot));
      if (!isDue) return;
      const outcome = await this.step((tx) => meterSlot(context, tx, state, slot));
      if (outcome === "waiting") return;
      state.meteredAt.set(slot, context.now());
      state.nextToMeter += 1;
    }
  }

  private async isComplete(slot: number): Promise<boolean> {
    const { reading } = tables;
    // Baselines of meters that begin in the next slot have this slot's number, and are not counted.
    const meters = this.state.metersIn(slot).map(({ meter }) => meter);
    const [row] = await this.context.open.database
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

  /**
   * A late reading changes its own slot and, by the registers, those after it; final ones stay. All of
   * them change in one transaction: after a crash in between nothing would tell that the later ones
   * still have to follow.
   */
  private async countAgain(): Promise<void> {
    const { context, state } = this;
    if (state.corrected.size === 0) return;
    const first = Math.max(state.nextToFinish, Math.min(...state.corrected));
    const counted = [...state.corrected];
    const changed = await this.step(async (tx) => {
      const slots: number[] = [];
      for (let slot = first; slot < state.nextToMeter; slot++) {
        if ((await meterSlot(context, tx, state, slot)) === "metered") slots.push(slot);
      }
      return slots;
    });
    for (const slot of changed) state.meteredAt.set(slot, context.now());
    // What came in meanwhile stays, to be counted next.
    for (const slot of counted) state.corrected.delete(slot);
  }

  private async finishSlots(): Promise<void> {
    const { context, state } = this;
    for (;;) {
      const slot = state.nextToFinish;
      const finalAt = this.finalAt(slot);
      if (finalAt === null || finalAt > context.now()) return;
      await this.step(async (tx) => {
        await tx
          .update(tables.slot)
          .set({ stage: "final" })
          .where(and(eq(tables.slot.communityId, state.id), eq(tables.slot.slot, slot)));
        await context.events.record(tx, state.id, context.now(), [
          { type: "slot", data: { slot, stage: "final" } },
        ]);
      });
      state.meteredAt.delete(slot);
      state.nextToFinish += 1;
    }
  }

  private async payPeriods(): Promise<void> {
    const { context, state } = this;
    for (let due = this.duePeriod(); due !== null; due = this.duePeriod()) {
      const period = due;
      const balances = await this.step((tx) => payPeriod(context, tx, state, period));
      for (const [number, balance] of balances) {
        const account = state.accounts.get(number);
        if (account !== undefined) account.balance = balance;
      }
      state.nextPeriod = period.period + 1;
      state.periodFrom = period.untilSlot;
    }
  }

  /** The next local day, if all its slots are final; the last day may be cut short by the end. */
  private duePeriod(): DuePeriod | null {
    const { state } = this;
    const fromSlot = state.periodFrom;
    if (fromSlot >= state.end) return null;
    const start = slotStart(fromSlot, state.slotSeconds);
    const { day, untilSlot } = localDayOf(start, state.timeZone, state.slotSeconds);
    const until = Math.min(untilSlot, state.end);
    if (state.nextToFinish < until) return null;
    return { period: state.nextPeriod, day, fromSlot, untilSlot: until };
  }

  private async step<T>(work: Parameters<typeof this.context.writer.write<T>>[0]): Promise<T> {
    const result = await this.context.writer.write(work);
    this.context.events.announce(this.state.id);
    this.context.ledgerWork();
    return result;
  }
}
