import { type ChildProcess, spawn } from "node:child_process";
import { numberToHex } from "viem";
import { findAnvil } from "../find-anvil.js";
import { connectJsonRpc, type JsonRpc } from "../json-rpc.js";
import { blockGasLimit, type EvmSettings, type EvmUnderTest } from "./evm-under-test.js";
import { findFreePort, killAtExit, untilAnswering } from "./own-process.js";

/** An anvil with a fee market, in no way as the embedded node runs it. */
export class AnvilChain implements EvmUnderTest {
  /** The states before each block that can be replaced. */
  readonly #before: unknown[] = [];

  private constructor(
    readonly rpcUrl: string,
    private readonly rpc: JsonRpc,
    private readonly child: ChildProcess,
  ) {}

  static async start(settings: EvmSettings): Promise<AnvilChain> {
    const port = await findFreePort();
    const child = spawn(findAnvil(), [
      ...["--host", "127.0.0.1", "--port", `${port}`, "--chain-id", `${settings.chainId}`],
      ...["--timestamp", `${settings.genesisTimestamp}`, "--hardfork", "cancun"],
      ...["--no-mining", "--accounts", "0", "--gas-limit", `${blockGasLimit}`, "--quiet"],
    ]);
    killAtExit(child);
    const rpcUrl = `http://127.0.0.1:${port}`;
    const rpc = connectJsonRpc(rpcUrl);
    await untilAnswering(
      () => rpc.call("eth_chainId"),
      () => (child.exitCode === null ? null : `code ${child.exitCode}`),
    );
    for (const account of settings.richAccounts) {
      await rpc.call("anvil_setBalance", account, numberToHex(10n ** 21n));
    }
    return new AnvilChain(rpcUrl, rpc, child);
  }

  async mine(timestamp?: number): Promise<void> {
    const time = timestamp ?? (await this.#nextTime());
    this.#before.push(await this.rpc.call("evm_snapshot"));
    await this.rpc.call("evm_mine", { timestamp: time });
  }

  async reorganise(depth: number): Promise<void> {
    const time = await this.#nextTime();
    const [before] = this.#before.splice(-depth);
    await this.rpc.call("evm_revert", before);
    for (let made = 0; made <= depth; made++) await this.mine(time + made);
  }

  async stop(): Promise<void> {
    this.rpc.close();
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGKILL");
    await ended;
  }

  async #nextTime(): Promise<number> {
    const head = await this.rpc.call("eth_getBlockByNumber", "latest", false);
    return Number((head as { timestamp: string }).timestamp) + 1;
  }
}
