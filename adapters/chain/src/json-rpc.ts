import { Agent, request } from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import { RpcRefusedError, RpcUnreachableError } from "./errors.js";

/** One call of a batch. */
export interface RpcCall {
  method: string;
  params: readonly unknown[];
}

/** What a call of a batch came to; `data` is what the node adds to an error, for a revert the contract's answer. */
export type RpcAnswer =
  | { result: unknown }
  | { error: { code: number; message: string; data?: unknown } };

export interface JsonRpcOptions {
  /** How long one request may take in all, wall ms; then it is given up as unreachable. */
  timeoutMs?: number;
}

/** Longer than any single call of an honest node takes, and short enough to notice a dead one. */
const defaultTimeoutMs = 30_000;

/** A JSON-RPC connection that keeps its socket open. */
export interface JsonRpc {
  /** One call; throws `RpcRefusedError` or `RpcUnreachableError`. */
  call(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** Several calls in one request; a refused call is a value, in its place. */
  batch(calls: readonly RpcCall[]): Promise<RpcAnswer[]>;
  close(): void;
}

/** Speaks JSON-RPC 2.0 with the node at `url` (http or https). */
export function connectJsonRpc(
  url: string,
  { timeoutMs = defaultTimeoutMs }: JsonRpcOptions = {},
): JsonRpc {
  const agent = url.startsWith("https:")
    ? new TlsAgent({ keepAlive: true })
    : new Agent({ keepAlive: true });
  const shown = withoutSecrets(url);
  let lastId = 0;
  const send = async (body: unknown): Promise<Map<number, RpcAnswer>> =>
    parseAnswers(shown, await post({ url, shown, agent, timeoutMs }, JSON.stringify(body)));
  const batch = async (calls: readonly RpcCall[]): Promise<RpcAnswer[]> => {
    if (calls.length === 0) return [];
    const firstId = lastId + 1;
    lastId += calls.length;
    const messages = calls.map((call, index) => ({ jsonrpc: "2.0", id: firstId + index, ...call }));
    const answers = await send(messages);
    return messages.map(({ id, method }) => {
      const answer = answers.get(id);
      if (answer !== undefined) return answer;
      throw new RpcUnreachableError({ url: shown, problem: `no answer to ${method}` });
    });
  };
  return {
    batch,
    // Not a batch of one: signers such as Web3Signer take single calls only.
    async call(method, ...params) {
      lastId += 1;
      const id = lastId;
      const answer = (await send({ jsonrpc: "2.0", id, method, params })).get(id);
      if (answer !== undefined) return takeResult(method, answer);
      throw new RpcUnreachableError({ url: shown, problem: `no answer to ${method}` });
    },
    close: () => agent.destroy(),
  };
}

/**
 * An address as it may be shown: without user, password and query, and without a path, which hosted nodes use for
 * their customers' keys.
 */
export function withoutSecrets(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** The result of a batched call, or its refusal thrown as `RpcRefusedError`. */
export function takeResult(method: string, answer: RpcAnswer): unknown {
  if ("result" in answer) return answer.result;
  const { code, message, data } = answer.error;
  throw new RpcRefusedError({ method, rpcCode: code, rpcMessage: message, data });
}

interface Endpoint {
  url: string;
  /** The address in errors. */
  shown: string;
  agent: Agent;
  timeoutMs: number;
}

function post({ url, shown, agent, timeoutMs }: Endpoint, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(new RpcUnreachableError({ url: shown, problem: cause.message, cause }));
    const send = url.startsWith("https:") ? requestTls : request;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const outgoing = send(url, { method: "POST", headers, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
      incoming.on("error", fail);
    });
    // The whole exchange is timed, not only its pauses: a node that drips an answer must not hold its caller.
    const deadline = setTimeout(() => {
      outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    outgoing.on("close", () => clearTimeout(deadline));
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

function parseAnswers(url: string, text: string): Map<number, RpcAnswer> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new RpcUnreachableError({ url, problem: "the answer is not JSON", cause });
  }
  const answers = new Map<number, RpcAnswer>();
  for (const entry of Array.isArray(parsed) ? parsed : [parsed]) {
    const answer = readAnswer(entry);
    if (answer === null) continue;
    if (answer.id === null)
      throw new RpcUnreachableError({ url, problem: problemIn(answer.answer) });
    answers.set(answer.id, answer.answer);
  }
  return answers;
}

/** A request that was refused as a whole (too large, too many, no right) is answered without an id. */
function problemIn(answer: RpcAnswer): string {
  return "error" in answer ? answer.error.message : "an answer to no call";
}

function readAnswer(entry: unknown): { id: number | null; answer: RpcAnswer } | null {
  if (typeof entry !== "object" || entry === null || !("id" in entry)) return null;
  if (typeof entry.id !== "number" && entry.id !== null) return null;
  if ("error" in entry && typeof entry.error === "object" && entry.error !== null) {
    const code = "code" in entry.error ? Number(entry.error.code) : 0;
    const message = "message" in entry.error ? String(entry.error.message) : "no reason given";
    const data = "data" in entry.error ? entry.error.data : undefined;
    return { id: entry.id, answer: { error: { code, message, data } } };
  }
  return { id: entry.id, answer: { result: "result" in entry ? entry.result : null } };
}
