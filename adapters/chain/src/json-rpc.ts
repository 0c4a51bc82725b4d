import { Agent, request } from "node:http";
import { request as requestTls } from "node:https";
import { RpcRefusedError, RpcUnreachableError } from "./errors.js";

/** One call of a batch. */
export interface RpcCall {
  method: string;
  params: readonly unknown[];
}

/** What a call of a batch came to. */
export type RpcAnswer = { result: unknown } | { error: { code: number; message: string } };

/** A JSON-RPC connection that keeps its socket open. */
export interface JsonRpc {
  /** One call; throws `RpcRefusedError` or `RpcUnreachableError`. */
  call(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** Several calls in one request; a refused call is a value, in its place. */
  batch(calls: readonly RpcCall[]): Promise<RpcAnswer[]>;
  close(): void;
}

/** Speaks JSON-RPC 2.0 with the node at `url` (http or https). */
export function connectJsonRpc(url: string): JsonRpc {
  const agent = url.startsWith("https:") ? undefined : new Agent({ keepAlive: true });
  let lastId = 0;
  const batch = async (calls: readonly RpcCall[]): Promise<RpcAnswer[]> => {
    if (calls.length === 0) return [];
    const firstId = lastId + 1;
    lastId += calls.length;
    const messages = calls.map((call, index) => ({ jsonrpc: "2.0", id: firstId + index, ...call }));
    const answers = parseAnswers(url, await post(url, agent, JSON.stringify(messages)));
    return messages.map((message) => {
      const answer = answers.get(message.id);
      if (answer === undefined) {
        throw new RpcUnreachableError({ url, problem: `no answer to ${message.method}` });
      }
      return answer;
    });
  };
  return {
    batch,
    async call(method, ...params) {
      const [answer] = await batch([{ method, params }]);
      if (answer === undefined) throw new RpcUnreachableError({ url, problem: "an empty answer" });
      return takeResult(method, answer);
    },
    close: () => agent?.destroy(),
  };
}

/** The result of a batched call, or its refusal thrown as `RpcRefusedError`. */
export function takeResult(method: string, answer: RpcAnswer): unknown {
  if ("result" in answer) return answer.result;
  const { code, message } = answer.error;
  throw new RpcRefusedError({ method, rpcCode: code, rpcMessage: message });
}

function post(url: string, agent: Agent | undefined, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(new RpcUnreachableError({ url, problem: cause.message, cause }));
    const send = url.startsWith("https:") ? requestTls : request;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const outgoing = send(url, { method: "POST", headers, ...(agent && { agent }) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
      incoming.on("error", fail);
    });
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
    if (answer !== null) answers.set(answer.id, answer.answer);
  }
  return answers;
}

function readAnswer(entry: unknown): { id: number; answer: RpcAnswer } | null {
  if (typeof entry !== "object" || entry === null || !("id" in entry)) return null;
  if (typeof entry.id !== "number") return null;
  if ("error" in entry && typeof entry.error === "object" && entry.error !== null) {
    const code = "code" in entry.error ? Number(entry.error.code) : 0;
    const message = "message" in entry.error ? String(entry.error.message) : "no reason given";
    return { id: entry.id, answer: { error: { code, message } } };
  }
  return { id: entry.id, answer: { result: "result" in entry ? entry.result : null } };
}
