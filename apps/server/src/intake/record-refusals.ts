import { type Database, tables } from "@pumasi/database";
import type { OrderOutcome, ReadingOutcome } from "@pumasi/protocol";
import { sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";

const HOUR_MS = 3_600_000;

/** Counts refusals by code and market hour, with the newest detail, so that a flood cannot fill the disk. */
export async function recordRefusals(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  outcomes: readonly (OrderOutcome | ReadingOutcome)[],
): Promise<void> {
  const counts = new Map<string, { count: number; detail: string }>();
  for (const outcome of outcomes) {
    if (outcome.ok) continue;
    const { code, detail } = outcome.problem;
    counts.set(code, { count: (counts.get(code)?.count ?? 0) + 1, detail });
  }
  if (counts.size === 0) return;
  const now = context.now();
  const { refusal } = tables;
  const hour = now - (now % HOUR_MS);
  for (const [code, { count, detail }] of counts) {
    await tx
      .insert(refusal)
      .values({ communityId: state.id, code, hour, count, detail })
      .onConflictDoUpdate({
        target: [refusal.communityId, refusal.code, refusal.hour],
        set: { count: sql`${refusal.count} + ${count}`, detail },
      });
  }
  await context.events.record(tx, state.id, now, [
    { type: "refusal", data: { codes: [...counts.keys()] } },
  ]);
}
