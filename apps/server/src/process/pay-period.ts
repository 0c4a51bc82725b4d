import {
  commitPeriodCall,
  finalizeCall,
  hashBatch,
  settleCall,
  settlementBatches,
} from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { GUARANTEE_ACCOUNT, netPeriod, type PeriodLine } from "@pumasi/market";
import { commitPeriod, type PeriodHeader } from "@pumasi/protocol";
import type { Amount, LedgerUnits } from "@pumasi/quantities";
import { and, asc, eq, gte, lt } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import { schedule } from "../ledger/scheduled-actions.js";

/** The block that ends a window may be a little later than the server's clock. */
const WINDOW_MARGIN_MS = 60_000;

/** A settlement period about to be paid: one local day, slots [fromSlot, untilSlot), all final. */
export interface DuePeriod {
  period: number;
  day: string;
  fromSlot: number;
  untilSlot: number;
}

/**
 * Nets a period's final slots and moves the net amounts: booked here, and told to the ledger as one
 * commitment and its batches. What is finer than the ledger's unit is carried to the next period.
 * Gives the accounts' new balances, to be taken over after the commit.
 */
export async function payPeriod(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  due: DuePeriod,
): Promise<Map<number, LedgerUnits>> {
  const { period, fromSlot, untilSlot } = due;
  const slotTotals = await totalsBySlot(tx, state, due);
  const totals = new Map<number, Amount>();
  for (const [account, slots] of slotTotals) {
    totals.set(
      account,
      slots.reduce((sum, { total }) => sum + total, 0n),
    );
  }
  const lines = netPeriod(totals, await carriesInto(tx, state, period));
  const secret = context.secrets.secret(`${state.slug}:period:${period}`);
  const { header } = commitPeriod(context.keccak, {
    ...{ period, fromSlot, untilSlot, secret, lines },
    slotsOf: (account) => slotTotals.get(account) ?? [],
  });
  const now = context.now();
  await tx.insert(tables.period).values({
    ...due,
    communityId: state.id,
    stage: "committed",
    secret,
    root: header.root,
    committedAt: now,
  });
  await tx
    .insert(tables.periodLine)
    .values(lines.map((line) => ({ ...line, communityId: state.id, period })));
  const { slot } = tables;
  await tx
    .update(slot)
    .set({ stage: "paid", period })
    .where(and(eq(slot.communityId, state.id), gte(slot.slot, fromSlot), lt(slot.slot, untilSlot)));
  state.expectScheduled(await tellLedger(tx, state, { header, lines, now }));
  await context.events.record(tx, state.id, now, [
    { type: "period", data: { period, day: due.day, stage: "committed" } },
  ]);
  return bookBalances(tx, state, lines);
}

async function totalsBySlot(tx: Database, state: CommunityState, due: DuePeriod) {
  const { line } = tables;
  const rows = await tx
    .select({ account: line.account, slot: line.slot, total: line.total })
    .from(line)
    .where(
      and(
        eq(line.communityId, state.id),
        gte(line.slot, due.fromSlot),
        lt(line.slot, due.untilSlot),
      ),
    )
    .orderBy(asc(line.slot));
  const totals = new Map<number, { slot: number; total: Amount }[]>();
  for (const { account, slot, total } of rows) {
    const own = totals.get(account);
    if (own === undefined) totals.set(account, [{ slot, total }]);
    else own.push({ slot, total });
  }
  return totals;
}

async function carriesInto(tx: Database, state: CommunityState, period: number) {
  const { periodLine } = tables;
  const rows = await tx
    .select({ account: periodLine.account, carryOut: periodLine.carryOut })
    .from(periodLine)
    .where(and(eq(periodLine.communityId, state.id), eq(periodLine.period, period - 1)));
  return new Map(rows.map(({ account, carryOut }) => [account, carryOut]));
}

/**
 * Commits the period now; its batches follow when the window in which anybody may challenge it is over. Gives the instant
 * at which they are due.
 */
async function tellLedger(
  tx: Database,
  state: CommunityState,
  input: { header: PeriodHeader; lines: readonly PeriodLine[]; now: number },
): Promise<number> {
  const { header, lines, now } = input;
  const { period, fromSlot, untilSlot } = header;
  const { market, ledger } = state.contracts;
  const communityId = state.id;
  const batches = settlementBatches(period, lines);
  const commitments = [
    ["finalize", finalizeCall(market, untilSlot, untilSlot - fromSlot)],
    ["commitPeriod", commitPeriodCall(ledger, header, batches.map(hashBatch))],
  ] as const;
  for (const [kind, call] of commitments) {
    await enqueue(tx, {
      communityId,
      key: `${communityId}:${kind}:${period}`,
      kind,
      call,
      at: now,
    });
  }
  const dueAt = now + state.challengeWindowSeconds * 1000 + WINDOW_MARGIN_MS;
  for (const batch of batches) {
    const key = `${communityId}:settle:${batch.batch}:${period}`;
    await schedule(tx, {
      communityId,
      key,
      kind: "settle",
      call: settleCall(ledger, batch),
      dueAt,
    });
  }
  return dueAt;
}

/**
 * Books the net amounts exactly as the Ledger contract does: an account that would go beyond its
 * credit limit stops there, and the guarantee account takes its arrears.
 */
async function bookBalances(
  tx: Database,
  state: CommunityState,
  lines: readonly PeriodLine[],
): Promise<Map<number, LedgerUnits>> {
  const balances = new Map<number, LedgerUnits>();
  let arrears = 0n;
  for (const { account, ledgerDelta } of lines) {
    const own = state.accounts.get(account);
    if (own === undefined)
      throw new Error(`bug: a period has a line of unknown account ${account}`);
    const balance = own.balance + ledgerDelta;
    const lowest = own.kind === "member" ? -own.creditLimit : balance;
    arrears += balance < lowest ? lowest - balance : 0n;
    balances.set(account, balance < lowest ? lowest : balance);
  }
  const guarantee = state.accounts.get(GUARANTEE_ACCOUNT);
  balances.set(
    GUARANTEE_ACCOUNT,
    (balances.get(GUARANTEE_ACCOUNT) ?? guarantee?.balance ?? 0n) - arrears,
  );
  for (const [account, balance] of balances) {
    await tx
      .update(tables.account)
      .set({ balance })
      .where(and(eq(tables.account.communityId, state.id), eq(tables.account.account, account)));
  }
  return balances;
}
