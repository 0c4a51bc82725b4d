import { EventEmitter } from "node:events";
import { type Database, tables } from "@pumasi/database";
import type { LiveEvent } from "@pumasi/protocol";
import { and, asc, eq, gt, max } from "drizzle-orm";

/** An event that is written with the change that it tells of. */
export interface NewEvent {
  type: LiveEvent["type"];
  data: Record<string, unknown>;
}

/** Live events: written in the transaction of the change, sent out after it, resumable by their id. */
export class EventHub {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  constructor(private readonly database: Database) {}

  async record(
    tx: Database,
    communityId: number,
    at: number,
    events: readonly NewEvent[],
  ): Promise<void> {
    if (events.length === 0) return;
    await tx
      .insert(tables.event)
      .values(events.map(({ type, data }) => ({ communityId, at, type, data })));
  }

  /** Wakes the listeners; call when the transaction has been committed. */
  announce(communityId: number): void {
    this.emitter.emit(`${communityId}`);
  }

  onAnnounce(communityId: number, listener: () => void): () => void {
    this.emitter.on(`${communityId}`, listener);
    return () => this.emitter.off(`${communityId}`, listener);
  }

  /** At most 500 events after an id, ascending. */
  async after(communityId: number, id: number): Promise<LiveEvent[]> {
    const rows = await this.database
      .select()
      .from(tables.event)
      .where(and(eq(tables.event.communityId, communityId), gt(tables.event.id, id)))
      .orderBy(asc(tables.event.id))
      .limit(500);
    return rows.map((row) => ({
      id: row.id,
      at: new Date(row.at).toISOString(),
      type: row.type as LiveEvent["type"],
      data: row.data,
    }));
  }

  async newest(communityId: number): Promise<number> {
    const [row] = await this.database
      .select({ id: max(tables.event.id) })
      .from(tables.event)
      .where(eq(tables.event.communityId, communityId));
    return row?.id ?? 0;
  }
}
