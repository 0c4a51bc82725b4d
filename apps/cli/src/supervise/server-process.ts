import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PumasiClient } from "@pumasi/client";
import { nodeTransport } from "@pumasi/client/node";
import { z } from "zod";
import { programOf } from "../places.js";
import { freePort } from "./free-port.js";
import { KeptProcess } from "./kept-process.js";
import { patientTransport } from "./patient-transport.js";

const message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), message: z.string() }),
  z.object({ type: z.literal("ready"), url: z.string() }),
  z.object({ type: z.literal("failed"), message: z.string(), code: z.string().nullable() }),
]);

/** The server did not start; its own words say what to do. */
export class ServerStartError extends Error {
  readonly code = "server_start";
  readonly retryable = false;
}

export interface ServerProcessOptions {
  data: string;
  port: number | null;
  flags: readonly string[];
  onProgress(text: string): void;
  onStart?(name: string, pid: number): void;
  onRestart?(name: string): void;
}

/** How long to wait for a server of this directory that is just stopping, wall ms. */
const LOCK_PATIENCE_MS = 30_000;

export interface ServerProcess {
  url: string;
  kept: KeptProcess;
  /** A client that speaks as the operator. */
  client: PumasiClient;
}

/**
 * Starts the server as a kept process and settles when it is ready. Throws ServerStartError when its
 * first start fails; a directory still locked by a server that is stopping is waited for.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const logs = join(options.data, "logs");
  mkdirSync(logs, { recursive: true });
  const port = options.port ?? (await freePort());
  const args = ["--data", options.data, "--port", String(port), ...options.flags];
  const until = performance.now() + LOCK_PATIENCE_MS;
  let isReady = false;
  let resolveUrl: (url: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const ready = new Promise<string>((resolve, reject) => {
    resolveUrl = resolve;
    fail = reject;
  });
  const kept = new KeptProcess({
    name: "server",
    program: programOf("server"),
    args,
    logFile: join(logs, "server.log"),
    onStart: (name, pid) => options.onStart?.(name, pid),
    onRestart: (name) => {
      if (isReady) options.onRestart?.(name);
    },
    onMessage(raw) {
      const parsed = message.safeParse(raw);
      if (!parsed.success) return;
      if (parsed.data.type === "progress") options.onProgress(parsed.data.message);
      else if (parsed.data.type === "ready") {
        isReady = true;
        resolveUrl(parsed.data.url);
      } else if (!isReady) {
        const isLocked = parsed.data.code === "database_locked";
        if (isLocked && performance.now() < until) {
          options.onProgress("waiting for an earlier run of this directory to stop");
        } else fail(new ServerStartError(parsed.data.message));
      }
    },
  });
  kept.start();
  try {
    const url = await ready;
    return { url, kept, client: operatorClient(options.data, url) };
  } catch (error) {
    await kept.stop();
    throw error;
  }
}

/** A client that sends the operator's token of a data directory. */
export function operatorClient(data: string, url: string): PumasiClient {
  const token = readFileSync(join(data, "keys", "operator.token"), "utf8").trim();
  return new PumasiClient({ transport: patientTransport(nodeTransport(url)), token });
}
