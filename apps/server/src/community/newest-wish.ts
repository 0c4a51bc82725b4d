import { type Database, tables } from "@pumasi/database";
import type { Wish } from "@pumasi/protocol";
import { assert, printPrice } from "@pumasi/quantities";
import { and, desc, eq } from "drizzle-orm";
import type { CommunityState } from "./community-state.js";

/** An account's price limits as its household set them last, 10^-6 currency/kWh, and whether it is away. */
export async function newestWish(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<{ buyBelow: number; sellAbove: number; isAway: boolean }> {
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

/** A household's wish as everybody who may know it is told. */
export function describeWish(kept: { buyBelow: number; sellAbove: number; isAway: boolean }): Wish {
  const { buyBelow, sellAbove, isAway } = kept;
  return { buyBelow: printPrice(buyBelow), sellAbove: printPrice(sellAbove), away: isAway };
}
