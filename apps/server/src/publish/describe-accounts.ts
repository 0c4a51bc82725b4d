import { type Database, tables } from "@pumasi/database";
import type { AccountDescription } from "@pumasi/protocol";
import { printAmount, printLedgerUnits } from "@pumasi/quantities";
import { and, eq, gte, sql } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";

/** Every account, or only one, with its balance and what its metered, unpaid slots sum to. */
export async function describeAccounts(
  database: Database,
  state: CommunityState,
  only?: number,
): Promise<AccountDescription[]> {
  const { line } = tables;
  const isUnpaid = and(eq(line.communityId, state.id), gte(line.slot, state.periodFrom));
  const rows = await database
    .select({ account: line.account, sum: sql<string>`sum(${line.total})::text` })
    .from(line)
    .where(only === undefined ? isUnpaid : and(isUnpaid, eq(line.account, only)))
    .groupBy(line.account);
  const unsettled = new Map(rows.map(({ account, sum }) => [account, BigInt(sum)]));
  const meters = new Map([...state.meters.values()].map((own) => [own.account, own]));
  return [...state.accounts.values()]
    .filter(({ account }) => only === undefined || account === only)
    .sort((a, b) => a.account - b.account)
    .map((account) => ({
      account: account.account,
      kind: account.kind,
      pseudonym: account.pseudonym,
      meters: [meters.get(account.account)].flatMap((own) => own?.meter ?? []),
      fromSlot: meters.get(account.account)?.fromSlot ?? null,
      untilSlot: meters.get(account.account)?.untilSlot ?? null,
      creditLimit: printLedgerUnits(account.creditLimit),
      balance: printLedgerUnits(account.balance),
      unsettled: printAmount(unsettled.get(account.account) ?? 0n),
    }));
}
