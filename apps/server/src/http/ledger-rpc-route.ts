import { connectJsonRpc, type RpcAnswer, readRawTransaction } from "@pumasi/chain";
import type { Hex } from "@pumasi/protocol";
import { z } from "zod";
import { takeForeign } from "../ledger/foreign-transactions.js";
import type { RunningServer } from "../running-server.js";
import type { App } from "./create-app.js";

/** Where the ledger answers standard JSON-RPC. */
export const LEDGER_RPC_PATH = "/v1/ledger/rpc";

/** What anybody may ask the node behind; nothing here changes it. */
const READS = new Set([
  "eth_blockNumber",
  "eth_call",
  "eth_chainId",
  "eth_estimateGas",
  "eth_feeHistory",
  "eth_gasPrice",
  "eth_getBalance",
  "eth_getBlockByHash",
  "eth_getBlockByNumber",
  "eth_getBlockReceipts",
  "eth_getCode",
  "eth_getLogs",
  "eth_getStorageAt",
  "eth_getTransactionByHash",
  "eth_getTransactionCount",
  "eth_getTransactionReceipt",
  "eth_maxPriorityFeePerGas",
  "net_version",
  "web3_clientVersion",
]);

const rpcRequest = z.object({
  jsonrpc: z.literal("2.0").optional(),
  id: z.union([z.number(), z.string(), z.null()]).optional(),
  method: z.string(),
  params: z.array(z.unknown()).optional(),
});
const rpcBody = z.union([rpcRequest, z.array(rpcRequest).max(5000)]);

/** JSON-RPC's own codes. */
const METHOD_NOT_FOUND = -32_601;
const TRANSACTION_REJECTED = -32_003;
const UNAVAILABLE = -32_000;

/**
 * The ledger over standard JSON-RPC: auditors read it, and anybody may send a signed transaction (a challenge, a
 * demand for data, an order for the inbox). The embedded node itself takes nothing from outside: what is sent is journalled before
 * it is mined, and a block holds exactly what the journal says.
 */
export function ledgerRpcRoute(app: App, server: RunningServer): void {
  app.post(
    LEDGER_RPC_PATH,
    { schema: { body: rpcBody, response: { 200: z.unknown() } } },
    async (request) => {
      const calls = [request.body].flat();
      const answers = await answerAll(server, calls);
      const replies = calls.map(({ id = null }, index) => ({
        jsonrpc: "2.0",
        id,
        ...(answers[index] as RpcAnswer),
      }));
      return Array.isArray(request.body) ? replies : replies[0];
    },
  );
}

type RpcRequest = z.infer<typeof rpcRequest>;

async function answerAll(
  server: RunningServer,
  calls: readonly RpcRequest[],
): Promise<RpcAnswer[]> {
  const answers = new Array<RpcAnswer>(calls.length);
  const reads: { place: number; method: string; params: unknown[] }[] = [];
  for (const [place, { method, params = [] }] of calls.entries()) {
    if (READS.has(method)) reads.push({ place, method, params });
    else if (method === "eth_sendRawTransaction") answers[place] = await send(server, params[0]);
    else answers[place] = refusal(METHOD_NOT_FOUND, `${method} is not offered here`);
  }
  const found = await readAll(server, reads);
  for (const [index, { place }] of reads.entries()) answers[place] = found[index] as RpcAnswer;
  return answers;
}

async function readAll(
  server: RunningServer,
  reads: readonly { method: string; params: unknown[] }[],
): Promise<RpcAnswer[]> {
  if (reads.length === 0) return [];
  const { rpcUrl } = server.ledger;
  if (rpcUrl === null) return reads.map(() => refusal(UNAVAILABLE, "the ledger is not running"));
  const rpc = connectJsonRpc(rpcUrl);
  try {
    return await rpc.batch(reads.map(({ method, params }) => ({ method, params })));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return reads.map(() => refusal(UNAVAILABLE, message));
  } finally {
    rpc.close();
  }
}

async function send(server: RunningServer, raw: unknown): Promise<RpcAnswer> {
  const { context, isReadOnly, ledger } = server;
  if (isReadOnly) return refusal(TRANSACTION_REJECTED, "this server is open for reading only");
  if (typeof raw !== "string" || !/^0x([0-9a-fA-F]{2})+$/.test(raw)) {
    return refusal(TRANSACTION_REJECTED, "a signed transaction in hexadecimal is expected");
  }
  if (!ledger.isEmbedded) return passOn(server, raw as Hex);
  const chain = { ...context.chain, now: context.now() };
  const outcome = await context.writer.write((tx) => takeForeign(tx, raw as Hex, chain));
  if (!outcome.ok) return refusal(TRANSACTION_REJECTED, outcome.reason);
  context.ledgerWork();
  return { result: outcome.hash };
}

/** An external ledger takes anybody's transactions itself, and journals them in its own way. */
async function passOn(server: RunningServer, raw: Hex): Promise<RpcAnswer> {
  const transaction = await readRawTransaction(raw);
  if (transaction === null) return refusal(TRANSACTION_REJECTED, "it cannot be decoded");
  if (transaction.sender.toLowerCase() === server.context.chain.operator.toLowerCase()) {
    return refusal(TRANSACTION_REJECTED, "the operator's own transactions go through the outbox");
  }
  const [answer] = await readAll(server, [{ method: "eth_sendRawTransaction", params: [raw] }]);
  return answer ?? refusal(UNAVAILABLE, "the ledger did not answer");
}

function refusal(code: number, message: string): RpcAnswer {
  return { error: { code, message } };
}
