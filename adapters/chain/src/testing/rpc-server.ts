import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A refusal with a code of its own, as a node would answer it. */
export class RpcRefusal extends Error {
  constructor(
    message: string,
    readonly code = -32_000,
    readonly data?: unknown,
  ) {
    super(message);
  }
}

export type RpcHandler = (method: string, params: readonly unknown[]) => unknown;

export interface RpcServer {
  url: string;
  close(): Promise<void>;
}

/** Answers JSON-RPC over HTTP on a free local port, single calls and batches in their order. */
export async function serveRpc(handle: RpcHandler): Promise<RpcServer> {
  const answer = async (call: { id: unknown; method: string; params?: unknown[] }) => {
    const envelope = { jsonrpc: "2.0", id: call.id };
    try {
      return { ...envelope, result: await handle(call.method, call.params ?? []) };
    } catch (error) {
      if (!(error instanceof RpcRefusal)) throw error;
      const { code, message, data } = error;
      return { ...envelope, error: { code, message, ...(data === undefined ? {} : { data }) } };
    }
  };
  return serveHttp(async (request, response) => {
    const body = JSON.parse(await readBody(request));
    const answers = [];
    for (const call of Array.isArray(body) ? body : [body]) answers.push(await answer(call));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(Array.isArray(body) ? answers : answers[0]));
  });
}

/** Serves HTTP on a free local port; a handler that throws breaks the connection. */
export async function serveHttp(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<RpcServer> {
  const server: Server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
