import type { Database } from "@pumasi/database";
import type { OrderInput, OrderOutcome, ReadingInput, ReadingOutcome } from "@pumasi/protocol";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { admitOrders, type OrderBatch } from "./admit-orders.js";
import { admitReadings, type ReadingBatch, type ReadingSource } from "./admit-readings.js";
import { OpenBooks } from "./open-books.js";
import { recordRefusals } from "./record-refusals.js";

interface Waiting<Input, Outcome> {
  inputs: readonly Input[];
  resolve(outcomes: Outcome[]): void;
  reject(error: unknown): void;
}

/** Requests that one batch took. */
interface Taken {
  orders: Waiting<OrderInput, OrderOutcome>[];
  readings: Waiting<ReadingInput, ReadingOutcome>[];
}

interface DecidedBatch {
  taken: Taken;
  orderInputs: OrderInput[];
  readingInputs: ReadingInput[];
  read: ReadingBatch;
  ordered: OrderBatch;
}

/** Which devices are at work right now; in fast-forward a batch waits until all of them have posted. */
export interface AtWork {
  devicesAtWork(state: CommunityState): Iterable<string>;
}

/**
 * Group commit: requests wait a moment, are decided and written together in one transaction, and only
 * then answered. In fast-forward the moment lasts until every gateway at work has something waiting,
 * and for orders until each has orders waiting: after a kill some send again what others need not.
 * A batch is sorted by account and nonce, so that sequence numbers do not depend on which process
 * happened to be quicker, or was killed.
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

  /** How many posts wait to be written; for whoever looks after the server. */
  get waiting(): { orders: number; readings: number } {
    return { orders: this.orders.length, readings: this.readings.length };
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

  /**
   * Takes what was put on the ledger, waiting for no gateway. What `also` writes is in the same transaction; `onCommitted`
   * takes it into memory. An order that cannot be taken now, since its slot is not open yet or its gate has closed meanwhile,
   * is looked at again when the book closes.
   */
  async takeFromLedger(
    { orders, readings }: { orders: readonly OrderInput[]; readings: readonly ReadingInput[] },
    also: (tx: Database) => Promise<void>,
    onCommitted: () => void,
  ): Promise<void> {
    const taken: Taken = { orders: [unanswered(orders)], readings: [unanswered(readings)] };
    await this.context.writer.write(
      async (tx) => {
        const batch = await this.decide(tx, taken, "ledger");
        await also(tx);
        return batch;
      },
      (batch) => {
        this.apply(batch);
        onCommitted();
      },
    );
  }

  /** Call whenever a gateway has come to rest: the others need not wait for it any longer. */
  schedule(): void {
    if (this.isScheduled || this.orders.length + this.readings.length === 0) return;
    if (!this.areAmong([...this.orders, ...this.readings])) return;
    this.isScheduled = true;
    setImmediate(() => void this.flush());
  }

  /** Whether every gateway at work is among those who posted these. */
  private areAmong(waiting: readonly Waiting<{ device: string }, unknown>[]): boolean {
    const posted = new Set<string>();
    for (const { inputs } of waiting) {
      for (const { device } of inputs) posted.add(device);
    }
    for (const device of this.atWork.devicesAtWork(this.state))
      if (!posted.has(device)) return false;
    return true;
  }

  /** Decides and writes everything that is waiting when the writer's turn comes, and answers it. */
  private async flush(): Promise<void> {
    const taken: Taken = { orders: [], readings: [] };
    try {
      await this.context.writer.write(
        (tx) => this.decide(tx, this.take(taken)),
        (batch) => this.apply(batch),
      );
    } catch (error) {
      // A transaction that could not even begin has taken nothing yet; its requests are answered too.
      if (this.isScheduled) this.take(taken);
      this.context.log.error({ err: error }, "a batch could not be written");
      for (const waiting of [...taken.orders, ...taken.readings]) waiting.reject(error);
    }
    this.schedule();
  }

  private take(taken: Taken): Taken {
    this.isScheduled = false;
    taken.readings = this.readings;
    this.readings = [];
    if (this.areAmong(this.orders)) {
      taken.orders = this.orders;
      this.orders = [];
    }
    return taken;
  }

  private async decide(
    tx: Database,
    taken: Taken,
    source: ReadingSource = "gateways",
  ): Promise<DecidedBatch> {
    const { context, state } = this;
    const orderInputs = taken.orders.flatMap(({ inputs }) => [...inputs]);
    const readingInputs = taken.readings.flatMap(({ inputs }) => [...inputs]);
    orderInputs.sort((a, b) => a.account - b.account || a.nonce - b.nonce);
    readingInputs.sort((a, b) => a.meter - b.meter || a.slot - b.slot);
    const read = await admitReadings(context, tx, state, readingInputs, source);
    const ordered = await admitOrders(context, tx, state, this.openBooks, orderInputs);
    await recordRefusals(context, tx, state, [...read.outcomes, ...ordered.outcomes]);
    return { taken, orderInputs, readingInputs, read, ordered };
  }

  private apply({ taken, orderInputs, readingInputs, read, ordered }: DecidedBatch): void {
    const { context, state } = this;
    this.openBooks.commit(ordered.books);
    for (const slot of read.corrected) state.corrected.add(slot);
    for (const row of read.accepted) {
      const newest = state.newestReadings.get(row.meter);
      if (newest !== undefined && row.slot <= newest.slot) continue;
      if (newest !== undefined) this.countGapAgain(newest.slot + 1, row.slot);
      state.newestReadings.set(row.meter, row);
    }
    context.events.announce(state.id);
    answer(taken.orders, orderInputs, ordered.outcomes);
    answer(taken.readings, readingInputs, read.outcomes);
    if (read.accepted.length > 0) this.onAccepted();
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

/** Inputs that nobody waits for an answer to. */
function unanswered<Input, Outcome>(inputs: readonly Input[]): Waiting<Input, Outcome> {
  return { inputs, resolve() {}, reject() {} };
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
