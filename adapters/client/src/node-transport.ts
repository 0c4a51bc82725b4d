import * as http from "node:http";
import * as https from "node:https";
import type { ClientOptions } from "./api-caller.js";
import { ApiUnreachableError, type UnreachableReason } from "./api-errors.js";
import { PumasiClient } from "./pumasi-client.js";
import type { ApiRequest, ApiResponse, StreamTransport, Transport } from "./transport.js";

/** Connections of one server, kept alive between requests: a new one for each costs more than the request. */
interface Connections {
  base: URL;
  agent: http.Agent;
  request: typeof http.request;
}

function connectionsTo(baseUrl: string): Connections {
  const base = new URL(baseUrl);
  const secure = base.protocol === "https:";
  const agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  return { base, agent, request: secure ? https.request : http.request };
}

function open(
  connections: Connections,
  request: Omit<ApiRequest, "timeoutMs">,
): http.ClientRequest {
  const { base, agent } = connections;
  const headers: http.OutgoingHttpHeaders = { ...request.headers };
  if (request.body !== undefined) headers["content-length"] = Buffer.byteLength(request.body);
  return connections.request({
    protocol: base.protocol,
    hostname: base.hostname.replace(/^\[|\]$/g, ""),
    port: base.port,
    method: request.method,
    path: base.pathname.replace(/\/$/, "") + request.path,
    headers,
    agent,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
}

function unreachable(request: ApiRequest, reason: UnreachableReason, cause: Error): Error {
  return new ApiUnreachableError(request, reason, cause.message, { cause });
}

function flatHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

/** Sends once; `stale` tells that a kept connection had been closed by the server meanwhile. */
function sendOnce(connections: Connections, request: ApiRequest): Promise<ApiResponse | "stale"> {
  return new Promise((resolve, reject) => {
    const outgoing = open(connections, request);
    let answered = false;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      outgoing.destroy(new Error(`no answer within ${request.timeoutMs} ms`));
    }, request.timeoutMs);
    const fail = (cause: Error) => {
      clearTimeout(timer);
      if (request.signal?.aborted === true) reject(request.signal.reason);
      else if (timedOut) reject(unreachable(request, "timeout", cause));
      else if (!answered && outgoing.reusedSocket) resolve("stale");
      else reject(unreachable(request, answered ? "connection_lost" : "connection_failed", cause));
    };
    outgoing.on("error", fail);
    outgoing.on("response", (incoming) => {
      answered = true;
      let body = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (piece: string) => {
        body += piece;
      });
      incoming.on("error", fail);
      incoming.on("end", () => {
        clearTimeout(timer);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: flatHeaders(incoming.headers),
          body,
        });
      });
    });
    outgoing.end(request.body);
  });
}

/**
 * A transport over node:http with connections kept alive. A request that met a connection the server
 * had already closed is sent again at once: every write of the API may be sent twice.
 */
export function nodeTransport(baseUrl: string): Transport {
  const connections = connectionsTo(baseUrl);
  return async (request) => {
    // Each stale connection leaves the pool when it fails, so this ends with a fresh one.
    for (;;) {
      request.signal?.throwIfAborted();
      const response = await sendOnce(connections, request);
      if (response !== "stale") return response;
    }
  };
}

/** Opens endless answers over node:http; anything but status 200 is an ApiUnreachableError. */
export function nodeStream(baseUrl: string): StreamTransport {
  const connections = connectionsTo(baseUrl);
  return async function* (request) {
    const name = { method: "GET" as const, timeoutMs: 0, ...request };
    const incoming = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const outgoing = open(connections, name);
      outgoing.on("response", resolve);
      outgoing.on("error", (cause) => {
        const aborted = request.signal?.aborted === true;
        reject(aborted ? request.signal?.reason : unreachable(name, "connection_failed", cause));
      });
      outgoing.end();
    });
    if (incoming.statusCode !== 200) {
      incoming.destroy();
      const detail = `status ${incoming.statusCode}`;
      throw new ApiUnreachableError(name, "server_unavailable", detail);
    }
    incoming.setEncoding("utf8");
    try {
      for await (const piece of incoming) yield String(piece);
    } catch (error) {
      request.signal?.throwIfAborted();
      const cause = error instanceof Error ? error : new Error(String(error));
      throw unreachable(name, "connection_lost", cause);
    }
  };
}

/** A client of one server for Node programs. */
export function createNodeClient(
  baseUrl: string,
  options: Omit<ClientOptions, "transport" | "stream"> = {},
): PumasiClient {
  return new PumasiClient({
    ...options,
    transport: nodeTransport(baseUrl),
    stream: nodeStream(baseUrl),
  });
}
