import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { BookHeader, ClearingHeader, MeteringHeader } from "@pumasi/protocol";
import type { CommunityShape } from "./generate-slots.js";
import type { SlotTotals } from "./pay-period.js";

/** Which slots a thread computes: of `slots` from `firstSlot` on, every `threads`-th, beginning with its own number. */
export interface ThreadTask {
  shape: CommunityShape;
  firstSlot: number;
  slots: number;
  thread: number;
  threads: number;
}

/** What the ledger is told of a slot, and what its accounts receive. */
export interface ComputedSlot extends SlotTotals {
  book: BookHeader;
  clearing: ClearingHeader;
  metering: MeteringHeader;
  /** How many pairs of orders trade with each other. */
  trades: number;
  /** How long each of `THREAD_PART` took, ms on this thread, waiting for a core included. */
  parts: ReadonlyMap<string, number>;
}

/** What threads do with a slot. */
export const THREAD_PART = {
  result: "clearing, pairing and settling",
  commitment: "building the slots' commitments",
} as const;

/** A thread says that its inputs are made, is told to begin, and answers with its slots in order. */
export type ThreadAnswer = "ready" | ComputedSlot;

/** Threads that compute slots beside the one that talks to the node; whoever asks gets them by number. */
export class SlotThreads {
  readonly #computed = new Map<number, ComputedSlot>();
  readonly #asked = new Map<number, (slot: ComputedSlot) => void>();
  readonly #failed: Promise<never>;

  private constructor(private readonly workers: readonly Worker[]) {
    this.#failed = Promise.race(
      workers.map(async (worker): Promise<never> => {
        const [error] = await once(worker, "error");
        throw error;
      }),
    );
    // Whoever waits for a slot is told; nobody has to wait.
    this.#failed.catch(() => undefined);
    for (const worker of workers) {
      worker.on("message", (answer: ThreadAnswer) => {
        if (answer !== "ready") this.#take(answer);
      });
    }
  }

  /** Starts threads that share out the slots, and waits until each has made its inputs. */
  static async start(
    task: Omit<ThreadTask, "thread" | "threads">,
    threads: number,
  ): Promise<SlotThreads> {
    const workers = Array.from(
      { length: threads },
      (_, thread) =>
        new Worker(new URL("./slot-thread.js", import.meta.url), {
          workerData: { ...task, thread, threads } satisfies ThreadTask,
        }),
    );
    await Promise.all(workers.map((worker) => once(worker, "message")));
    return new SlotThreads(workers);
  }

  /** Lets every thread compute. */
  begin(): void {
    for (const worker of this.workers) worker.postMessage("begin");
  }

  /** A slot as soon as it is computed; once only. Throws what a thread stopped with. */
  take(slot: number): Promise<ComputedSlot> {
    const computed = this.#computed.get(slot);
    this.#computed.delete(slot);
    if (computed !== undefined) return Promise.resolve(computed);
    const asked = new Promise<ComputedSlot>((resolve) => this.#asked.set(slot, resolve));
    return Promise.race([asked, this.#failed]);
  }

  /** Stops every thread. */
  async end(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  #take(answer: ComputedSlot): void {
    const asked = this.#asked.get(answer.slot);
    this.#asked.delete(answer.slot);
    if (asked === undefined) this.#computed.set(answer.slot, answer);
    else asked(answer);
  }
}
