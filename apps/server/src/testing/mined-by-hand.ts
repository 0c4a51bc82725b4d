import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectJsonRpc, EmbeddedNode, type JsonRpc } from "@pumasi/chain";
import type { Address } from "@pumasi/protocol";

/** A ledger that is not the server's: a node whose blocks a test makes, at wall time. */
export class MinedByHand {
  private constructor(
    private readonly folder: string,
    private readonly node: EmbeddedNode,
    private readonly rpc: JsonRpc,
  ) {}

  static async start(chainId: number, richAccount: Address): Promise<MinedByHand> {
    const folder = mkdtempSync(join(tmpdir(), "pumasi-external-"));
    const node = await EmbeddedNode.start({
      ...{ dir: folder, chainId, genesisTimestamp: Math.floor(Date.now() / 1000) - 86_400 },
      journal: { blocksAfter: async () => [], recordMined: async () => {} },
    });
    const rpc = connectJsonRpc(node.rpcUrl);
    await rpc.call("anvil_setBalance", richAccount, "0x3635c9adc5dea00000");
    const ledger = new MinedByHand(folder, node, rpc);
    // So that the ledger's time is not the day before.
    await ledger.mine();
    return ledger;
  }

  get rpcUrl(): string {
    return this.node.rpcUrl;
  }

  /** Makes blocks; the first holds what waits. */
  async mine(blocks = 1): Promise<void> {
    for (let made = 0; made < blocks; made++) {
      const head = await this.rpc.call("eth_getBlockByNumber", "latest", false);
      const next = Number((head as { timestamp: string }).timestamp) + 1;
      const timestamp = Math.max(next, Math.floor(Date.now() / 1000));
      await this.rpc.call("evm_mine", { timestamp });
    }
  }

  /** How many transactions of an account are in blocks. */
  async sentBy(account: Address): Promise<number> {
    return Number(await this.rpc.call("eth_getTransactionCount", account, "latest"));
  }

  call(method: string, ...params: unknown[]): Promise<unknown> {
    return this.rpc.call(method, ...params);
  }

  async stop(): Promise<void> {
    this.rpc.close();
    await this.node.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
