import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Hex, numberToHex } from "viem";
import { connectJsonRpc, type JsonRpc } from "../json-rpc.js";
import { blockGasLimit, type EvmSettings, type EvmUnderTest } from "./evm-under-test.js";
import { findFreePort, killAtExit, untilAnswering } from "./own-process.js";

const zeroHash: Hex = `0x${"00".repeat(32)}`;
const noParticularAddress: Hex = `0x${"aa".repeat(20)}`;

interface Payload {
  blockHash: Hex;
  parentHash: Hex;
  timestamp: Hex;
}

/**
 * EthereumJS's execution client, a process of its own. A consensus client would tell it over the Engine API which
 * blocks to build and which one is the head; here the test does, so that a re-organisation is exactly what it is on a real chain.
 */
export class EthereumjsChain implements EvmUnderTest {
  private constructor(
    readonly rpcUrl: string,
    private readonly rpc: JsonRpc,
    private readonly engine: JsonRpc,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(settings: EvmSettings): Promise<EthereumjsChain> {
    const folder = mkdtempSync(join(tmpdir(), "pumasi-ethereumjs-"));
    const genesis = join(folder, "genesis.json");
    writeFileSync(genesis, JSON.stringify(genesisOf(settings)));
    const [port, enginePort] = [await findFreePort(), await findFreePort()];
    const manifest = createRequire(import.meta.url).resolve("@ethereumjs/client");
    const program = join(dirname(manifest), "cli.js");
    const programArguments = [
      ...[program, `--gethGenesis=${genesis}`, `--dataDir=${folder}`],
      ...["--rpc", "--rpcAddr=127.0.0.1", `--rpcPort=${port}`],
      ...["--rpcEngine", "--rpcEngineAddr=127.0.0.1", `--rpcEnginePort=${enginePort}`],
      // Alone, on this machine only, and quiet.
      ...["--rpcEngineAuth=false", "--isSingleNode", "--sync=none", "--maxPeers=0", "--port=0"],
      ...["--discDns=false", "--discV4=false", "--logFile=false", "--logLevel=error"],
    ];
    // It writes logs where it is, whatever it is told.
    const child = spawn(process.execPath, programArguments, { cwd: folder });
    killAtExit(child);
    const rpcUrl = `http://127.0.0.1:${port}`;
    const rpc = connectJsonRpc(rpcUrl);
    const engine = connectJsonRpc(`http://127.0.0.1:${enginePort}`);
    const ended = () => (child.exitCode === null ? null : `code ${child.exitCode}`);
    await untilAnswering(() => rpc.call("eth_chainId"), ended);
    const chain = new EthereumjsChain(rpcUrl, rpc, engine, child, folder);
    // The first block tells it that it is not behind anybody, so that it takes transactions.
    await untilAnswering(() => engine.call("engine_exchangeCapabilities", []), ended);
    await chain.mine();
    return chain;
  }

  async mine(timestamp?: number): Promise<void> {
    const head = await this.#block("latest");
    await this.#extend(head.hash, timestamp ?? Number(head.timestamp) + 1);
  }

  async reorganise(depth: number): Promise<void> {
    const head = await this.#block("latest");
    let parent = await this.#block(numberToHex(Number(head.number) - depth));
    let time = Number(head.timestamp);
    for (let made = 0; made <= depth; made++) {
      time += 1;
      const hash = await this.#extend(parent.hash, time);
      parent = { ...parent, hash };
    }
  }

  async stop(): Promise<void> {
    this.rpc.close();
    this.engine.close();
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGKILL");
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Has a block built on `parent` from the pool, gives it back and makes it the head. */
  async #extend(parent: Hex, timestamp: number): Promise<Hex> {
    const { payloadId } = (await this.#setHead(parent, {
      ...{ timestamp: numberToHex(timestamp), prevRandao: zeroHash, withdrawals: [] },
      ...{ suggestedFeeRecipient: noParticularAddress, parentBeaconBlockRoot: zeroHash },
    })) as { payloadId: Hex };
    const built = await this.engine.call("engine_getPayloadV3", payloadId);
    const { executionPayload } = built as { executionPayload: Payload };
    const taken = await this.engine.call("engine_newPayloadV3", executionPayload, [], zeroHash);
    const { status } = taken as { status: string };
    if (status !== "VALID") throw new Error(`The block is ${JSON.stringify(taken)}.`);
    await this.#setHead(executionPayload.blockHash, null);
    return executionPayload.blockHash;
  }

  async #setHead(head: Hex, build: object | null): Promise<unknown> {
    const choice = {
      ...{ headBlockHash: head, safeBlockHash: zeroHash, finalizedBlockHash: zeroHash },
    };
    return this.engine.call("engine_forkchoiceUpdatedV3", choice, build);
  }

  async #block(tag: Hex | "latest"): Promise<{ hash: Hex; number: Hex; timestamp: Hex }> {
    const block = await this.rpc.call("eth_getBlockByNumber", tag, false);
    return block as { hash: Hex; number: Hex; timestamp: Hex };
  }
}

/** A chain that began after the merge, with the same rules as the contracts are compiled for. */
function genesisOf({ chainId, genesisTimestamp, richAccounts }: EvmSettings) {
  const heights = ["homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople"];
  const later = ["petersburg", "istanbul", "berlin", "london", "mergeNetsplit"];
  return {
    config: {
      chainId,
      ...Object.fromEntries([...heights, ...later].map((name) => [`${name}Block`, 0])),
      ...{ terminalTotalDifficulty: 0, terminalTotalDifficultyPassed: true },
      ...{ shanghaiTime: 0, cancunTime: 0 },
      blobSchedule: { cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3_338_477 } },
    },
    ...{ nonce: "0x0", extraData: "0x", difficulty: "0x0", mixHash: zeroHash },
    ...{ coinbase: `0x${"00".repeat(20)}`, gasLimit: numberToHex(blockGasLimit) },
    ...{ baseFeePerGas: numberToHex(10 ** 9), excessBlobGas: "0x0", blobGasUsed: "0x0" },
    timestamp: numberToHex(genesisTimestamp),
    alloc: Object.fromEntries(
      richAccounts.map((account) => [account, { balance: numberToHex(10n ** 21n) }]),
    ),
  };
}
