import type { Hex } from "viem";
import { AnvilChain } from "./anvil-chain.js";
import { EthereumjsChain } from "./ethereumjs-chain.js";

/** What a chain is made with. */
export interface EvmSettings {
  chainId: number;
  /** Seconds since the Unix epoch. */
  genesisTimestamp: number;
  /** Have plenty to pay with from the first block on. */
  richAccounts: readonly Hex[];
}

/**
 * A chain of an EVM that is not ours, as a test of the client of a ledger needs it: reached over standard JSON-RPC,
 * while the test decides when a block is made and which one is on the chain.
 */
export interface EvmUnderTest {
  readonly rpcUrl: string;
  /** Makes a block of what the pool holds; its time is a second after the last one's unless given. */
  mine(timestamp?: number): Promise<void>;
  /** Other blocks, one more than they were, take the place of the newest `depth`. */
  reorganise(depth: number): Promise<void>;
  stop(): Promise<void>;
}

/** The most that a block may burn on these chains. */
export const blockGasLimit = 30_000_000;

/** The implementations that everything about an external ledger is tested on; revm and EthereumJS share no code. */
export const evmsUnderTest: readonly {
  name: string;
  start(settings: EvmSettings): Promise<EvmUnderTest>;
}[] = [
  { name: "anvil (revm)", start: (settings) => AnvilChain.start(settings) },
  { name: "EthereumJS", start: (settings) => EthereumjsChain.start(settings) },
];
