import { type Database, tables } from "@pumasi/database";
import type { Address, Hex } from "@pumasi/protocol";
import { max, sql } from "drizzle-orm";

/** A call that the chain adapter has encoded. */
export interface LedgerCall {
  to: Address | null;
  data: Hex;
  gas: bigint;
}

export interface NewAction {
  communityId: number | null;
  /** Names the action once and for all: the same work never enters the outbox twice. */
  key: string;
  kind: string;
  call: LedgerCall;
  /** Market instant (ms) from which on it may be in a block. */
  at: number;
}

/** The nonce that the next action of the outbox will get. */
export async function nextNonce(tx: Database): Promise<number> {
  const [row] = await tx
    .select({ nonce: max(tables.ledgerAction.nonce) })
    .from(tables.ledgerAction);
  return row?.nonce === null || row === undefined ? 0 : row.nonce + 1;
}

/**
 * Puts an action into the outbox in the transaction of the work that asks for it. An action whose key
 * is there already is left as it is, so repeating work tells the ledger nothing twice. The nonce is
 * the next one; the single writer keeps two actions from getting the same.
 */
export async function enqueue(tx: Database, action: NewAction): Promise<void> {
  const { communityId, key, kind, call, at } = action;
  const { ledgerAction } = tables;
  const nonce = sql`(select coalesce(max(${ledgerAction.nonce}) + 1, 0) from ${ledgerAction})`;
  await tx
    .insert(ledgerAction)
    .values({ communityId, key, kind, ...call, at, nonce, status: "waiting" })
    .onConflictDoNothing({ target: ledgerAction.key });
}
