import type { OrderInput, OrderOutcome, ReadingInput, ReadingOutcome } from "@pumasi/protocol";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { admitOrders } from "./admit-orders.js";
import { admitReadings } from "./admit-readings.js";
import { OpenBooks } from "./open-books.js";
import { recordRefusals } from "./record-refusals.js";

interface Waiting<Input, Outcome> {
  inputs: readonly Input[];
  resolve(outcomes: Outcome[]): void;
  reject(error: unknown): void;
}

/** Which devices are at work right now; in fast-forward a batch waits until all of them have posted. */
export interface AtWork {
  devicesAtWork(state: CommunityState): Iterable<string>;
}

/**
 * Group commit: requests wait a moment, are decided and written together in one transaction, and only
 * then answered. In fast-forward the moment lasts until every gateway at work has something waiting,
 * and a batch is sorted by account and nonce, so that sequence numbers do not depend on which process
 * happened to be quicker.
 */
export class Intake {
  private orders: Waiting<OrderInput, OrderOutcome>[] = [];
  private readings: Waiting<ReadingInput, ReadingOutcome>[] = [];
  private isScheduled = false;
  readonly openBooks: OpenBooks;

  constructor(
    private readonly context: ServerContext,
    private readonly state: CommunityState,
    private readonly atWork: AtWork,
    private readonly onAccepted: () => void,
  ) {
    this.openBooks = new OpenBooks(state);
  }

  postOrders(inputs: readonly OrderInput[]): Promise<OrderOutcome[]> {
    return new Promise((resolve, reject) => {
      this.orders.push({ inputs, resolve, reject });
      this.schedule();
    });
  }

  postReadings(inputs: readonly ReadingInput[]): Promise<ReadingOutcome[]> {
    return new Promise((resolve, reject) => {
      this.readings.push({ inputs, resolve, reject });
      this.schedule();
    });
  }

  /** Call whenever a gateway has come to rest: the others need not wait for it any longer. */
  schedule(): void {
    if (this.isScheduled || this.orders.length + this.readings.length === 0) return;
    if (!this.everyoneHasPosted()) return;
    this.isScheduled = true;
    setImmediate(() => {
      void this.context.writer.exclusive(() => this.flush());
    });
  }

  private everyoneHasPosted(): boolean {
    const posted = new Set<string>();
    for (const { inputs } of [...this.orders, ...this.readings]) {
      for (const { device } of inputs) posted.add(device);
    }
    for (const device of this.atWork.devicesAtWork(this.state))
      if (!posted.has(device)) return false;
    return true;
  }

  private async flush(): Promise<void> {
    this.isScheduled = false;
    const { orders, readings } = this;
    this.orders = [];
    this.readings = [];
    try {
      await this.decide(orders, readings);
    } catch (error) {
      this.context.log.error({ err: error }, "a batch could not be written");
      for (const waiting of [...orders, ...readings]) waiting.reject(error);
    }
    this.schedule();
  }

  private async decide(
    orders: Waiting<OrderInput, OrderOutcome>[],
    readings: Waiting<ReadingInput, ReadingOutcome>[],
  ): Promise<void> {
    const { context, state } = this;
    const orderInputs = orders.flatMap(({ inputs }) => [...inputs]);
    const readingInputs = readings.flatMap(({ inputs }) => [...inputs]);
    orderInputs.sort((a, b) => a.account - b.account || a.nonce - b.nonce);
    readingInputs.sort((a, b) => a.meter - b.meter || a.slot - b.slot);
    const { database } = context.open;
    const batch = await database.transaction(async (scope) => {
      const tx = scope as unknown as typeof database;
      const read = await admitReadings(context, tx, state, readingInputs);
      const ordered = await admitOrders(context, tx, state, this.openBooks, orderInputs);
      await recordRefusals(context, tx, state, [...read.outcomes, ...ordered.outcomes]);
      return { read, ordered };
    });
    this.openBooks.commit(batch.ordered.books);
    for (const slot of batch.read.corrected) state.corrected.add(slot);
    for (const row of batch.read.accepted) {
      const newest = state.newestReadings.get(row.meter);
      if (newest !== undefined && row.slot <= newest.slot) continue;
      if (newest !== undefined) this.countGapAgain(newest.slot + 1, row.slot);
      state.newestReadings.set(row.meter, row);
    }
    context.events.announce(state.id);
    answer(orders, orderInputs, batch.ordered.outcomes);
    answer(readings, readingInputs, batch.read.outcomes);
    if (batch.read.accepted.length > 0) this.onAccepted();
  }

  /**
   * A register after missing readings says what the gap's slots sum to: those that were metered with
   * an estimate and are not final are counted again, so that the substitutes add up to it.
   */
  private countGapAgain(from: number, until: number): void {
    const { state } = this;
    const first = Math.max(from, state.nextToFinish);
    if (first < Math.min(until, state.nextToMeter)) state.corrected.add(first);
  }
}

/** Gives each request the outcomes of its own inputs, in its own order. */
function answer<Input, Outcome>(
  waiting: readonly Waiting<Input, Outcome>[],
  decided: readonly Input[],
  outcomes: readonly Outcome[],
): void {
  const outcomeOf = new Map(decided.map((input, index) => [input, outcomes[index] as Outcome]));
  for (const { inputs, resolve } of waiting) {
    resolve(inputs.map((input) => outcomeOf.get(input) as Outcome));
  }
}
