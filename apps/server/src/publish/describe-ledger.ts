import { type Database, tables } from "@pumasi/database";
import type { LedgerAction, LedgerStatus } from "@pumasi/protocol";
import { count, desc, isNotNull, sql } from "drizzle-orm";
import type { RunningServer } from "../running-server.js";

/** Where the ledger is and how far the outbox has reached it. */
export async function describeLedger(server: RunningServer, rpcUrl: string): Promise<LedgerStatus> {
  const { database } = server.context.open;
  const { ledgerAction, ledgerBlock } = tables;
  const [newest] = await database
    .select()
    .from(ledgerBlock)
    .where(isNotNull(ledgerBlock.hash))
    .orderBy(desc(ledgerBlock.number))
    .limit(1);
  const head = server.ledger.head ?? newest;
  const rows = await database
    .select({
      status: ledgerAction.status,
      actions: count(),
      gas: sql<string>`coalesce(sum(${ledgerAction.gasUsed}), 0)::text`,
    })
    .from(ledgerAction)
    .groupBy(ledgerAction.status);
  const [scheduled] = await database.select({ actions: count() }).from(tables.scheduledAction);
  const of = (status: string) => rows.find((row) => row.status === status);
  return {
    rpcUrl,
    chainId: server.context.chain.chainId,
    operator: server.context.chain.operator,
    block: head?.number ?? 0,
    blockHash: head?.hash ?? null,
    blockTime: head === undefined ? null : new Date(head.timestamp * 1000).toISOString(),
    transactions: (of("mined")?.actions ?? 0) + (of("failed")?.actions ?? 0),
    waiting: of("waiting")?.actions ?? 0,
    scheduled: scheduled?.actions ?? 0,
    failed: of("failed")?.actions ?? 0,
    gasUsed: rows.reduce((sum, { gas }) => sum + BigInt(gas), 0n).toString(),
  };
}

/** The outbox's newest actions first. */
export async function listActions(database: Database, limit: number): Promise<LedgerAction[]> {
  const { ledgerAction } = tables;
  const rows = await database
    .select()
    .from(ledgerAction)
    .orderBy(desc(ledgerAction.nonce))
    .limit(limit);
  return rows.map((row) => ({
    id: row.nonce,
    kind: row.kind,
    nonce: row.nonce,
    at: new Date(row.at).toISOString(),
    status: row.status,
    hash: row.hash,
    block: row.block,
    gasUsed: row.gasUsed?.toString() ?? null,
    reason: row.reason,
  }));
}
