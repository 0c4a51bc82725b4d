import { type Database, tables } from "@pumasi/database";
import { and, eq } from "drizzle-orm";
import type { Logger } from "pino";
import { ANSWER_KIND } from "../duties/answer-demands.js";

/** An action of the outbox, as it is kept. */
export type LedgerActionRow = typeof tables.ledgerAction.$inferSelect;

/**
 * What actions that are on the ledger for good mean for the books: a settled period; a refused action is loud. In the
 * transaction that writes down what became of them, once for each.
 */
export async function followActions(
  tx: Database,
  actions: readonly LedgerActionRow[],
  log: Logger,
): Promise<void> {
  for (const action of actions) {
    if (action.kind === ANSWER_KIND && action.communityId !== null) {
      await followAnswer(tx, action, action.communityId, log);
    } else if (action.status === "failed") {
      log.error(
        { kind: action.kind, key: action.key, reason: action.reason },
        "the ledger refused an action; run `pumasi verify`",
      );
    } else if (action.kind === "settle" && action.communityId !== null) {
      const period = Number(action.key.split(":").at(-1));
      await tx
        .update(tables.period)
        .set({ stage: "settled" })
        .where(
          and(eq(tables.period.communityId, action.communityId), eq(tables.period.period, period)),
        );
    }
  }
}

/** An answer on the ledger closes its demand; a refused one is looked at again, since the ledger may have changed. */
async function followAnswer(
  tx: Database,
  { key, status, reason }: LedgerActionRow,
  communityId: number,
  log: Logger,
): Promise<void> {
  if (status === "failed") {
    log.warn({ key, reason }, "the ledger refused an answer to a demand");
    return;
  }
  const id = Number(key.split(":").at(-2));
  const { demand } = tables;
  await tx
    .update(demand)
    .set({ status: "answered", problem: null })
    .where(and(eq(demand.communityId, communityId), eq(demand.id, id), eq(demand.status, "open")));
}
