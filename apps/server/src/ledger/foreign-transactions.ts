import { highestGas, type MinedBlock, readRawTransaction } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import type { Hex } from "@pumasi/protocol";
import { and, asc, count, desc, eq, inArray, isNull } from "drizzle-orm";
import type { PlannedBlock } from "./plan-blocks.js";

/** As many may wait at once; whoever wants to fill the disk with signed nothing is told to come back. */
const MOST_WAITING = 1000;

export type ForeignOutcome = { ok: true; hash: Hex } | { ok: false; reason: string };

/**
 * Takes in a transaction that somebody else signed: a challenge, a demand, an order for the inbox. What the ledger decides
 * about it is the ledger's; here only what could never be mined is refused, and what would be the operator's own.
 */
export async function takeForeign(
  tx: Database,
  raw: Hex,
  chain: { chainId: number; operator: string; now: number },
): Promise<ForeignOutcome> {
  const transaction = await readRawTransaction(raw);
  if (transaction === null) return { ok: false, reason: "the transaction cannot be decoded" };
  const { hash, sender, chainId, gas, isFree } = transaction;
  if (chainId !== chain.chainId) {
    return { ok: false, reason: `the chain is ${chain.chainId}, not ${chainId}` };
  }
  if (sender.toLowerCase() === chain.operator.toLowerCase()) {
    return { ok: false, reason: "the operator's own transactions go through the outbox" };
  }
  if (gas > highestGas) return { ok: false, reason: `at most ${highestGas} gas a transaction` };
  if (!isFree) return { ok: false, reason: "this ledger charges nothing: set fees and value to 0" };
  const { foreignTransaction } = tables;
  const [waiting] = await tx
    .select({ count: count() })
    .from(foreignTransaction)
    .where(eq(foreignTransaction.status, "waiting"));
  if ((waiting?.count ?? 0) >= MOST_WAITING) {
    return { ok: false, reason: "too many transactions wait; try again later" };
  }
  await tx
    .insert(foreignTransaction)
    .values({ hash, raw, sender, receivedAt: chain.now, status: "waiting" })
    .onConflictDoNothing({ target: foreignTransaction.hash });
  return { ok: true, hash };
}

/** Journals a block with the oldest waiting transaction alone, at `now` (market ms) or just after the newest block. */
export async function planForeignBlock(
  tx: Database,
  now: number,
  genesisTimestamp: number,
): Promise<PlannedBlock | null> {
  const { foreignTransaction, ledgerBlock } = tables;
  const [oldest] = await tx
    .select()
    .from(foreignTransaction)
    .where(and(eq(foreignTransaction.status, "waiting"), isNull(foreignTransaction.block)))
    .orderBy(asc(foreignTransaction.id))
    .limit(1);
  if (oldest === undefined) return null;
  const [head] = await tx.select().from(ledgerBlock).orderBy(desc(ledgerBlock.number)).limit(1);
  const after = (head?.timestamp ?? genesisTimestamp) + 1;
  const block = {
    number: (head?.number ?? 0) + 1,
    timestamp: Math.max(after, Math.floor(now / 1000)),
    rawTransactions: [oldest.raw],
  };
  await tx.insert(ledgerBlock).values({ ...block, hash: null });
  await tx
    .update(foreignTransaction)
    .set({ block: block.number })
    .where(eq(foreignTransaction.id, oldest.id));
  return block;
}

/** Writes down what became of foreign transactions in mined blocks. */
export async function settleForeign(tx: Database, blocks: readonly MinedBlock[]): Promise<void> {
  const receipts = blocks.flatMap((block) => block.receipts);
  const { foreignTransaction } = tables;
  const known = await tx
    .select({ hash: foreignTransaction.hash })
    .from(foreignTransaction)
    .where(eq(foreignTransaction.status, "waiting"));
  const waiting = new Set<string>(known.map(({ hash }) => hash));
  for (const { transactionHash, status, revertReason } of receipts) {
    if (!waiting.has(transactionHash)) continue;
    await tx
      .update(foreignTransaction)
      .set({ status: status === "success" ? "mined" : "failed", reason: revertReason })
      .where(eq(foreignTransaction.hash, transactionHash));
  }
}

/**
 * Takes the newest planned block out of the journal when it holds a foreign transaction, which the node refused (a nonce that
 * is not its sender's next). False when there is none: then the refused block is the outbox's own, which is a fault.
 */
export async function dropRefusedForeign(tx: Database, reason: string): Promise<boolean> {
  const { foreignTransaction, ledgerBlock } = tables;
  const [planned] = await tx
    .select()
    .from(ledgerBlock)
    .where(isNull(ledgerBlock.hash))
    .orderBy(desc(ledgerBlock.number))
    .limit(1);
  if (planned === undefined) return false;
  const dropped = await tx
    .update(foreignTransaction)
    .set({ status: "refused", block: null, reason })
    .where(
      and(
        eq(foreignTransaction.block, planned.number),
        inArray(foreignTransaction.status, ["waiting"]),
      ),
    )
    .returning();
  if (dropped.length === 0) return false;
  await tx.delete(ledgerBlock).where(eq(ledgerBlock.number, planned.number));
  return true;
}
