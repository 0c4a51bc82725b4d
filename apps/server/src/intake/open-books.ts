import { type Database, tables } from "@pumasi/database";
import type { Side } from "@pumasi/market";
import { type Hex, ZERO_HASH } from "@pumasi/protocol";
import { and, asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

interface LiveOrder {
  account: number;
  side: Side;
  limitPrice: number;
}

/** A book that still takes orders: what admission must know of it. */
export interface OpenBook {
  readonly orders: readonly LiveOrder[];
  readonly logHead: Hex;
}

/** Open books by slot, read from the database once and kept while they are open. */
export class OpenBooks {
  private readonly books = new Map<number, OpenBook>();

  constructor(private readonly state: CommunityState) {}

  async get(tx: Database, slot: number): Promise<OpenBook> {
    const known = this.books.get(slot);
    if (known !== undefined) return known;
    const { order } = tables;
    const rows = await tx
      .select()
      .from(order)
      .where(and(eq(order.communityId, this.state.id), eq(order.slot, slot)))
      .orderBy(asc(order.sequence));
    return { orders: rows, logHead: rows.at(-1)?.logHead ?? ZERO_HASH };
  }

  /** Takes changed books over when their transaction has been committed, and drops closed ones. */
  commit(books: ReadonlyMap<number, OpenBook>): void {
    for (const [slot, book] of books) this.books.set(slot, book);
    for (const slot of this.books.keys()) {
      if (slot < this.state.nextToClose) this.books.delete(slot);
    }
  }
}
