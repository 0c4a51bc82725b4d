import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { EmbeddedNodeDownError } from "./errors.js";
import { findAnvil } from "./find-anvil.js";
import { connectJsonRpc, type JsonRpc } from "./json-rpc.js";
import { endLeftoverProcess } from "./leftover-process.js";

/** What a node must be started with to give the same block hashes again. */
export interface AnvilSettings {
  /** An absolute folder of this node's own. */
  dir: string;
  chainId: number;
  /** Seconds since the Unix epoch. */
  genesisTimestamp: number;
}

/** A running anvil that has just been born: at its genesis block. */
export interface AnvilProcess {
  dir: string;
  rpcUrl: string;
  rpc: JsonRpc;
  /** Settles when the process has ended, for whatever reason, and says why. */
  exited: Promise<string>;
  kill(): void;
}

/** Blocks are cut by the caller and by each transaction's own limit, never by the block's. */
const blockGasLimit = "1000000000000";
const startAttempts = 3;
const pollMilliseconds = 15;
const longestStartMilliseconds = 30_000;
/** Loading and dumping a long ledger's state take a while; a process that ends is noticed at once in any case. */
const callTimeoutMs = 300_000;

/**
 * Starts anvil's binary on a free local port and waits until it answers.
 * Throws `AnvilMissingError`, or `EmbeddedNodeDownError` when it ends before it answers.
 */
export async function startAnvil(settings: AnvilSettings): Promise<AnvilProcess> {
  const binary = findAnvil();
  const states = join(settings.dir, "anvil-states");
  const pidFile = join(settings.dir, "anvil.pid");
  mkdirSync(settings.dir, { recursive: true });
  endLeftoverProcess(pidFile, states);
  rmSync(states, { recursive: true, force: true });
  for (let attempt = 1; ; attempt++) {
    const started = launch(binary, await findFreePort(), states, settings);
    writeFileSync(pidFile, `${started.child.pid ?? ""}\n`);
    try {
      await waitUntilAnswering(started);
      return started;
    } catch (error) {
      started.kill();
      // Another process may have taken the port between finding it free and anvil's start.
      if (attempt === startAttempts) throw error;
    }
  }
}

type Launched = AnvilProcess & { child: ChildProcess };

function launch(binary: string, port: number, states: string, settings: AnvilSettings): Launched {
  const log = openSync(join(settings.dir, "anvil.log"), "w");
  // Detached, so that a terminal's Ctrl-C reaches only this process, which then stops the node in order.
  const child = spawn(binary, anvilArguments(port, states, settings), {
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  // The node keeps nothing of its own that a hard kill could tear: the journal and the snapshots are ours.
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`anvil ended with ${signal ?? `code ${code}`}`));
  });
  const rpcUrl = `http://127.0.0.1:${port}`;
  const rpc = connectJsonRpc(rpcUrl, { timeoutMs: callTimeoutMs });
  void exited.then(() => {
    process.removeListener("exit", kill);
    rpc.close();
  });
  return { dir: settings.dir, rpcUrl, rpc, exited, kill, child };
}

function anvilArguments(port: number, states: string, settings: AnvilSettings): string[] {
  return [
    ...["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(settings.chainId)],
    ...["--no-mining", "--timestamp", String(settings.genesisTimestamp), "--base-fee", "0"],
    // Later rules keep each block's hash in storage (EIP-2935), and anvil hashes the whole storage anew for every
    // block: at ten thousand blocks mining one takes twelve milliseconds instead of a fifth of one.
    ...["--gas-limit", blockGasLimit, "--hardfork", "cancun", "--order", "fifo"],
    // No developer accounts: their keys are public.
    ...["--accounts", "0", "--no-request-size-limit", "--prune-history", "--quiet"],
    // The folder also marks the process as this node's, see endLeftoverProcess.
    ...["--cache-path", states],
  ];
}

async function waitUntilAnswering(started: Launched): Promise<void> {
  let ended: string | null = null;
  void started.exited.then((reason) => {
    ended = reason;
  });
  for (let waited = 0; waited < longestStartMilliseconds; waited += pollMilliseconds) {
    if (ended !== null) throw new EmbeddedNodeDownError({ reason: ended });
    const answers = await started.rpc.call("eth_chainId").then(
      () => true,
      () => false,
    );
    // A second look after a pause: if another process answers on the port, ours ends meanwhile.
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    if (answers && ended === null) return;
  }
  throw new EmbeddedNodeDownError({ reason: "anvil did not answer after its start" });
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
