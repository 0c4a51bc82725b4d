import type {
  BlockPlace,
  FinalAction,
  JournalledTransaction,
  OpenAction,
  TransactionFees,
  TransactionJournal,
} from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { and, asc, desc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { Writer } from "../writer.js";
import type { LedgerActionRow } from "./follow-actions.js";

/** The transaction journal over the database: the outbox, and what was signed for it. */
export class DatabaseTransactionJournal implements TransactionJournal {
  constructor(
    private readonly database: Database,
    private readonly writer: Writer,
    private readonly onFinal: (tx: Database, actions: LedgerActionRow[]) => Promise<void>,
  ) {}

  async openActions(limit: number): Promise<OpenAction[]> {
    const { ledgerAction, ledgerTransaction } = tables;
    const isOpen = eq(ledgerAction.status, "waiting");
    const signed = await this.database
      .select({ transaction: ledgerTransaction })
      .from(ledgerTransaction)
      .innerJoin(ledgerAction, eq(ledgerAction.nonce, ledgerTransaction.nonce))
      .where(isOpen)
      .orderBy(asc(ledgerTransaction.signedAt), asc(ledgerTransaction.maxFeePerGas));
    const byNonce = new Map<number, JournalledTransaction[]>();
    for (const { transaction } of signed) {
      const own = byNonce.get(transaction.nonce) ?? [];
      byNonce.set(transaction.nonce, [...own, toTransaction(transaction)]);
    }
    const most = Math.max(limit, byNonce.size);
    if (most === 0) return [];
    const actions = await this.database
      .select()
      .from(ledgerAction)
      .where(isOpen)
      .orderBy(asc(ledgerAction.nonce))
      .limit(most);
    return actions.map(({ nonce, to, data, gas, at }) => ({
      ...{ nonce, to, data, gas, at },
      transactions: byNonce.get(nonce) ?? [],
    }));
  }

  async lastFinal(): Promise<{ nonce: number; block: BlockPlace } | null> {
    const { ledgerTransaction } = tables;
    const [last] = await this.database
      .select()
      .from(ledgerTransaction)
      .where(isNotNull(ledgerTransaction.blockHash))
      .orderBy(desc(ledgerTransaction.nonce))
      .limit(1);
    if (last === undefined) return null;
    const { nonce, block: number, blockHash: hash, blockTime: timestamp } = last;
    if (number === null || hash === null || timestamp === null) {
      throw new Error(`bug: transaction ${nonce} is final in half a block`);
    }
    return { nonce, block: { number, hash, timestamp } };
  }

  async recordSigned(transactions: readonly JournalledTransaction[]): Promise<void> {
    const rows = transactions.map(({ fees, ...rest }) => ({ ...rest, ...toColumns(fees) }));
    await this.writer.write((tx) => tx.insert(tables.ledgerTransaction).values(rows));
  }

  async recordFinal(actions: readonly FinalAction[]): Promise<void> {
    await this.writer.write(async (tx) => {
      await this.onFinal(tx, await settle(tx, actions));
    });
  }
}

/** Writes down where each action's transaction is and what became of it; gives the actions that were open until now. */
async function settle(tx: Database, actions: readonly FinalAction[]): Promise<LedgerActionRow[]> {
  const { ledgerAction, ledgerTransaction } = tables;
  const rows = actions.map(({ nonce, transactionHash, block, status, gasUsed, revertReason }) => {
    const outcome = status === "success" ? "mined" : "failed";
    const { number, hash, timestamp } = block;
    return sql`(${nonce}::int, ${transactionHash}::text, ${number}::int, ${hash}::text, ${timestamp}::bigint,
      ${outcome}::text, ${gasUsed.toString()}::bigint, ${revertReason}::text)`;
  });
  const final = sql`(values ${sql.join(rows, sql`, `)})
    as final (nonce, hash, block, block_hash, block_time, status, gas_used, reason)`;
  await tx.execute(sql`
    update ${ledgerTransaction}
    set block = final.block, block_hash = final.block_hash, block_time = final.block_time
    from ${final} where ${ledgerTransaction.hash} = final.hash`);
  const nonces = actions.map(({ nonce }) => nonce);
  const isOpen = and(inArray(ledgerAction.nonce, nonces), eq(ledgerAction.status, "waiting"));
  const open = await tx.select({ nonce: ledgerAction.nonce }).from(ledgerAction).where(isOpen);
  await tx.execute(sql`
    update ${ledgerAction}
    set status = final.status, hash = final.hash, block = final.block,
      gas_used = final.gas_used, reason = final.reason
    from ${final} where ${ledgerAction.nonce} = final.nonce and ${ledgerAction.status} = 'waiting'`);
  const settled = open.map(({ nonce }) => nonce);
  return tx
    .select()
    .from(ledgerAction)
    .where(inArray(ledgerAction.nonce, settled))
    .orderBy(asc(ledgerAction.nonce));
}

type TransactionRow = typeof tables.ledgerTransaction.$inferSelect;

function toColumns(fees: TransactionFees) {
  return fees.type === "legacy"
    ? { maxFeePerGas: fees.gasPrice, maxPriorityFeePerGas: null }
    : { maxFeePerGas: fees.maxFeePerGas, maxPriorityFeePerGas: fees.maxPriorityFeePerGas };
}

function toTransaction(row: TransactionRow): JournalledTransaction {
  const { nonce, hash, raw, maxFeePerGas, maxPriorityFeePerGas, signedAt } = row;
  const fees: TransactionFees =
    maxPriorityFeePerGas === null
      ? { type: "legacy", gasPrice: maxFeePerGas }
      : { type: "eip1559", maxFeePerGas, maxPriorityFeePerGas };
  return { nonce, hash, raw, fees, signedAt };
}
