import type { Duty } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { and, eq } from "drizzle-orm";
import type { Logger } from "pino";
import type { CommunityState } from "../community/community-state.js";

/** The block that a community's ledger was read up to; time in seconds since 1970. */
export interface FollowedBlock {
  number: number;
  timestamp: number;
}

/** Writes down what others did on the ledger, once for each, and how far it was read, in one transaction. */
export async function writeDuties(
  tx: Database,
  state: CommunityState,
  duties: readonly Duty[],
  until: FollowedBlock,
  log: Logger,
): Promise<void> {
  for (const duty of duties) await writeDuty(tx, state, duty, log);
  const place = { block: until.number, time: until.timestamp };
  await tx
    .insert(tables.ledgerFollow)
    .values({ communityId: state.id, ...place })
    .onConflictDoUpdate({ target: tables.ledgerFollow.communityId, set: place });
}

async function writeDuty(
  tx: Database,
  { id: communityId, slug }: CommunityState,
  duty: Duty,
  log: Logger,
): Promise<void> {
  const { demand, inboxOrder, setback } = tables;
  switch (duty.kind) {
    case "order-placed": {
      const { nonce, ...order } = duty.order;
      if (nonce > BigInt(Number.MAX_SAFE_INTEGER)) {
        log.error(
          { slug, ...order, nonce: `${nonce}` },
          "an order's nonce is too large to be kept",
        );
        return;
      }
      const row = { ...order, nonce: Number(nonce), communityId };
      await tx.insert(inboxOrder).values(row).onConflictDoNothing();
      return;
    }
    case "demand-opened": {
      const { id, demanded: kind, slot, index } = duty;
      const row = { communityId, id, kind, slot, index, status: "open" as const };
      await tx.insert(demand).values(row).onConflictDoNothing();
      log.warn({ slug, id, kind, slot, index }, "data are demanded on the ledger");
      return;
    }
    case "demand-closed":
      await tx
        .update(demand)
        .set({ status: duty.outcome, problem: null })
        .where(and(eq(demand.communityId, communityId), eq(demand.id, duty.id)));
      return;
    case "slot-went-back": {
      const { slot, fault } = duty;
      const went = duty.state as (typeof setback.$inferSelect)["state"];
      await tx
        .insert(setback)
        .values({ communityId, slot, state: went, fault, outcome: "waiting" });
      log.error({ slug, slot, state: went, fault }, "a slot went back on the ledger");
      return;
    }
    case "period-voided": {
      const { period, fault } = duty;
      await tx.insert(setback).values({ communityId, period, fault, outcome: "left" });
      log.error({ slug, period, fault }, "a period was voided on the ledger");
      return;
    }
    default:
  }
}
