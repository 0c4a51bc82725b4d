import type { Call } from "../call.js";
import type {
  FinalAction,
  JournalledTransaction,
  OpenAction,
  TransactionJournal,
} from "../transaction-journal.js";

/** A transaction journal for tests: it outlives the pipeline, as a database would, and refuses what a database must not see. */
export class MemoryTransactionJournal implements TransactionJournal {
  readonly actions: (Call & { nonce: number; at: number })[] = [];
  readonly signed: JournalledTransaction[] = [];
  readonly final: FinalAction[] = [];
  /** Called before and after each write; a test throws here to play a process that dies. */
  aroundWrite: () => void = () => {};

  /** Puts calls into the outbox and gives their nonces. */
  ask(calls: readonly Call[], at = 0): number[] {
    return calls.map((call) => {
      const nonce = this.actions.length;
      this.actions.push({ ...call, nonce, at });
      return nonce;
    });
  }

  async openActions(limit: number): Promise<OpenAction[]> {
    const open = this.actions.slice(this.final.length).map((action) => ({
      ...action,
      transactions: this.signed.filter(({ nonce }) => nonce === action.nonce),
    }));
    const signed = open.filter(({ transactions }) => transactions.length > 0).length;
    return structuredClone(open.slice(0, Math.max(limit, signed)));
  }

  async lastFinal(): Promise<Pick<FinalAction, "nonce" | "block"> | null> {
    return this.final.at(-1) ?? null;
  }

  async recordSigned(transactions: readonly JournalledTransaction[]): Promise<void> {
    this.aroundWrite();
    this.signed.push(...structuredClone(transactions));
    this.aroundWrite();
  }

  async recordFinal(actions: readonly FinalAction[]): Promise<void> {
    this.aroundWrite();
    for (const action of actions) {
      const next = this.final.length;
      if (action.nonce !== next) throw new Error(`Nonce ${action.nonce} is final before ${next}.`);
      this.final.push(structuredClone(action));
    }
    this.aroundWrite();
  }
}
