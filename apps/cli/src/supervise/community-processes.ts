import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ClockState } from "@pumasi/protocol";
import { FIRST_ROW } from "../demo/demo-community.js";
import {
  type GatewayPlace,
  openTrading,
  setUpCommunity,
  waitForGateways,
} from "../demo/set-up-community.js";
import { programOf } from "../places.js";
import { gatewayFlags } from "./gateway-flags.js";
import { KeptProcess } from "./kept-process.js";
import { removeRunFile, writeRunFile } from "./run-file.js";
import { type ServerProcess, startServerProcess } from "./server-process.js";

export interface CommunityOptions {
  data: string;
  port: number | null;
  /** Whether market time keeps a pace, or waits for the gateways. */
  mode: ClockState["mode"];
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
  const { data, mode, seed, onProgress, onRestart } = options;
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
      const gateway = gatewayProcess(place, { url, mode, seed, data, onStart, onRestart });
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
  place: GatewayPlace,
  options: Pick<CommunityOptions, "mode" | "seed" | "data" | "onRestart"> & {
    url: string;
    onStart(name: string, pid: number): void;
  },
): KeptProcess {
  const { name } = place.home;
  const { data, onStart, onRestart } = options;
  return new KeptProcess({
    name,
    program: programOf("gateway"),
    args: gatewayFlags(place, options),
    logFile: join(data, "logs", `${name}.log`),
    onStart,
    onRestart,
    finalCodes: FINAL_EXIT_CODES,
  });
}
