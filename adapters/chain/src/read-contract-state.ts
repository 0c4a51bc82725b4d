import { type Abi, decodeFunctionResult, encodeFunctionData, type Hex, hexToNumber } from "viem";
import { coinAbi, communityAbi, ledgerAbi, marketAbi } from "./contracts.gen.js";
import { LedgerInconsistentError, LedgerMovingError } from "./errors.js";
import { type JsonRpc, type RpcCall, takeResult } from "./json-rpc.js";
import type { Contracts, LedgerView } from "./ledger-view.js";
import { parseSlotWord, type SlotWord } from "./slot-word.js";

/** What the contracts hold now, all read at one block. */
export type ContractState = Pick<
  LedgerView,
  | "head"
  | "settings"
  | "finalUntil"
  | "nextSlotToClose"
  | "isSettling"
  | "balances"
  | "creditLimits"
  | "totals"
> & {
  accountCount: number;
  meterCount: number;
  rulesVersion: number;
  nextPeriod: number;
  /** The ring's slots, oldest first. */
  words: Map<number, SlotWord>;
};

const attempts = 8;
const itemsPerView = 2000;

/**
 * Reads the contracts' storage at one block. Nodes may keep only the newest state, so everything is asked at
 * "latest" in one request, and again when a block came in between.
 * Throws `LedgerMovingError`, and `LedgerInconsistentError` when the contracts are not at these addresses.
 */
export async function readContractState(
  rpc: JsonRpc,
  contracts: Contracts,
): Promise<ContractState> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const counts = await view(rpc, countViews(contracts));
    const [accountCount = 0, nextSlotToClose = 0, firstSlot = 0, ringSize = 1] = counts.values.map(
      (value) => Number(value),
    );
    const oldest = Math.max(firstSlot, nextSlotToClose - ringSize);
    const paged = [
      ...pages(0, accountCount).map((range) => ledgerView(contracts, "balances", range)),
      ...pages(0, accountCount).map((range) => ledgerView(contracts, "creditLimits", range)),
      ...pages(oldest, nextSlotToClose).map((range) => marketView(contracts, "slotWords", range)),
    ];
    const read = await view(rpc, [...scalarViews(contracts), ...paged]);
    const state = assemble(read, accountCount, oldest);
    const isSameSize =
      Number(read.values[countPosition]) === accountCount &&
      state.nextSlotToClose === nextSlotToClose;
    if (read.isOneBlock && isSameSize) return state;
  }
  throw new LedgerMovingError({ attempts });
}

interface View {
  to: Hex;
  abi: Abi;
  functionName: string;
  args: readonly unknown[];
}

interface ViewResult {
  head: ContractState["head"];
  isOneBlock: boolean;
  values: unknown[];
}

function countViews({ community, market }: Contracts): View[] {
  return [
    { to: community, abi: communityAbi, functionName: "accountCount", args: [] },
    ...["nextSlotToClose", "firstSlot", "ringSize"].map((functionName) => ({
      ...{ to: market, abi: marketAbi, functionName, args: [] },
    })),
  ];
}

const marketScalars = [
  ...["slotSeconds", "gateClosureSeconds", "challengeWindowSeconds", "stageSeconds"],
  ...["firstSlot", "ringSize", "finalUntil", "nextSlotToClose"],
];

/** Where the single values end with the account count, and the paged lists begin, see scalarViews. */
const countPosition = marketScalars.length + 6;
const scalarCount = countPosition + 1;

function scalarViews({ coin, community, market, ledger }: Contracts): View[] {
  return [
    ...marketScalars.map((functionName) => ({
      to: market,
      abi: marketAbi,
      functionName,
      args: [],
    })),
    { to: community, abi: communityAbi, functionName: "meterCount", args: [] },
    { to: community, abi: communityAbi, functionName: "rulesVersion", args: [] },
    { to: ledger, abi: ledgerAbi, functionName: "nextPeriod", args: [] },
    { to: ledger, abi: ledgerAbi, functionName: "isSettling", args: [] },
    { to: ledger, abi: ledgerAbi, functionName: "totals", args: [] },
    { to: coin, abi: coinAbi, functionName: "balanceOf", args: [ledger] },
    { to: community, abi: communityAbi, functionName: "accountCount", args: [] },
  ];
}

function ledgerView(contracts: Contracts, functionName: string, args: readonly unknown[]): View {
  return { to: contracts.ledger, abi: ledgerAbi, functionName, args };
}

function marketView(contracts: Contracts, functionName: string, args: readonly unknown[]): View {
  return { to: contracts.market, abi: marketAbi, functionName, args };
}

/** `[from, count]` pairs that cover `[from, until)`. */
function pages(from: number, until: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (let start = from; start < until; start += itemsPerView) {
    ranges.push([start, Math.min(itemsPerView, until - start)]);
  }
  return ranges;
}

async function view(rpc: JsonRpc, views: readonly View[]): Promise<ViewResult> {
  const headCall = { method: "eth_getBlockByNumber", params: ["latest", false] };
  const calls = views.map(
    ({ to, ...call }): RpcCall => ({
      method: "eth_call",
      params: [{ to, data: encodeFunctionData(call) }, "latest"],
    }),
  );
  // A node may work at the calls of a batch side by side, so the block is asked before, in and after it.
  const before = toHead(await rpc.call(headCall.method, ...headCall.params));
  const answers = await rpc.batch(calls);
  const after = toHead(await rpc.call(headCall.method, ...headCall.params));
  const values = views.map((entry, index) => {
    const answer = answers[index];
    const data = answer === undefined ? "0x" : takeResult("eth_call", answer);
    if (typeof data !== "string" || data === "0x") {
      throw new LedgerInconsistentError({
        problem: `there is no ${entry.functionName} at ${entry.to}`,
      });
    }
    return decodeFunctionResult({ ...entry, data: data as Hex });
  });
  return { head: before, isOneBlock: before.hash === after.hash, values };
}

function toHead(block: unknown): ContractState["head"] {
  const { number, hash, timestamp } = block as { number: Hex; hash: Hex; timestamp: Hex };
  return { number: hexToNumber(number), hash, timestamp: hexToNumber(timestamp) };
}

function assemble(read: ViewResult, accountCount: number, oldest: number): ContractState {
  const values = read.values;
  const [slotSeconds, gateClosureSeconds, challengeWindowSeconds, stageSeconds] =
    values as number[];
  const [firstSlot, ringSize] = values.slice(4) as number[];
  const [finalUntil, nextSlotToClose, meterCount, rulesVersion, nextPeriod] = values.slice(
    6,
  ) as number[];
  const [isSettling, totals, held] = values.slice(11) as [boolean, [bigint, bigint], bigint];
  const lists = values.slice(scalarCount) as (readonly bigint[])[];
  const perList = pages(0, accountCount).length;
  const words = new Map<number, SlotWord>();
  for (const [index, bits] of lists
    .slice(2 * perList)
    .flat()
    .entries()) {
    const word = parseSlotWord(bits);
    if (word !== null) words.set(oldest + index, word);
  }
  return {
    head: read.head,
    settings: {
      slotSeconds: Number(slotSeconds),
      gateClosureSeconds: Number(gateClosureSeconds),
      challengeWindowSeconds: Number(challengeWindowSeconds),
      stageSeconds: Number(stageSeconds),
      firstSlot: Number(firstSlot),
      ringSize: Number(ringSize),
    },
    finalUntil: Number(finalUntil),
    nextSlotToClose: Number(nextSlotToClose),
    accountCount,
    meterCount: Number(meterCount),
    rulesVersion: Number(rulesVersion),
    nextPeriod: Number(nextPeriod),
    isSettling,
    totals: { deposited: totals[0], withdrawn: totals[1], held },
    balances: lists.slice(0, perList).flat(),
    creditLimits: lists.slice(perList, 2 * perList).flat(),
    words,
  };
}
