import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Call,
  connectJsonRpc,
  type DeploymentTerms,
  deployment,
  EmbeddedNode,
  type JournalledBlock,
  type JsonRpc,
  operatorAddress,
  type RpcCall,
  registerAccountsCall,
  registerDeviceCall,
  registerP256DeviceCall,
  setCreditLimitsCall,
  setRulesCall,
  signTransaction,
} from "@pumasi/chain";
import { createP256Signer, createSigner, loadKeccak, seededSecrets } from "@pumasi/crypto";
import { type Hex, hashRules, ledgerTerms } from "@pumasi/protocol";
import { readCommunityTerms } from "../community-terms.js";
import { FIRST_SLOT, HOUR, stubCommunity } from "./stub-community.js";
import { DEVICE } from "./stub-home.js";

const CHAIN_ID = 31_337;
const OPERATOR_KEY: Hex = `0x${"11".repeat(32)}`;
const OPERATOR = operatorAddress(OPERATOR_KEY);
const GENESIS = (FIRST_SLOT - 4) * 3600;

const terms: DeploymentTerms = {
  slotSeconds: 3600,
  gateClosureSeconds: 0,
  challengeWindowSeconds: 3600,
  stageSeconds: 86_400,
  firstSlot: FIRST_SLOT,
  ringSize: 96,
  bondPerSlot: 1000n,
  attestationPpm: 666_667,
  coinName: "Stub coin",
  coinSymbol: "STUB",
  adminTransferDelaySeconds: 86_400,
  rulesNoticeSeconds: 450,
  withdrawalDelaySeconds: 60,
  responseSeconds: 1800,
  demandDeposit: 100n,
  bondSupply: 1_000_000n,
};
const made = deployment(OPERATOR, 0, terms);

const lowerCase = (hex: string) => hex.toLowerCase() as Hex;

/** Where the contracts are, as the server describes them. */
export const CONTRACTS = Object.fromEntries(
  Object.entries(made.contracts).map(([name, address]) => [name, lowerCase(address)]),
) as ReturnType<typeof stubCommunity>["contracts"];

/** Registers the stub community's member with its device on either curve, credit (10^-6 currency) and rules. */
async function registration(creditLimit: bigint): Promise<Call[]> {
  const keccak = await loadKeccak();
  const key = seededSecrets(keccak, DEVICE.seed).privateKey(DEVICE.name);
  const device = createSigner(keccak, key).address;
  const { p256 } = createP256Signer(keccak, key);
  if (p256 === null) throw new Error("a P-256 signer has a point");
  const { rules } = readCommunityTerms(stubCommunity(device, 3));
  const [published] = stubCommunity(device, 3).rules;
  const [inForce] = rules;
  if (published === undefined || inForce === undefined) throw new Error("the stub has no rules");
  const hash = hashRules(keccak, published.version, published.fromSlot, published.terms);
  const { community, ledger, uniformPriceRule } = CONTRACTS;
  return [
    registerAccountsCall(
      community,
      [4, 5, 6, 7].map((account): Hex => `0x${`a${account}`.repeat(32)}`),
    ),
    registerDeviceCall(community, { key: device, account: 7, fromSlot: FIRST_SLOT }),
    registerP256DeviceCall(community, { p256, account: 7, fromSlot: FIRST_SLOT }),
    setCreditLimitsCall(ledger, [{ account: 7, limit: creditLimit }]),
    setRulesCall(community, ledgerTerms(inForce, uniformPriceRule, hash), FIRST_SLOT),
  ];
}

/**
 * The stub community's contracts on an embedded node, behind JSON-RPC as the operator's server offers it: what is sent is mined
 * at once, in a block of its own, at market time; and faults that a test switches on.
 */
export class StubLedger {
  /** Market time (ms). */
  now = 0;
  /** What happens to transactions that are sent: carried out but not answered, lost, or kept until `mineKept`. */
  sends: "mined" | "unanswered" | "lost" | "kept" = "mined";
  /** Every transaction that came, in order. */
  readonly sent: Hex[] = [];
  private readonly kept: Hex[] = [];
  private readonly blocks: JournalledBlock[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), "pumasi-stub-ledger-"));
  private readonly watchers = new Set<() => void>();
  private readonly http: Server;
  private node: EmbeddedNode | null = null;
  private rpc: JsonRpc | null = null;
  requests = 0;

  constructor() {
    this.http = createServer((request, answer) => {
      void this.handle(request, answer);
    });
  }

  /** Starts, deploys and registers; gives the address for JSON-RPC. */
  async start(creditLimit = 1_000_000_000n): Promise<string> {
    this.node = await EmbeddedNode.start({
      dir: this.folder,
      chainId: CHAIN_ID,
      genesisTimestamp: GENESIS,
      journal: { blocksAfter: async () => [], recordMined: async () => {} },
    });
    this.rpc = connectJsonRpc(this.node.rpcUrl);
    const calls = [...made.calls.map(([, call]) => call), ...(await registration(creditLimit))];
    const raws: Hex[] = [];
    for (const [nonce, call] of calls.entries()) {
      const unsigned = { privateKey: OPERATOR_KEY, chainId: CHAIN_ID, nonce, ...call };
      raws.push((await signTransaction(unsigned)).raw);
    }
    await this.mine(raws);
    await new Promise<void>((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
    this.rpc?.close();
    await this.node?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Resolves with the next transaction that comes. */
  nextSent(): Promise<void> {
    return new Promise((seen) => this.watchers.add(seen));
  }

  /** Mines what was kept. */
  async mineKept(): Promise<void> {
    for (const raw of new Set(this.kept.splice(0))) await this.mine([raw]);
  }

  /** How many transactions from outside are in blocks, by whether their calls succeeded. */
  async included(): Promise<{ succeeded: number; failed: number }> {
    const receipts = await Promise.all(
      this.blocks.slice(1).map(({ number }) => this.receiptsOf(number)),
    );
    const statuses = receipts.flat().map(({ status }) => Number(status));
    const succeeded = statuses.filter((status) => status === 1).length;
    return { succeeded, failed: statuses.length - succeeded };
  }

  private async receiptsOf(block: number): Promise<{ status: Hex }[]> {
    const answer = await this.rpc?.call("eth_getBlockReceipts", `0x${block.toString(16)}`);
    return answer as { status: Hex }[];
  }

  private async mine(rawTransactions: Hex[]): Promise<void> {
    const { node, blocks } = this;
    if (node === null) throw new Error("The stub ledger was not started.");
    const { number, timestamp: last } = node.head;
    const timestamp = Math.max(last + 1, Math.floor(this.now / 1000));
    const block = { number: number + 1, timestamp, rawTransactions };
    await node.mineBlock(block);
    blocks.push({ ...block, hash: node.head.hash });
  }

  private async handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    let body = "";
    for await (const piece of request) body += String(piece);
    this.requests++;
    const parsed = JSON.parse(body) as (RpcCall & { id: number })[] | (RpcCall & { id: number });
    const calls = [parsed].flat();
    const raw = calls.find(({ method }) => method === "eth_sendRawTransaction")?.params[0];
    const replies = raw === undefined ? await this.read(calls) : await this.take(raw as Hex, calls);
    if (replies === null) answer.destroy();
    else answer.end(JSON.stringify(Array.isArray(parsed) ? replies : replies[0]));
  }

  private async read(calls: readonly (RpcCall & { id: number })[]): Promise<unknown[]> {
    const bare = calls.map(({ method, params }) => ({ method, params }));
    const answers = (await this.rpc?.batch(bare)) ?? [];
    return calls.map(({ id }, index) => ({ jsonrpc: "2.0", id, ...answers[index] }));
  }

  private async take(
    raw: Hex,
    [call]: readonly (RpcCall & { id: number })[],
  ): Promise<unknown[] | null> {
    const how = this.sends;
    this.sent.push(raw);
    if (how === "kept") this.kept.push(raw);
    if (how === "mined" || how === "unanswered") await this.mine([raw]);
    for (const seen of this.watchers) seen();
    this.watchers.clear();
    const taken = { jsonrpc: "2.0", id: call?.id, result: `0x${"0".repeat(64)}` };
    return how === "mined" || how === "kept" ? [taken] : null;
  }
}

/** Market time of an hour after the first row, in ms. */
export const hourAt = (hour: number): number => (FIRST_SLOT + hour) * HOUR;
