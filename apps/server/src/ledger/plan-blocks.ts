import { signTransaction } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import type { Hex } from "@pumasi/protocol";
import { and, asc, desc, eq, isNull, type SQL, sql } from "drizzle-orm";

/** How many actions are planned in one transaction. */
const ACTIONS_AT_ONCE = 200;

/** What one block may burn together; a single transaction may burn at most 16.7 M (EIP-7825). */
const BLOCK_GAS = 30_000_000n;

type Action = typeof tables.ledgerAction.$inferSelect;

export interface PlannedBlock {
  number: number;
  timestamp: number;
  rawTransactions: Hex[];
}

/**
 * Signs waiting actions in nonce order and journals the blocks that will hold them: one block for
 * each market instant, no earlier than it and later than the block before. Written before anything is
 * sent, so a crash leaves each block either planned (and mined at the next start) or not begun.
 */
export async function planBlocks(
  tx: Database,
  operator: { privateKey: Hex; chainId: number },
  genesisTimestamp: number,
): Promise<PlannedBlock[]> {
  const { ledgerAction, ledgerBlock } = tables;
  const waiting = await tx
    .select()
    .from(ledgerAction)
    .where(and(eq(ledgerAction.status, "waiting"), isNull(ledgerAction.block)))
    .orderBy(asc(ledgerAction.nonce))
    .limit(ACTIONS_AT_ONCE);
  if (waiting.length === 0) return [];
  const [head] = await tx.select().from(ledgerBlock).orderBy(desc(ledgerBlock.number)).limit(1);
  let number = head?.number ?? 0;
  let timestamp = head?.timestamp ?? genesisTimestamp;
  const blocks: PlannedBlock[] = [];
  const places: SQL[] = [];
  for (const actions of groupByInstant(waiting)) {
    number += 1;
    timestamp = Math.max(timestamp + 1, Math.floor((actions[0] as Action).at / 1000));
    const rawTransactions: Hex[] = [];
    for (const { nonce, to, data, gas } of actions) {
      const { raw, hash } = await signTransaction({ ...operator, nonce, to, data, gas });
      rawTransactions.push(raw);
      places.push(sql`(${nonce}::int, ${number}::int, ${hash}::text)`);
    }
    blocks.push({ number, timestamp, rawTransactions });
  }
  await tx.insert(ledgerBlock).values(blocks.map((block) => ({ ...block, hash: null })));
  await tx.execute(sql`
    update ${ledgerAction} set block = place.block, hash = place.hash
    from (values ${sql.join(places, sql`, `)}) as place (nonce, block, hash)
    where ${ledgerAction.nonce} = place.nonce`);
  return blocks;
}

/** Neighbouring actions of the same market instant, cut where a block would burn too much. */
function groupByInstant(actions: readonly Action[]): Action[][] {
  const groups: Action[][] = [];
  let gas = 0n;
  for (const action of actions) {
    const group = groups.at(-1);
    gas += action.gas;
    if (group !== undefined && group[0]?.at === action.at && gas <= BLOCK_GAS) group.push(action);
    else {
      groups.push([action]);
      gas = action.gas;
    }
  }
  return groups;
}
