import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DEMO_SLUG, FIRST_ROW } from "../demo/demo-community.js";
import {
  type GatewayPlace,
  openTrading,
  setUpCommunity,
  waitForGateways,
} from "../demo/set-up-community.js";
import { programOf } from "../places.js";
import { KeptProcess } from "./kept-process.js";
import { removeRunFile, writeRunFile } from "./run-file.js";
import { type ServerProcess, startServerProcess } from "./server-process.js";

export interface CommunityOptions {
  data: string;
  port: number | null;
  /** The server's own flags: speed, seed, days. */
  serverFlags: readonly string[];
  seed: string | null;
  onProgress(text: string): void;
  onRestart(name: string): void;
}

/** A running community: server and gateways, each a process that is started again when it dies. */
export interface CommunityProcesses extends ServerProcess {
  stop(): Promise<void>;
}

/** A gateway that was revoked (3) or whose meter's recording is over (4) is not started again. */
const FINAL_EXIT_CODES = [3, 4];

/** Starts the server, sets the demo community up if it is not yet, and starts its homes' gateways. */
export async function startCommunity(options: CommunityOptions): Promise<CommunityProcesses> {
  const { data, seed, onProgress, onRestart } = options;
  mkdirSync(data, { recursive: true });
  const start = new Date(FIRST_ROW).toISOString();
  const processes: Record<string, number> = {};
  let url = "";
  const onStart = (name: string, pid: number) => {
    processes[name] = pid;
    if (url !== "") writeRunFile(data, { pid: process.pid, url, processes });
  };
  const server = await startServerProcess({
    ...options,
    onStart,
    flags: ["--start", start, ...options.serverFlags],
  });
  url = server.url;
  writeRunFile(data, { pid: process.pid, url, processes });
  const gateways: KeptProcess[] = [];
  const stop = async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await server.kept.stop();
    removeRunFile(data);
  };
  try {
    const places = await setUpCommunity(server.client, data, onProgress);
    for (const place of places) {
      const gateway = gatewayProcess(place, { url, seed, data, onStart, onRestart });
      gateways.push(gateway);
      gateway.start();
    }
    await waitForGateways(server.client, places.length, onProgress);
    await openTrading(server.client);
    return { ...server, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function gatewayProcess(
  { home, folder, codeFile }: GatewayPlace,
  options: Pick<CommunityOptions, "seed" | "data" | "onRestart"> & {
    url: string;
    onStart(name: string, pid: number): void;
  },
): KeptProcess {
  const { url, seed, data, onStart, onRestart } = options;
  const flags = [
    ...["--server", url, "--community", DEMO_SLUG, "--data", folder],
    ...["--home", home.file, "--first-row", new Date(FIRST_ROW).toISOString()],
    ...["--code-file", codeFile, "--name", home.name, "--curve", home.curve],
    ...(seed === null ? [] : ["--seed", seed]),
  ];
  return new KeptProcess({
    name: home.name,
    program: programOf("gateway"),
    args: flags,
    logFile: join(data, "logs", `${home.name}.log`),
    onStart,
    onRestart,
    finalCodes: FINAL_EXIT_CODES,
  });
}
