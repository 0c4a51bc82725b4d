import { type Database, tables } from "@pumasi/database";
import type { ListedMember, MemberSearchAnswer, MemberState } from "@pumasi/protocol";
import { assert, type Instant, printLedgerUnits, slotAt } from "@pumasi/quantities";
import {
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  ilike,
  inArray,
  like,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import { describeWish } from "../community/newest-wish.js";

/** Which members are asked for. */
export interface MemberSearch {
  /** Part of a name or a point of delivery, an account's number, or how a device's address begins; empty: all. */
  text: string;
  state?: MemberState | undefined;
  /** Only accounts behind this one. */
  after?: number | undefined;
  limit: number;
}

/** A page of the members that fit, by account, in as many queries however many members there are. */
export async function searchMembers(
  database: Database,
  state: CommunityState,
  search: MemberSearch,
  now: Instant,
): Promise<MemberSearchAnswer> {
  const { member, meter } = tables;
  const isOne = memberState(state, now);
  const fits = and(eq(member.communityId, state.id), textFits(state, search.text));
  const ofMeter = and(eq(meter.communityId, member.communityId), eq(meter.account, member.account));
  const counts = await database
    .select({ state: isOne, members: count() })
    .from(member)
    .innerJoin(meter, ofMeter)
    .where(fits)
    .groupBy(sql`1`);
  const rows = await database
    .select({ member, meter, state: isOne })
    .from(member)
    .innerJoin(meter, ofMeter)
    .where(
      and(
        fits,
        search.after === undefined ? undefined : gt(member.account, search.after),
        search.state === undefined ? undefined : eq(isOne, search.state),
      ),
    )
    .orderBy(asc(member.account))
    .limit(search.limit + 1);
  const page = rows.slice(0, search.limit);
  const accounts = page.map((row) => row.member.account);
  const wishes = await wishesOf(database, state, accounts);
  const devices = devicesOf(state, new Set(accounts));
  const found = Object.fromEntries(counts.map((row) => [row.state, row.members]));
  return {
    members: page.map((row): ListedMember => {
      const { account, id, name } = row.member;
      const booked = state.accounts.get(account);
      const limits = wishes.get(account);
      assert(booked !== undefined, "a member has an account");
      assert(limits !== undefined, "a member is registered with its wish");
      return {
        ...{ member: id, name, account, pod: row.meter.pod, meter: row.meter.meter },
        ...{ state: row.state, fromSlot: row.meter.fromSlot, untilSlot: row.meter.untilSlot },
        creditLimit: printLedgerUnits(booked.creditLimit),
        balance: printLedgerUnits(booked.balance),
        wish: describeWish(limits),
        devices: devices.get(account) ?? [],
      };
    }),
    next: rows.length > page.length ? (accounts.at(-1) ?? null) : null,
    found: {
      active: found.active ?? 0,
      "without-gateway": found["without-gateway"] ?? 0,
      ended: found.ended ?? 0,
    },
  };
}

/** Ended once market time has reached its end; else by whether a device of its speaks for it that was not revoked. Keys end with their membership. */
function memberState(state: CommunityState, now: Instant): SQL<MemberState> {
  const { device, member, meter } = tables;
  const slot = slotAt(now, state.slotSeconds);
  return sql<MemberState>`case
    when ${meter.untilSlot} <= ${slot} then 'ended'
    when ${member.account} in (
      select ${device.account} from ${device}
      where ${device.communityId} = ${state.id}
        and (${device.untilSlot} is null or (${device.revokedAt} is null and ${device.untilSlot} > ${slot}))
    ) then 'active'
    else 'without-gateway' end`;
}

function textFits(state: CommunityState, text: string): SQL | undefined {
  const sought = text.trim();
  if (sought === "") return undefined;
  const { device, member, meter } = tables;
  // What a reader types stands for itself, also where SQL has a meaning for it.
  const literal = sought.replaceAll(/[\\%_]/g, "\\$&");
  const isAccount = /^\d{1,9}$/.test(sought) ? eq(member.account, Number(sought)) : undefined;
  const isDevice = /^0x[0-9a-f]*$/i.test(sought)
    ? sql`${member.account} in (
        select ${device.account} from ${device}
        where ${device.communityId} = ${state.id} and ${like(device.device, `${literal.toLowerCase()}%`)})`
    : undefined;
  const part = `%${literal}%`;
  return or(ilike(member.name, part), ilike(meter.pod, part), isAccount, isDevice);
}

async function wishesOf(database: Database, { id }: CommunityState, accounts: readonly number[]) {
  const { wish } = tables;
  const rows = await database
    .selectDistinctOn([wish.account], {
      ...{ account: wish.account, buyBelow: wish.buyBelow, sellAbove: wish.sellAbove },
      isAway: wish.isAway,
    })
    .from(wish)
    .where(and(eq(wish.communityId, id), inArray(wish.account, [...accounts])))
    .orderBy(asc(wish.account), desc(wish.id));
  return new Map(rows.map((row) => [row.account, row]));
}

function devicesOf(state: CommunityState, accounts: ReadonlySet<number>) {
  const found = new Map<number, ListedMember["devices"]>();
  for (const { account, device, fromSlot, untilSlot } of state.devices.values()) {
    if (!accounts.has(account)) continue;
    const own = found.get(account) ?? [];
    own.push({ device, fromSlot, untilSlot });
    found.set(account, own);
  }
  return found;
}
