import { type Database, tables } from "@pumasi/database";
import { and, asc, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import { type DemandRow, findAnswer } from "./find-answer.js";

/** The kind of the outbox's actions that answer demands; their keys end in the demand's number and the answer's. */
export const ANSWER_KIND = "answerDemand";

const keyOf = (state: CommunityState, id: number, answer: number) =>
  `${state.id}:${ANSWER_KIND}:${id}:${answer}`;

/**
 * Puts the answer to every open demand into the outbox, once: again only where the ledger refused it and what it holds has
 * changed since. Gives whether demands are open.
 */
export async function answerDemands(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
): Promise<boolean> {
  const { demand } = tables;
  const open = await tx
    .select()
    .from(demand)
    .where(and(eq(demand.communityId, state.id), eq(demand.status, "open")))
    .orderBy(asc(demand.id));
  for (const row of open) await answerOne(context, tx, state, row);
  return open.length > 0;
}

async function answerOne(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  row: DemandRow,
): Promise<void> {
  const { ledgerAction } = tables;
  const [last] = await tx
    .select({ status: ledgerAction.status, data: ledgerAction.data, reason: ledgerAction.reason })
    .from(ledgerAction)
    .where(eq(ledgerAction.key, keyOf(state, row.id, row.answers)));
  if (last !== undefined && last.status !== "failed") return;
  const answer = await findAnswer(context, tx, state, row);
  if (!answer.ok) return noteProblem(context, tx, row, answer.problem);
  if (last?.data === answer.call.data) {
    return noteProblem(context, tx, row, `the ledger refused the answer: ${last.reason}`);
  }
  const answers = row.answers + 1;
  await enqueue(tx, {
    communityId: state.id,
    key: keyOf(state, row.id, answers),
    kind: ANSWER_KIND,
    call: answer.call,
    at: context.now(),
  });
  await update(tx, row, { answers, problem: null });
}

/** Loud once, and a warning until it is over. */
async function noteProblem(
  context: ServerContext,
  tx: Database,
  row: DemandRow,
  problem: string,
): Promise<void> {
  if (row.problem === problem) return;
  const { id, kind, slot, index } = row;
  context.log.error({ id, kind, slot, index, problem }, "a demand cannot be answered");
  await update(tx, row, { problem });
}

async function update(tx: Database, row: DemandRow, changes: Partial<DemandRow>): Promise<void> {
  const { demand } = tables;
  await tx
    .update(demand)
    .set(changes)
    .where(and(eq(demand.communityId, row.communityId), eq(demand.id, row.id)));
}
