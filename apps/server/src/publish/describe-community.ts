import { type Database, tables } from "@pumasi/database";
import type { CommunityDescription } from "@pumasi/protocol";
import { asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

/** Sizes, rules and the typed-data domain of a community. */
export async function describeCommunity(
  database: Database,
  state: CommunityState,
  chainId: number,
): Promise<CommunityDescription> {
  const rules = await database
    .select({
      version: tables.rules.version,
      fromSlot: tables.rules.fromSlot,
      terms: tables.rules.terms,
    })
    .from(tables.rules)
    .where(eq(tables.rules.communityId, state.id))
    .orderBy(asc(tables.rules.version));
  return {
    slug: state.slug,
    name: state.name,
    currency: state.currency,
    timeZone: state.timeZone,
    slotSeconds: state.slotSeconds,
    gateClosureSeconds: state.gateClosureSeconds,
    challengeWindowSeconds: state.challengeWindowSeconds,
    settlementPeriod: state.settlementPeriod,
    firstSlot: state.firstSlot,
    untilSlot: state.untilSlot,
    chainId,
    contracts: state.contracts,
    receiptSigner: state.receiptSigner,
    rules,
  };
}
