import type { BlockJournal, JournalledBlock, MinedBlock } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { asc, gt, inArray, sql } from "drizzle-orm";
import type { LedgerActionRow } from "./follow-actions.js";
import { settleForeign } from "./foreign-transactions.js";

const PAGE = 500;

/** The block journal over the database; a mined block settles its actions in the same transaction. */
export class DatabaseJournal implements BlockJournal {
  constructor(
    private readonly database: Database,
    private readonly onMined: (tx: Database, actions: LedgerActionRow[]) => Promise<void>,
  ) {}

  async blocksAfter(number: number): Promise<JournalledBlock[]> {
    return this.database
      .select()
      .from(tables.ledgerBlock)
      .where(gt(tables.ledgerBlock.number, number))
      .orderBy(asc(tables.ledgerBlock.number))
      .limit(PAGE);
  }

  async recordMined(block: MinedBlock): Promise<void> {
    await this.recordAllMined([block]);
  }

  /** Records mined blocks, what became of their actions, and what follows from that, at once. */
  async recordAllMined(blocks: readonly MinedBlock[]): Promise<void> {
    if (blocks.length === 0) return;
    await this.database.transaction(async (tx) => {
      const hashes = blocks.map(({ number, hash }) => sql`(${number}::int, ${hash}::text)`);
      const { ledgerBlock } = tables;
      await tx.execute(sql`
        update ${ledgerBlock} set hash = mined.hash
        from (values ${sql.join(hashes, sql`, `)}) as mined (number, hash)
        where ${ledgerBlock.number} = mined.number`);
      await settleForeign(tx, blocks);
      await this.onMined(tx, await settleActions(tx, blocks));
    });
  }
}

/** Writes down what became of the actions in mined blocks, and gives them back. */
async function settleActions(
  tx: Database,
  blocks: readonly MinedBlock[],
): Promise<LedgerActionRow[]> {
  const { ledgerAction } = tables;
  const receipts = blocks.flatMap((block) => block.receipts);
  if (receipts.length === 0) return [];
  const rows = receipts.map(({ transactionHash, status, gasUsed, revertReason }) => {
    const outcome = status === "success" ? "mined" : "failed";
    return sql`(${transactionHash}::text, ${outcome}::text, ${gasUsed.toString()}::bigint, ${revertReason}::text)`;
  });
  await tx.execute(sql`
    update ${ledgerAction}
    set status = receipt.status, gas_used = receipt.gas_used, reason = receipt.reason
    from (values ${sql.join(rows, sql`, `)}) as receipt (hash, status, gas_used, reason)
    where ${ledgerAction.hash} = receipt.hash`);
  return tx
    .select()
    .from(ledgerAction)
    .where(
      inArray(
        ledgerAction.hash,
        receipts.map(({ transactionHash }) => transactionHash),
      ),
    );
}
