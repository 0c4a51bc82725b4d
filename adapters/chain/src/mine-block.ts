import { type Hex, keccak256 } from "viem";
import type { PlannedBlock } from "./block-journal.js";
import { BlockContentError, TransactionRefusedError } from "./errors.js";
import type { JsonRpc } from "./json-rpc.js";
import type { BlockSummary } from "./read-mined-block.js";

/** Small enough that the node takes a batch's transactions in their order, see sendTransactions. */
const sendsPerBatch = 16;

/** Refuses a block that cannot follow `head`, before anything is sent. Throws `BlockContentError`. */
export function checkFollows(
  head: Pick<BlockSummary, "number" | "timestamp">,
  block: PlannedBlock,
): void {
  const { number } = block;
  if (number !== head.number + 1) {
    throw new BlockContentError({ number, problem: `the ledger is at block ${head.number}` });
  }
  if (block.timestamp <= head.timestamp) {
    throw new BlockContentError({
      number,
      problem: `its time ${block.timestamp} is not after the last block's, ${head.timestamp}`,
    });
  }
}

/**
 * Puts a block's transactions into the node's empty pool, in order.
 * The node takes up the calls of one request side by side, in order only while each ends at once; short batches
 * keep to that, and the content check after mining would find an exception.
 * Throws `TransactionRefusedError`, with the pool emptied again.
 */
export async function sendTransactions(rpc: JsonRpc, block: PlannedBlock): Promise<void> {
  const method = "eth_sendRawTransaction";
  for (let from = 0; from < block.rawTransactions.length; from += sendsPerBatch) {
    const raws = block.rawTransactions.slice(from, from + sendsPerBatch);
    const answers = await rpc.batch(raws.map((raw) => ({ method, params: [raw] })));
    for (const [index, answer] of answers.entries()) {
      if ("result" in answer) continue;
      await emptyPool(rpc);
      const { message: reason } = answer.error;
      throw new TransactionRefusedError({ number: block.number, position: from + index, reason });
    }
  }
}

/**
 * Checks that all transactions sent can be mined now: one with a nonce ahead of its sender's would be kept for
 * later and silently be missing. Throws `TransactionRefusedError`, with the pool emptied again.
 */
export async function checkAllPending(rpc: JsonRpc, block: PlannedBlock): Promise<void> {
  const status = (await rpc.call("txpool_status")) as { pending: Hex; queued: Hex };
  const pending = Number(status.pending);
  if (pending === block.rawTransactions.length && Number(status.queued) === 0) return;
  await emptyPool(rpc);
  throw new TransactionRefusedError({
    number: block.number,
    position: pending,
    reason: "its nonce is not its sender's next one",
  });
}

/** Mines what is in the pool into one block of the given time. */
export async function mine(rpc: JsonRpc, block: PlannedBlock): Promise<void> {
  await rpc.call("evm_mine", { timestamp: block.timestamp });
}

/** Checks that a mined block is the planned one, transaction for transaction. Throws `BlockContentError`. */
export function checkContent(block: PlannedBlock, mined: BlockSummary): void {
  const { number } = block;
  if (mined.number !== number || mined.timestamp !== block.timestamp) {
    const problem = `it was mined as block ${mined.number} at ${mined.timestamp}`;
    throw new BlockContentError({ number, problem });
  }
  const expected = block.rawTransactions.map((raw) => keccak256(raw));
  const differs = expected.findIndex((hash, index) => hash !== mined.transactionHashes[index]);
  if (differs >= 0 || expected.length !== mined.transactionHashes.length) {
    const problem =
      differs >= 0
        ? `transaction ${differs} is missing or out of order`
        : `it holds ${mined.transactionHashes.length} transactions instead of ${expected.length}`;
    throw new BlockContentError({ number, problem });
  }
}

async function emptyPool(rpc: JsonRpc): Promise<void> {
  await rpc.call("anvil_dropAllTransactions");
}
