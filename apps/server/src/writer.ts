import type { Database } from "@pumasi/database";

/**
 * The one writer: every change of market state runs through it, one after the other, each in one
 * database transaction. Sequence numbers, nonces and versions therefore never race.
 */
export class Writer {
  private tail: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: Database) {}

  /**
   * Runs the work in a transaction when all earlier work is done; a failure undoes it and is thrown.
   * `onCommitted` takes what was written into memory, before any later work can look there.
   */
  write<T>(work: (tx: Database) => Promise<T>, onCommitted?: (result: T) => void): Promise<T> {
    return this.exclusive(async () => {
      const result = await this.database.transaction(work);
      onCommitted?.(result);
      return result;
    });
  }

  /** Runs the work when all earlier work is done, with no transaction of its own. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }
}
