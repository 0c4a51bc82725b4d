import { registerAccountsCall, registerMetersCall, setCreditLimitsCall } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import { hashText, type MemberRequest } from "@pumasi/protocol";
import { parseLedgerUnits, parsePrice } from "@pumasi/quantities";
import { and, eq, isNull } from "drizzle-orm";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import { RequestRefusedError } from "../refusals.js";
import type { AccountState, CommunityState, MeterState } from "./community-state.js";

/** How long a one-time code may be used, in market time. */
const CODE_LIFETIME_MS = 30 * 86_400_000;

/** Reads a household's price limits (10^-6 currency/kWh) and whether it is away; refuses what is not a price. */
export function readWish(wish: MemberRequest["wish"]): {
  buyBelow: number;
  sellAbove: number;
  isAway: boolean;
} {
  const buyBelow = parsePrice(wish.buyBelow);
  const sellAbove = parsePrice(wish.sellAbove);
  if (!buyBelow.ok || !sellAbove.ok) {
    throw new RequestRefusedError("request_malformed", "wish: prices have at most six decimals");
  }
  const isAway = wish.away ?? false;
  return { buyBelow: buyBelow.value, sellAbove: sellAbove.value, isAway };
}

/**
 * Registers a household: a pseudonymous account and a meter at the next dense indices, its credit
 * limit and its wish. Refuses a point of delivery that is taken; it is free once the membership there has an end.
 */
export async function addMember(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  request: MemberRequest,
  recordedBy: string,
): Promise<{ member: number; account: AccountState; meter: MeterState }> {
  const { id: communityId, contracts } = state;
  const { meter: meters } = tables;
  const isHere = and(eq(meters.communityId, communityId), eq(meters.pod, request.pod));
  const [taken] = await tx
    .select({ pod: meters.pod })
    .from(meters)
    .where(and(isHere, isNull(meters.untilSlot)));
  if (taken !== undefined) throw new RequestRefusedError("pod_taken", request.pod);
  const limit = parseLedgerUnits(request.creditLimit);
  if (!limit.ok || limit.value < 0n || limit.value > 1n << 60n) {
    throw new RequestRefusedError("request_malformed", `creditLimit ${request.creditLimit}`);
  }
  const wish = readWish(request.wish);
  const now = context.now();
  const number = FIRST_MEMBER_ACCOUNT + state.meters.size;
  const account: AccountState = {
    account: number,
    kind: "member",
    pseudonym: context.secrets.secret(`${state.slug}:pseudonym:${number}`),
    creditLimit: limit.value,
    balance: 0n,
  };
  const meter: MeterState = {
    meter: state.meters.size,
    account: number,
    pod: request.pod,
    fromSlot: null,
    untilSlot: null,
  };
  await tx.insert(tables.account).values({ ...account, communityId });
  await tx.insert(tables.meter).values({ ...meter, communityId });
  await tx.insert(tables.wish).values({ communityId, account: number, ...wish, recordedAt: now });
  const [row] = await tx
    .insert(tables.member)
    .values({
      communityId,
      name: request.name,
      account: number,
      recordedAt: now,
      recordedBy,
    })
    .returning();
  const actions = [
    ["registerAccounts", registerAccountsCall(contracts.community, [account.pseudonym])],
    ["registerMeters", registerMetersCall(contracts.community, [number])],
    [
      "setCreditLimits",
      setCreditLimitsCall(contracts.ledger, [{ account: number, limit: limit.value }]),
    ],
  ] as const;
  for (const [kind, call] of actions) {
    const key = `${communityId}:${kind}:${number}`;
    await enqueue(tx, { communityId, key, kind, call, at: now });
  }
  await context.events.record(tx, communityId, now, [
    { type: "member", data: { account: number, change: "registered" } },
  ]);
  return { member: row?.id ?? 0, account, meter };
}

/** Makes a one-time code for a meter's gateway; only its hash is kept. */
export async function issueEnrolmentCode(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  meter: MeterState,
  ordinal: number,
): Promise<{ code: string; expiresAt: number }> {
  const secret = context.secrets.secret(`${state.slug}:code:${meter.meter}:${ordinal}`);
  const code = secret.slice(2, 34);
  const expiresAt = context.now() + CODE_LIFETIME_MS;
  await tx.insert(tables.enrolmentCode).values({
    communityId: state.id,
    codeHash: hashText(context.keccak, code),
    account: meter.account,
    meter: meter.meter,
    expiresAt,
  });
  return { code, expiresAt };
}
