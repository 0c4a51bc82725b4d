import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Call, connectJsonRpc, operatorAddress, signTransaction } from "@pumasi/chain";
import { tables } from "@pumasi/database";
import { type Address, type Hex, toHex } from "@pumasi/protocol";
import { and, asc, eq } from "drizzle-orm";
import { LedgerFollower } from "../duties/ledger-follower.js";
import { takeForeign } from "../ledger/foreign-transactions.js";
import { LedgerWorker } from "../ledger/ledger-worker.js";
import { enqueue } from "../ledger/outbox.js";
import type { TestCommunity, TestMember } from "./test-community.js";
import { TEST_CHAIN_ID, type TestServer } from "./test-server.js";

/** What a member has of the bond coin, in its smallest unit. */
export const MEMBERS_COINS = 10_000_000n;

const word = (value: bigint | Hex) => BigInt(value).toString(16).padStart(64, "0");

/** A test server's ledger: a real node, brought what the outbox holds and what members send to it themselves. */
export class LedgerRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "pumasi-duties-"));
  private readonly nonces = new Map<string, number>();
  private worker: LedgerWorker | null = null;

  private constructor(private readonly test: TestServer) {}

  /** Starts it; communities must be created afterwards. */
  static async start(test: TestServer): Promise<LedgerRun> {
    const run = new LedgerRun(test);
    Object.assign(test.context.chain, { operator: run.operator });
    await run.startWorker();
    return run;
  }

  get operator(): Address {
    const key = this.test.context.secrets.secret("operator");
    return operatorAddress(key).toLowerCase() as Address;
  }

  /** Where the ledger can be read. */
  get rpcUrl(): string {
    return this.worker?.rpcUrl ?? "";
  }

  private async startWorker(): Promise<void> {
    const { context, now, server } = this.test;
    this.worker = new LedgerWorker(
      context.open.database,
      context.writer,
      {
        directory: this.folder,
        chainId: TEST_CHAIN_ID,
        genesisTimestamp: now / 1000 - 3600,
        operatorKey: context.secrets.secret("operator"),
        now: context.now,
      },
      context.log,
    );
    const follower = new LedgerFollower(server, true, async () => {});
    this.worker.onBlocks = (source) => follower.follow(source);
    Object.assign(server, { ledger: this.worker });
    await this.worker.start();
  }

  /** Ends the ledger's worker and forgets what is in memory, as a kill does; `work` begins again. */
  async restart(): Promise<void> {
    await this.worker?.stop();
    await this.test.reload();
    await this.startWorker();
  }

  /** Brings to the ledger what waits, and reads what others did there. */
  async work(): Promise<void> {
    await this.worker?.drained();
    if (this.worker?.problem) throw new Error(this.worker.problem);
  }

  async stop(): Promise<void> {
    await this.worker?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A member signs a transaction of its own and sends it; throws where the ledger refuses it. */
  async send({ slug }: TestCommunity, by: TestMember, call: Call): Promise<void> {
    const { context } = this.test;
    const privateKey = toHex(context.secrets.privateKey(`${slug}:device-${by.account - 4}`));
    const sender = operatorAddress(privateKey);
    const nonce = this.nonces.get(sender) ?? 0;
    this.nonces.set(sender, nonce + 1);
    const { raw, hash } = await signTransaction({
      ...{ privateKey, chainId: TEST_CHAIN_ID, nonce, ...call },
    });
    const chain = { ...context.chain, now: context.now() };
    const taken = await context.writer.write((tx) => takeForeign(tx, raw, chain));
    if (!taken.ok) throw new Error(taken.reason);
    await this.work();
    const { foreignTransaction } = tables;
    const [row] = await context.open.database
      .select()
      .from(foreignTransaction)
      .where(eq(foreignTransaction.hash, hash));
    if (row?.status !== "mined") throw new Error(`${row?.status}: ${row?.reason}`);
  }

  /** Gives members coins for their deposits. */
  async endow(community: TestCommunity, ...members: TestMember[]): Promise<void> {
    const { bondCoin } = community.state.contracts;
    for (const { signer } of members) {
      const data = `0xa9059cbb${word(signer.address)}${word(MEMBERS_COINS)}` as const;
      await this.test.context.writer.write((tx) =>
        enqueue(tx, {
          communityId: community.state.id,
          key: `${community.slug}:endow:${signer.address}`,
          kind: "endow",
          call: { to: bondCoin, data, gas: 100_000n },
          at: this.test.now,
        }),
      );
    }
    await this.work();
  }

  /** What somebody has of the community's bond coin. */
  async coinsOf({ state }: TestCommunity, holder: Address): Promise<bigint> {
    const rpc = connectJsonRpc(this.rpcUrl);
    const data = `0x70a08231${word(holder)}`;
    const found = await rpc.call("eth_call", { to: state.contracts.bondCoin, data }, "latest");
    rpc.close();
    return BigInt(found as Hex);
  }

  /** What became of the outbox's actions of a kind, in order. */
  async outcomes({ state }: TestCommunity, kind: string) {
    const { ledgerAction } = tables;
    const rows = await this.test.context.open.database
      .select()
      .from(ledgerAction)
      .where(and(eq(ledgerAction.communityId, state.id), eq(ledgerAction.kind, kind)))
      .orderBy(asc(ledgerAction.nonce));
    return rows.map(({ status, reason }) => reason ?? status);
  }
}
