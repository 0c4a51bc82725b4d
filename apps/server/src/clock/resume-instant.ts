import { type Database, tables } from "@pumasi/database";
import type { Instant } from "@pumasi/quantities";
import { max } from "drizzle-orm";

/**
 * The market instant to go on from: never before anything that was recorded, so that no fact is ever
 * older than one before it.
 */
export async function resumeInstant(database: Database, start: Instant): Promise<Instant> {
  const { marketClock, order, reading, slot } = tables;
  const [clock] = await database.select({ now: max(marketClock.now) }).from(marketClock);
  const [ordered] = await database.select({ at: max(order.recordedAt) }).from(order);
  const [read] = await database.select({ at: max(reading.recordedAt) }).from(reading);
  const [metered] = await database.select({ at: max(slot.meteredAt) }).from(slot);
  return Math.max(start, clock?.now ?? 0, ordered?.at ?? 0, read?.at ?? 0, metered?.at ?? 0);
}
