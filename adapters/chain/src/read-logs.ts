import { formatLog, type Hex, hexToNumber, numberToHex, parseEventLogs, type RpcLog } from "viem";
import { communityAbi, ledgerAbi, marketAbi } from "./contracts.gen.js";
import { LedgerInconsistentError } from "./errors.js";
import { type JsonRpc, takeResult } from "./json-rpc.js";
import type { Contracts, LedgerPlace } from "./ledger-view.js";

/** The register's, the market's and the ledger's events have different names, so one list serves all three. */
const eventAbi = [...communityAbi, ...marketAbi, ...ledgerAbi] as const;

const blocksPerRequest = 2000;
const blocksPerBatch = 500;

/** The coin's events are left out: balances follow from the ledger's. */
export type LedgerEvent = ReturnType<typeof parseEvents>[number] & { place: LedgerPlace };

/**
 * All events of the community's contracts in blocks `[fromBlock, headBlock]`, in their order, with their block times.
 * Throws `RpcRefusedError` and `RpcUnreachableError`.
 */
export async function readLogs(
  rpc: JsonRpc,
  contracts: Contracts,
  fromBlock: number,
  headBlock: number,
): Promise<LedgerEvent[]> {
  const address = [contracts.community, contracts.market, contracts.ledger];
  const raw: RpcLog[] = [];
  for (let from = fromBlock; from <= headBlock; from += blocksPerRequest) {
    const to = Math.min(from + blocksPerRequest - 1, headBlock);
    const range = { fromBlock: numberToHex(from), toBlock: numberToHex(to) };
    const page = (await rpc.call("eth_getLogs", { address, ...range })) as RpcLog[];
    for (const log of page) raw.push(log);
  }
  const numbers = raw.flatMap((log) => (log.blockNumber === null ? [] : [log.blockNumber]));
  const times = await readBlockTimes(rpc, new Set(numbers.map((number) => hexToNumber(number))));
  return parseEvents(raw, contracts).map((event) => {
    const block = Number(event.blockNumber);
    const time = times.get(block);
    if (time === undefined) {
      throw new LedgerInconsistentError({ problem: `block ${block} has events and no time` });
    }
    return { ...event, place: { block, time, transactionHash: event.transactionHash ?? "0x" } };
  });
}

/** Events of other contracts' shapes, or from elsewhere, are nobody's business here. */
function parseEvents(raw: readonly RpcLog[], contracts: Contracts) {
  const known = new Set<string>(Object.values(contracts).map((entry) => entry.toLowerCase()));
  const logs = raw
    .filter((log) => known.has(log.address.toLowerCase()))
    .map((log) => formatLog(log));
  return parseEventLogs({ abi: eventAbi, logs, strict: true });
}

async function readBlockTimes(
  rpc: JsonRpc,
  blocks: ReadonlySet<number>,
): Promise<Map<number, number>> {
  const method = "eth_getBlockByNumber";
  const times = new Map<number, number>();
  const numbers = [...blocks];
  for (let from = 0; from < numbers.length; from += blocksPerBatch) {
    const part = numbers.slice(from, from + blocksPerBatch);
    const answers = await rpc.batch(
      part.map((number) => ({ method, params: [numberToHex(number), false] })),
    );
    for (const [index, answer] of answers.entries()) {
      const block = takeResult(method, answer) as { timestamp: Hex } | null;
      const number = part[index];
      if (block !== null && number !== undefined) times.set(number, hexToNumber(block.timestamp));
    }
  }
  return times;
}
