import { type Database, tables } from "@pumasi/database";
import type { ErasureRequest, ErasureRequestsAnswer, OwnErasureAnswer } from "@pumasi/protocol";
import type { Instant, Slot } from "@pumasi/quantities";
import { and, asc, desc, eq, min, ne } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { RequestRefusedError } from "../refusals.js";

type Row = typeof tables.erasureRequest.$inferSelect;

/** What stands between a household and the erasure of its data. */
export interface ErasureHurdles {
  membershipEnded: boolean;
  paid: boolean;
}

/** A household's own requests and what its erasure would wait for. */
export async function ownErasure(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<OwnErasureAnswer> {
  const rows = await requestsOf(database, state, account);
  return { requests: rows.map(describe), ...(await hurdlesOf(database, state, account)) };
}

/** More requests than these nobody looks through; older ones are told to their households and in the audit trail. */
export const MOST_LISTED = 500;

/** Everybody's newest requests, ascending, with the names that the operator knows. */
export async function listErasureRequests(
  database: Database,
  state: CommunityState,
): Promise<ErasureRequestsAnswer> {
  const { erasureRequest, member } = tables;
  const rows = await database
    .select({ request: erasureRequest, name: member.name })
    .from(erasureRequest)
    .innerJoin(
      member,
      and(
        eq(member.communityId, erasureRequest.communityId),
        eq(member.account, erasureRequest.account),
      ),
    )
    .where(eq(erasureRequest.communityId, state.id))
    .orderBy(desc(erasureRequest.id))
    .limit(MOST_LISTED);
  const firstUnpaid = await firstUnpaidSlot(database, state);
  return {
    requests: rows.reverse().map(({ request, name }) => {
      const { account } = request;
      return { ...describe(request), account, name, ...hurdlesAt(state, account, firstUnpaid) };
    }),
  };
}

/** Asks for erasure; refuses a second open request (erasure_already_requested). `at` is wall time. */
export async function askForErasure(
  tx: Database,
  state: CommunityState,
  account: number,
  { who, at }: { who: string; at: Instant },
): Promise<void> {
  if ((await openRequest(tx, state, account)) !== null) {
    throw new RequestRefusedError("erasure_already_requested");
  }
  const asked = { account, requestedAt: at, requestedBy: who, status: "open" as const };
  await tx.insert(tables.erasureRequest).values({ communityId: state.id, ...asked });
}

/** Takes the open request back; refuses where there is none (erasure_not_requested). */
export async function withdrawErasure(
  tx: Database,
  state: CommunityState,
  account: number,
  { who, at }: { who: string; at: Instant },
): Promise<void> {
  const open = await openRequest(tx, state, account);
  if (open === null) throw new RequestRefusedError("erasure_not_requested");
  await closeRequest(tx, open.id, { status: "withdrawn", who, at, note: null });
}

/** Records what became of a request. */
export async function closeRequest(
  tx: Database,
  id: number,
  end: { status: "withdrawn" | "done" | "refused"; who: string; at: Instant; note: string | null },
): Promise<void> {
  const { status, who, at, note } = end;
  await tx
    .update(tables.erasureRequest)
    .set({ status, decidedAt: at, decidedBy: who, note })
    .where(eq(tables.erasureRequest.id, id));
}

/** A community's request by its id; refuses unknown ones (unknown_erasure_request). */
export async function findRequest(
  database: Database,
  state: CommunityState,
  id: number,
): Promise<Row> {
  const { erasureRequest } = tables;
  const [row] = await database
    .select()
    .from(erasureRequest)
    .where(and(eq(erasureRequest.communityId, state.id), eq(erasureRequest.id, id)));
  if (row === undefined) throw new RequestRefusedError("unknown_erasure_request");
  return row;
}

/**
 * Whether the household's last slot is over and paid. Until then its name is needed for bills, and its balance for paying them.
 * The slots before its end are all paid once the periods have gone past it.
 */
export async function hurdlesOf(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<ErasureHurdles> {
  return hurdlesAt(state, account, await firstUnpaidSlot(database, state));
}

function hurdlesAt(state: CommunityState, account: number, firstUnpaid: Slot): ErasureHurdles {
  const untilSlot = state.meterOf(account)?.untilSlot ?? null;
  if (untilSlot === null || untilSlot > state.nextToMeter) {
    return { membershipEnded: false, paid: false };
  }
  const balance = state.accounts.get(account)?.balance ?? 0n;
  return { membershipEnded: true, paid: firstUnpaid >= untilSlot && balance === 0n };
}

/** All slots before this one are paid. */
async function firstUnpaidSlot(database: Database, state: CommunityState): Promise<Slot> {
  const { slot } = tables;
  const [row] = await database
    .select({ first: min(slot.slot) })
    .from(slot)
    .where(and(eq(slot.communityId, state.id), ne(slot.stage, "paid")));
  return row?.first ?? state.nextToClose;
}

export function requestsOf(
  database: Database,
  state: CommunityState,
  account: number,
): Promise<Row[]> {
  const { erasureRequest } = tables;
  return database
    .select()
    .from(erasureRequest)
    .where(and(eq(erasureRequest.communityId, state.id), eq(erasureRequest.account, account)))
    .orderBy(asc(erasureRequest.id));
}

async function openRequest(
  tx: Database,
  state: CommunityState,
  account: number,
): Promise<Row | null> {
  const rows = await requestsOf(tx, state, account);
  return rows.find(({ status }) => status === "open") ?? null;
}

export function describe({ id, status, requestedAt, decidedAt, note }: Row): ErasureRequest {
  const instant = (at: number) => new Date(at).toISOString();
  return {
    ...{ id, status, note },
    requestedAt: instant(requestedAt),
    decidedAt: decidedAt === null ? null : instant(decidedAt),
  };
}
