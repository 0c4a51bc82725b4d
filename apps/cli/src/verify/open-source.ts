import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PumasiClient } from "@pumasi/client";
import { nodeTransport } from "@pumasi/client/node";
import { readRunFile } from "../supervise/run-file.js";
import { operatorClient, startServerProcess } from "../supervise/server-process.js";

/** There is nothing to verify in a directory that no community was started in. */
export class NothingToVerifyError extends Error {
  readonly code = "nothing_to_verify";
  readonly retryable = false;
}

/** What has to be written finds no server that would take it. */
export class ServerNotRunningError extends Error {
  readonly code = "server_not_running";
  readonly retryable = true;
}

/** A server to read from. */
export interface OpenSource {
  client: PumasiClient;
  close(): Promise<void>;
}

/**
 * The running server of the directory, or one of our own that only serves what is there. With `mustRun` the former only, since
 * the latter writes nothing: throws ServerNotRunningError where nobody answers.
 */
export async function openSource(
  data: string,
  { mustRun = false }: { mustRun?: boolean } = {},
): Promise<OpenSource> {
  if (!existsSync(join(data, "settings.json"))) {
    throw new NothingToVerifyError(`There is no community in ${data}. Try \`pumasi demo\` first.`);
  }
  const run = readRunFile(data);
  if (run !== null) {
    try {
      await new PumasiClient({ transport: nodeTransport(run.url) }).status();
      const client = operatorClient(data, run.url);
      return { client, close: async () => undefined };
    } catch {
      // Nobody answers there any more; the directory is opened instead.
    }
  }
  if (mustRun) {
    throw new ServerNotRunningError(
      `Nothing runs in ${data}, so nothing can be written there. Start it with \`pumasi start\` first.`,
    );
  }
  mkdirSync(join(data, "logs"), { recursive: true });
  const server = await startServerProcess({
    data,
    port: null,
    flags: ["--read-only"],
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  return { client: server.client, close: () => server.kept.stop() };
}
