import { type Database, tables } from "@pumasi/database";
import { assert } from "@pumasi/quantities";
import { and, desc, eq } from "drizzle-orm";
import type { CommunityState } from "./community-state.js";

/** An account's price limits as its household set them last, 10^-6 currency/kWh. */
export async function newestWish(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<{ buyBelow: number; sellAbove: number }> {
  const { wish } = tables;
  const [row] = await database
    .select()
    .from(wish)
    .where(and(eq(wish.communityId, state.id), eq(wish.account, account)))
    .orderBy(desc(wish.id))
    .limit(1);
  assert(row !== undefined, "a member is registered with its wish");
  return row;
}
