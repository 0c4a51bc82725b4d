import { type Database, tables } from "@pumasi/database";
import { FAULT_TEXT } from "@pumasi/protocol";
import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

/** What the operator must know of what others did on the ledger; each says what to do. */
export async function dutyWarnings(database: Database, state: CommunityState): Promise<string[]> {
  const { demand, setback } = tables;
  const unanswered = await database
    .select()
    .from(demand)
    .where(
      and(eq(demand.communityId, state.id), eq(demand.status, "open"), isNotNull(demand.problem)),
    )
    .orderBy(asc(demand.id));
  const setbacks = await database
    .select()
    .from(setback)
    .where(eq(setback.communityId, state.id))
    .orderBy(asc(setback.id));
  return [
    ...unanswered.map(
      ({ id, kind, slot, problem }) =>
        `Demand ${id} on the ledger (${kind}, ${slot}) cannot be answered: ${problem}. Answer it before its time is over, or the bond is lost.`,
    ),
    ...setbacks.flatMap((row) => (isPast(state, row) ? [] : [textOf(row)])),
  ];
}

type SetbackRow = typeof tables.setback.$inferSelect;

/** A paid slot's setback is history. */
function isPast(state: CommunityState, { slot, outcome }: SetbackRow): boolean {
  return slot !== null && slot < state.periodFrom && outcome === "recommitted";
}

function textOf({ slot, period, state, fault, outcome }: SetbackRow): string {
  const why = fault === null ? "It was late." : `${FAULT_TEXT[fault]} (${fault})`;
  if (slot === null) {
    return `Period ${period} was voided on the ledger: ${why} Find the fault before it is committed again.`;
  }
  const what = `Slot ${slot} went back to "${state}" on the ledger: ${why}`;
  if (state === "skipped") return `${what} Nothing is settled in it.`;
  if (outcome === "recommitted" && state === "grid") {
    return `${what} It settles at the grid tariff: nothing is traded or shared in it.`;
  }
  if (outcome === "recommitted") return `${what} It was counted again and recorded anew.`;
  if (outcome === "waiting") return `${what} It will be counted again.`;
  return `${what} The records give nothing else, so nothing was sent again; the server puts it to the grid tariff when the ledger allows that. Run \`pumasi verify\`.`;
}
