import type { BlockJournal, JournalledBlock } from "./block-journal.js";
import { BlockContentError, BlockHashMismatchError } from "./errors.js";
import type { JsonRpc } from "./json-rpc.js";
import {
  checkAllPending,
  checkContent,
  checkFollows,
  mine,
  sendTransactions,
} from "./mine-block.js";
import {
  type BlockSummary,
  readBlockSummaries,
  readBlockSummary,
  readMinedBlock,
} from "./read-mined-block.js";

/** How far a restart has come. */
export interface ReplayProgress {
  /** The block that the node is at. */
  blockNumber: number;
  /** How many blocks were mined anew so far. */
  replayed: number;
}

/** Hashes are checked after so many blocks at the latest, in one request. */
const checkEvery = 200;

/**
 * Mines the journal's blocks above the node's head again, with their times, and checks that the hashes come out
 * equal. Planned blocks are mined now and recorded.
 * Throws `BlockHashMismatchError`, `BlockContentError`, and `TransactionRefusedError` for a planned block that
 * cannot be mined.
 * @returns The new head.
 */
export async function replayJournal(
  rpc: JsonRpc,
  journal: BlockJournal,
  onProgress: (progress: ReplayProgress) => void,
): Promise<BlockSummary> {
  let head = await readBlockSummary(rpc, "latest");
  let replayed = 0;
  for (;;) {
    const page = await journal.blocksAfter(head.number);
    if (page.length === 0) return head;
    for (let from = 0; from < page.length; from += checkEvery) {
      const blocks = page.slice(from, from + checkEvery);
      head = await replayBlocks(rpc, journal, head, blocks);
      replayed += blocks.length;
      onProgress({ blockNumber: head.number, replayed });
    }
  }
}

async function replayBlocks(
  rpc: JsonRpc,
  journal: BlockJournal,
  head: BlockSummary,
  blocks: readonly JournalledBlock[],
): Promise<BlockSummary> {
  let before: Pick<BlockSummary, "number" | "timestamp"> = head;
  for (const block of blocks) {
    checkFollows(before, block);
    await sendTransactions(rpc, block);
    // Only a planned block can hold a transaction that does not fit; the others were mined once.
    if (block.hash === null) await checkAllPending(rpc, block);
    await mine(rpc, block);
    before = block;
  }
  const summaries = await readBlockSummaries(
    rpc,
    blocks.map((block) => block.number),
  );
  let last = head;
  for (const [index, summary] of summaries.entries()) {
    const block = blocks[index];
    if (block === undefined) throw new BlockContentError({ number: -1, problem: "it is missing" });
    await confirm(rpc, journal, block, summary);
    last = summary;
  }
  return last;
}

async function confirm(
  rpc: JsonRpc,
  journal: BlockJournal,
  block: JournalledBlock,
  summary: BlockSummary,
): Promise<void> {
  checkContent(block, summary);
  if (block.hash === null) {
    await journal.recordMined(await readMinedBlock(rpc, summary));
  } else if (block.hash !== summary.hash) {
    const { number, hash } = block;
    throw new BlockHashMismatchError({ number, journalled: hash, mined: summary.hash });
  }
}
