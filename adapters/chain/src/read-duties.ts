import { type Address, FAULTS, type Fault, type Hex } from "@pumasi/protocol";
import { formatLog, numberToHex, parseEventLogs, type RpcLog } from "viem";
import { courtAbi, demandsAbi, inboxAbi, ledgerAbi, marketAbi } from "./contracts.gen.js";
import { DEMAND_KINDS, type DemandKind } from "./demand-calls.js";
import { connectJsonRpc } from "./json-rpc.js";
import type { Contracts } from "./ledger-view.js";
import { readBlockSummary } from "./read-mined-block.js";
import { type SlotState, slotStates } from "./slot-word.js";

/** A reading as it was posted on the ledger; registers in 10⁻⁶ kWh. */
export interface PostedReading {
  slot: number;
  meter: number;
  importRegisterUkwh: number;
  exportRegisterUkwh: number;
  quality: "measured" | "estimated";
  device: Address;
  signature: Hex;
}

/** An order as it was placed in the inbox; limit in 10⁻⁶ currency/kWh, energy in 10⁻⁶ kWh. */
export interface PlacedOrder {
  slot: number;
  /** Its number in the slot's inbox. */
  index: number;
  account: number;
  side: "buy" | "sell";
  limitPrice: number;
  energyUkwh: number;
  nonce: bigint;
  device: Address;
  signature: Hex;
}

/** What others did on the ledger that the operator has to heed. */
export type Duty =
  | { kind: "order-placed"; order: PlacedOrder }
  /** The slot's reading last; before it that of the slot before, where the meter begins. */
  | { kind: "readings-posted"; readings: PostedReading[] }
  | { kind: "demand-opened"; id: number; demanded: DemandKind; slot: number; index: number }
  | { kind: "demand-closed"; id: number; outcome: "answered" | "expired" | "dismissed" }
  /** A slot went back to `state`; the fault is null where it fell back for being late. */
  | { kind: "slot-went-back"; slot: number; state: SlotState; fault: Fault | null }
  | { kind: "period-voided"; period: number; fault: Fault | null };

const eventAbi = [...inboxAbi, ...demandsAbi, ...courtAbi, ...marketAbi, ...ledgerAbi] as const;

const blocksPerRequest = 2000;

/**
 * What others did in blocks `[fromBlock, toBlock]`, in its order. Throws `RpcRefusedError` and `RpcUnreachableError`.
 */
export async function readDuties(source: {
  rpcUrl: string;
  contracts: Contracts;
  fromBlock: number;
  toBlock: number;
}): Promise<Duty[]> {
  const { contracts, fromBlock, toBlock } = source;
  const { inbox, demands, court, market, ledger } = contracts;
  const address = [inbox, demands, court, market, ledger];
  const rpc = connectJsonRpc(source.rpcUrl);
  try {
    const logs: RpcLog[] = [];
    for (let from = fromBlock; from <= toBlock; from += blocksPerRequest) {
      const to = Math.min(from + blocksPerRequest - 1, toBlock);
      const range = { fromBlock: numberToHex(from), toBlock: numberToHex(to) };
      logs.push(...((await rpc.call("eth_getLogs", { address, ...range })) as RpcLog[]));
    }
    return toDuties(parse(logs));
  } finally {
    rpc.close();
  }
}

function parse(logs: readonly RpcLog[]) {
  return parseEventLogs({ abi: eventAbi, logs: logs.map((log) => formatLog(log)), strict: true });
}

type DutyEvent = ReturnType<typeof parse>[number];

function toDuties(events: readonly DutyEvent[]): Duty[] {
  const faults = faultsByTransaction(events);
  return events.flatMap((event): Duty[] => {
    const fault = faults.get(event.transactionHash ?? "0x") ?? null;
    switch (event.eventName) {
      case "OrderPlaced":
        return [{ kind: "order-placed", order: toOrder(event) }];
      case "ReadingPosted":
        return [{ kind: "readings-posted", readings: toReadings(event) }];
      case "DemandOpened": {
        const { id, slot, kind, index } = event.args;
        const demanded = DEMAND_KINDS[kind] as DemandKind;
        return [{ kind: "demand-opened", id: Number(id), demanded, slot, index }];
      }
      case "DemandAnswered":
        return [closed(event.args.id, "answered")];
      case "DemandExpired":
        return [closed(event.args.id, "expired")];
      case "DemandDismissed":
        return [closed(event.args.id, "dismissed")];
      case "StageVoided": {
        const state = slotStates[event.args.state] as SlotState;
        return [{ kind: "slot-went-back", slot: event.args.slot, state, fault }];
      }
      case "FellBack":
        return [{ kind: "slot-went-back", slot: event.args.slot, state: "grid", fault: null }];
      case "SlotSkipped":
        return [{ kind: "slot-went-back", slot: event.args.slot, state: "skipped", fault: null }];
      case "PeriodVoided":
        return [{ kind: "period-voided", period: event.args.period, fault }];
      default:
        return [];
    }
  });
}

/** Which fault was proven in a transaction; what it voided is in another contract's event of the same one. */
function faultsByTransaction(events: readonly DutyEvent[]): Map<Hex, Fault> {
  const faults = new Map<Hex, Fault>();
  for (const { eventName, args, transactionHash } of events) {
    if (eventName !== "ChallengeProven" && eventName !== "PeriodChallengeProven") continue;
    if (transactionHash !== null) faults.set(transactionHash, FAULTS[args.fault] as Fault);
  }
  return faults;
}

function closed(id: bigint, outcome: "answered" | "expired" | "dismissed"): Duty {
  return { kind: "demand-closed", id: Number(id), outcome };
}

const lower = <T extends Hex>(hex: T) => hex.toLowerCase() as T;

function toOrder({ args }: Extract<DutyEvent, { eventName: "OrderPlaced" }>): PlacedOrder {
  const { order, index, device, signature } = args;
  const { slot, account, side, limitPrice, energyUkwh, nonce } = order;
  return {
    ...{ slot, index, account, nonce },
    side: side === 0 ? "buy" : "sell",
    limitPrice: Number(limitPrice),
    energyUkwh: Number(energyUkwh),
    ...{ device: lower(device), signature: lower(signature) },
  };
}

function toReadings({ args }: Extract<DutyEvent, { eventName: "ReadingPosted" }>): PostedReading[] {
  const { slot, meter, reading, baseline } = args;
  const signed = [...baseline.map((own) => [slot - 1, own] as const), [slot, reading] as const];
  return signed.map(([at, own]) => ({
    ...{ slot: at, meter },
    importRegisterUkwh: Number(own.importRegisterUkwh),
    exportRegisterUkwh: Number(own.exportRegisterUkwh),
    quality: own.quality === 0 ? "measured" : "estimated",
    ...{ device: lower(own.device), signature: lower(own.signature) },
  }));
}

/** A block's time, in seconds since the Unix epoch. Throws `RpcRefusedError` and `RpcUnreachableError`. */
export async function readBlockTime(rpcUrl: string, block: number): Promise<number> {
  const rpc = connectJsonRpc(rpcUrl);
  try {
    return (await readBlockSummary(rpc, block)).timestamp;
  } finally {
    rpc.close();
  }
}
