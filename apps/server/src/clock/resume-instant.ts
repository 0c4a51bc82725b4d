import { type Database, tables } from "@pumasi/database";
import type { Instant } from "@pumasi/quantities";
import { max } from "drizzle-orm";

/**
 * The market instant to go on from: never before anything that was recorded, so that no fact is ever
 * older than one before it.
 */
export async function resumeInstant(database: Database, start: Instant): Promise<Instant> {
  const { marketClock, order, period, reading, slot } = tables;
  const [clock] = await database.select({ now: max(marketClock.now) }).from(marketClock);
  const [ordered] = await database.select({ at: max(order.recordedAt) }).from(order);
  const [read] = await database.select({ at: max(reading.recordedAt) }).from(reading);
  const [closed] = await database
    .select({ bookedAt: max(slot.bookedAt), meteredAt: max(slot.meteredAt) })
    .from(slot);
  const [paid] = await database.select({ at: max(period.committedAt) }).from(period);
  const instants = [
    clock?.now,
    ordered?.at,
    read?.at,
    closed?.bookedAt,
    closed?.meteredAt,
    paid?.at,
  ];
  return Math.max(start, ...instants.map((instant) => instant ?? 0));
}
