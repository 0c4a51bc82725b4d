import {
  itemsPerCall,
  registerAccountsCall,
  registerMetersCall,
  setCreditLimitsCall,
} from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import type { ReadMember } from "@pumasi/protocol";
import { and, eq, isNull } from "drizzle-orm";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import type { AccountState, CommunityState, MeterState } from "./community-state.js";

/** Households that enter the register together. */
export interface AddedMembers {
  accounts: AccountState[];
  meters: MeterState[];
}

/**
 * How many households one call to the ledger takes. It is below what fits into a transaction, so that registers and limits are
 * cut alike and a batch is whole.
 */
export const MEMBERS_PER_CALL = Math.min(
  200,
  itemsPerCall("registerAccounts"),
  itemsPerCall("registerMeters"),
  itemsPerCall("setCreditLimits"),
);

/** Rows an insert; each has a few parameters, of which a statement takes 65,535. */
const ROWS_PER_INSERT = 1000;

/** Points of delivery that have a meter whose household is a member. */
export async function takenPods(
  database: Database,
  { id }: Pick<CommunityState, "id">,
): Promise<Set<string>> {
  const { meter } = tables;
  const rows = await database
    .select({ pod: meter.pod })
    .from(meter)
    .where(and(eq(meter.communityId, id), isNull(meter.untilSlot)));
  return new Set(rows.map(({ pod }) => pod));
}

/**
 * Registers households in the order of a list, as one by one: each gets the next dense account and meter, its credit limit and its
 * wish. The ledger is told in batches. The list was read before (`readMemberRows`): its points of delivery are free.
 */
export async function addMembers(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  members: readonly ReadMember[],
  recordedBy: string,
): Promise<AddedMembers> {
  const { id: communityId, slug } = state;
  const at = context.now();
  const [firstAccount, firstMeter] = [FIRST_MEMBER_ACCOUNT + state.meters.size, state.meters.size];
  const accounts = members.map(({ creditLimit }, index): AccountState => {
    const account = firstAccount + index;
    const pseudonym = context.secrets.secret(`${slug}:pseudonym:${account}`);
    return { account, kind: "member", pseudonym, creditLimit, balance: 0n };
  });
  const meters = members.map(
    ({ pod }, index): MeterState => ({
      ...{ meter: firstMeter + index, account: firstAccount + index, pod },
      ...{ fromSlot: null, untilSlot: null },
    }),
  );
  for (const from of startsOf(members.length, ROWS_PER_INSERT)) {
    const until = from + ROWS_PER_INSERT;
    const own = members.slice(from, until).map((member, index) => ({
      ...{ member, account: firstAccount + from + index },
    }));
    const inCommunity = <T extends object>(row: T) => ({ ...row, communityId });
    await tx.insert(tables.account).values(accounts.slice(from, until).map(inCommunity));
    await tx.insert(tables.meter).values(meters.slice(from, until).map(inCommunity));
    await tx.insert(tables.wish).values(
      own.map(({ account, member: { buyBelow, sellAbove } }) => ({
        ...{ communityId, account, buyBelow, sellAbove, recordedAt: at },
      })),
    );
    await tx.insert(tables.member).values(
      own.map(({ account, member: { name } }) => ({
        ...{ communityId, name, account, recordedAt: at, recordedBy },
      })),
    );
  }
  for (const from of startsOf(accounts.length, MEMBERS_PER_CALL)) {
    await tellLedger(tx, state, accounts.slice(from, from + MEMBERS_PER_CALL), at);
  }
  await context.events.record(tx, communityId, at, [
    {
      type: "member",
      data: { account: firstAccount, members: members.length, change: "registered" },
    },
  ]);
  return { accounts, meters };
}

/** One batch: its accounts before their meters and limits, under keys that its first account makes its own. */
async function tellLedger(
  tx: Database,
  { id: communityId, contracts }: CommunityState,
  batch: readonly AccountState[],
  at: number,
): Promise<void> {
  const pseudonyms = batch.map(({ pseudonym }) => pseudonym);
  const numbers = batch.map(({ account }) => account);
  const limits = batch.map(({ account, creditLimit }) => ({ account, limit: creditLimit }));
  const actions = [
    ["registerAccounts", registerAccountsCall(contracts.community, pseudonyms)],
    ["registerMeters", registerMetersCall(contracts.community, numbers)],
    ["setCreditLimits", setCreditLimitsCall(contracts.ledger, limits)],
  ] as const;
  for (const [kind, call] of actions) {
    await enqueue(tx, { communityId, key: `${communityId}:${kind}:${numbers[0]}`, kind, call, at });
  }
}

function startsOf(items: number, each: number): number[] {
  return Array.from({ length: Math.ceil(items / each) }, (_, index) => index * each);
}
