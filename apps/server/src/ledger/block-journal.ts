import type { BlockJournal, JournalledBlock, MinedBlock } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { asc, eq, gt } from "drizzle-orm";

const PAGE = 500;

/** The block journal over the database; a mined block settles its actions in the same transaction. */
export class DatabaseJournal implements BlockJournal {
  constructor(
    private readonly database: Database,
    private readonly onMined: (tx: Database, actions: MinedAction[]) => Promise<void>,
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
    const { ledgerBlock, ledgerAction } = tables;
    await this.database.transaction(async (scope) => {
      const tx = scope as unknown as Database;
      const mined: MinedAction[] = [];
      for (const block of blocks) {
        await tx
          .update(ledgerBlock)
          .set({ hash: block.hash })
          .where(eq(ledgerBlock.number, block.number));
        for (const receipt of block.receipts) {
          const [action] = await tx
            .update(ledgerAction)
            .set({
              status: receipt.status === "success" ? "mined" : "failed",
              gasUsed: receipt.gasUsed,
              reason: receipt.revertReason,
            })
            .where(eq(ledgerAction.hash, receipt.transactionHash))
            .returning();
          if (action !== undefined) mined.push(action);
        }
      }
      await this.onMined(tx, mined);
    });
  }
}

export type MinedAction = typeof tables.ledgerAction.$inferSelect;
