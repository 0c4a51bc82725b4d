import { type Evidence, FAULTS, type Fault } from "@pumasi/protocol";
import {
  decodeFunctionResult,
  encodeFunctionData,
  erc20Abi,
  formatLog,
  type Hex,
  numberToHex,
  parseEventLogs,
  type RpcLog,
} from "viem";
import type { Call } from "../call.js";
import { courtAbi, marketAbi } from "../contracts.gen.js";
import { challengeCalls } from "../court-calls.js";
import { connectJsonRpc, type JsonRpc } from "../json-rpc.js";
import { commitPeriodCall, recommitPeriodCall, settleCall } from "../ledger-calls.js";
import type { LedgerView } from "../ledger-view.js";
import {
  clearCall,
  closeBooksCall,
  finalizeCall,
  meterCall,
  remeterCall,
} from "../market-calls.js";
import { readLedger } from "../read-ledger.js";
import { parseSlotWord, type SlotWord } from "../slot-word.js";
import type { MarketSlot } from "./committed-market.js";
import type { MarketPeriod } from "./committed-period.js";
import { registration, stranger } from "./market-members.js";
import {
  chainId,
  contracts,
  settings,
  startOf,
  strangerKey,
  TestOperator,
} from "./test-community.js";

/** What the court said of a challenge. */
export interface Proven {
  /** Of a slot or of a period. */
  slot?: number;
  period?: number;
  version?: number;
  fault: Fault;
  challenger: Hex;
}

export interface ChallengeOutcome {
  /** Null when the challenge succeeded. */
  reason: string | null;
  proven: Proven[];
  /** What the challenger has more of the bond coin. */
  gained: bigint;
}

/** The headers that a challenge shows beside the one that it judges: those recorded on it since. */
export function recordedSince(slot: MarketSlot, judge: Evidence["judge"]): Uint8Array[] {
  const [clearing, metering] = [slot.shown.clearing.header, slot.shown.metering.header];
  if (judge === "judgeBook" || judge === "judgeReceipt") return [clearing, metering];
  return judge === "judgeClearing" ? [metering] : [];
}

/** The small market on an embedded node: its slots and periods in, challenges by a stranger against them. */
export class MarketRun {
  readonly operator = new TestOperator();
  /** The most gas that a challenge of each kind burned. */
  readonly gasUsed: Partial<Record<Evidence["judge"], number>> = {};
  #salts = 0;
  #rpc: JsonRpc | null = null;

  async start(): Promise<void> {
    await this.operator.start();
    const { receipts } = await this.operator.deploy(...registration);
    const refused = receipts.find(({ revertReason }) => revertReason !== null);
    if (refused !== undefined) throw new Error(`The registration failed: ${refused.revertReason}`);
    this.#rpc = connectJsonRpc(this.operator.node.rpcUrl);
  }

  async end(): Promise<void> {
    this.#rpc?.close();
    await this.operator.end();
  }

  /** Block time now, in seconds. */
  get time(): number {
    return this.operator.node.head.timestamp;
  }

  /** Mines calls in one block, at `time` or as soon as can be; the reasons of those that were refused. */
  async mine(calls: readonly Call[], options: { time?: number; key?: Hex } = {}) {
    const { receipts } = await this.operator.mine(
      Math.max(options.time ?? 0, this.time + 1),
      calls,
      options.key,
    );
    return receipts.map((receipt) => receipt.revertReason);
  }

  /** Records a slot's stages, all of them or the first ones; throws where one is refused. */
  async record(
    slot: MarketSlot,
    until: "booked" | "cleared" | "metered" = "metered",
  ): Promise<void> {
    const { market } = contracts;
    const start = startOf(slot.slot);
    await this.#mineAll(closeBooksCall(market, [slot.book]), start - settings.gateClosureSeconds);
    if (until === "booked") return;
    await this.recordClearing(slot);
    if (until === "metered") await this.recordMetering(slot);
  }

  async recordClearing({ clearing }: MarketSlot): Promise<void> {
    await this.#mineAll(clearCall(contracts.market, [clearing]));
  }

  async recordMetering(slot: MarketSlot): Promise<void> {
    await this.#mineAll(meterCall(contracts.market, [slot.metering]), startOf(slot.slot + 1));
  }

  /** Records another metering in place of the recorded one. */
  async correct(previous: MarketSlot, next: MarketSlot): Promise<void> {
    const call = remeterCall(contracts.market, [next.metering], [previous.metering]);
    await this.#mineAll(call, startOf(next.slot + 1));
  }

  /** Makes slots final as soon as the newest one's window is over. */
  async finalize(untilSlot: number): Promise<void> {
    const due = this.time + settings.challengeWindowSeconds;
    await this.#mineAll(finalizeCall(contracts.market, untilSlot, settings.ringSize), due);
  }

  /** Commits a period, or commits it again after a void. */
  async commitPeriod({ header, batchHashes }: MarketPeriod, isAgain = false): Promise<void> {
    const call = isAgain ? recommitPeriodCall : commitPeriodCall;
    await this.#mineAll(call(contracts.ledger, header, batchHashes));
  }

  /** Applies a committed period's batches when its window is over. */
  async settle({ shown }: MarketPeriod): Promise<void> {
    const due = this.time + settings.challengeWindowSeconds;
    const { period } = shown.header;
    for (const batch of shown.batches) {
      await this.#mineAll(settleCall(contracts.ledger, { period, ...batch }), due);
    }
  }

  /** A challenge with a salt of its own, announced by nobody yet. */
  prepare(evidence: Evidence, recordedOn: readonly Uint8Array[] = []) {
    this.#salts += 1;
    const salt = numberToHex(this.#salts, { size: 32 });
    return challengeCalls(contracts.court, stranger, evidence, { recordedOn, salt });
  }

  /** Announces a challenge and makes it in the next block, with the stranger's key. */
  async challenge(
    evidence: Evidence,
    recordedOn: readonly Uint8Array[] = [],
  ): Promise<ChallengeOutcome> {
    const { commit, reveal } = this.prepare(evidence, recordedOn);
    await this.#mineAll(commit, 0, strangerKey);
    const before = await this.#bondCoins();
    const { number, receipts } = await this.operator.mine(this.time + 1, [reveal], strangerKey);
    const used = Math.max(Number(receipts[0]?.gasUsed), this.gasUsed[evidence.judge] ?? 0);
    this.gasUsed[evidence.judge] = used;
    return {
      reason: receipts[0]?.revertReason ?? null,
      proven: await this.#provenIn(number),
      gained: (await this.#bondCoins()) - before,
    };
  }

  /** The slot's word in the ring. */
  async word(slot: number): Promise<SlotWord | null> {
    const [abi, functionName] = [marketAbi, "slotWord"] as const;
    const data = encodeFunctionData({ abi, functionName, args: [slot] });
    const answer = await this.#view(contracts.market, data);
    return parseSlotWord(decodeFunctionResult({ abi, functionName, data: answer }));
  }

  /** The operator's bond, and how much of it is locked. */
  async bond(): Promise<readonly [amount: bigint, locked: bigint]> {
    const [abi, functionName] = [marketAbi, "bond"] as const;
    const answer = await this.#view(contracts.market, encodeFunctionData({ abi, functionName }));
    return decodeFunctionResult({ abi, functionName, data: answer });
  }

  view(): Promise<LedgerView> {
    return readLedger({ rpcUrl: this.operator.node.rpcUrl, chainId, contracts });
  }

  async #mineAll(call: Call, time = 0, key?: Hex): Promise<void> {
    const [reason] = await this.mine([call], { time, ...(key === undefined ? {} : { key }) });
    if (reason !== null) throw new Error(`A transaction was refused: ${reason}`);
  }

  async #bondCoins(): Promise<bigint> {
    const [abi, functionName] = [erc20Abi, "balanceOf"] as const;
    const data = encodeFunctionData({ abi, functionName, args: [stranger] });
    const answer = await this.#view(contracts.bondCoin, data);
    return decodeFunctionResult({ abi, functionName, data: answer });
  }

  async #provenIn(block: number): Promise<Proven[]> {
    const range = { fromBlock: numberToHex(block), toBlock: numberToHex(block) };
    const logs = (await this.#call("eth_getLogs", {
      address: contracts.court,
      ...range,
    })) as RpcLog[];
    const parsed = parseEventLogs({ abi: courtAbi, logs: logs.map((log) => formatLog(log)) });
    return parsed.flatMap(({ eventName, args }) => {
      if (eventName === "Committed") return [];
      return [{ ...args, fault: FAULTS[args.fault] as Fault }];
    });
  }

  async #view(to: Hex, data: Hex): Promise<Hex> {
    return (await this.#call("eth_call", { to, data }, "latest")) as Hex;
  }

  #call(method: string, ...params: unknown[]): Promise<unknown> {
    if (this.#rpc === null) throw new Error("The run was not started.");
    return this.#rpc.call(method, ...params);
  }
}
