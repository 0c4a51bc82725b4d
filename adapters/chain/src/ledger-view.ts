import type { Address, Hex } from "viem";
import type { MarketSettings } from "./deploy-calls.js";
import type { ClearingHeader, MeteringHeader } from "./headers.js";
import type { SlotWord } from "./slot-word.js";

/** The four contracts of a community. */
export interface Contracts {
  coin: Address;
  community: Address;
  market: Address;
  ledger: Address;
}

/** Where on the ledger something was recorded. */
export interface LedgerPlace {
  block: number;
  /** Block time, in seconds since the Unix epoch. */
  time: number;
  transactionHash: Hex;
}

export interface AccountView {
  account: number;
  pseudonym: Hex;
  place: LedgerPlace;
}

export interface MeterView {
  meter: number;
  account: number;
  place: LedgerPlace;
}

/** A key that signs for an account in slots `[fromSlot, untilSlot)`. */
export interface DeviceView {
  key: Address;
  account: number;
  fromSlot: number;
  untilSlot: number;
  registered: LedgerPlace;
  /** The newest revocation, or null. */
  revoked: LedgerPlace | null;
}

export interface RulesView {
  version: number;
  fromSlot: number;
  rulesHash: Hex;
  place: LedgerPlace;
}

export interface ReceiptSignerView {
  signer: Address;
  place: LedgerPlace;
}

export interface BookView {
  orders: number;
  root: Hex;
  place: LedgerPlace;
}

export interface ClearingView {
  header: ClearingHeader;
  hash: Hex;
  place: LedgerPlace;
}

export interface MeteringView {
  header: MeteringHeader;
  hash: Hex;
  version: number;
  place: LedgerPlace;
}

/** All that the ledger has on a slot. */
export interface SlotView {
  slot: number;
  book: BookView;
  clearing: ClearingView | null;
  /** First version first. */
  meterings: MeteringView[];
  /** Null once the slot has left the ring. */
  word: SlotWord | null;
  isFinal: boolean;
}

/** A batch of a period's settlement. */
export interface BatchView {
  /** The hash that was committed, after the newest recommitment. */
  hash: Hex;
  /** Null until it is applied. */
  applied: LedgerPlace | null;
  firstWord: number | null;
  /** One change per account (10⁻⁶ currency) from 4 × firstWord on; null until applied, or not called directly. */
  changes: bigint[] | null;
}

export interface PeriodView {
  period: number;
  fromSlot: number;
  untilSlot: number;
  /** The root, after the newest recommitment. */
  periodRoot: Hex;
  committed: LedgerPlace;
  /** How often the operator replaced outstanding batches. */
  recommitments: LedgerPlace[];
  batches: BatchView[];
  /** What the guarantee account paid in debtors' places, in 10⁻⁶ currency. */
  arrears: { account: number; amount: bigint }[];
  /** Null while batches are outstanding. */
  settled: LedgerPlace | null;
}

/** A deposit or a withdrawal, in 10⁻⁶ currency. */
export interface MovementView {
  account: number;
  /** Who paid the coins in, or got them. */
  party: Address;
  amount: bigint;
  place: LedgerPlace;
}

/** A community's ledger as anyone can read it, at one block. */
export interface LedgerView {
  contracts: Contracts;
  chainId: number;
  head: { number: number; hash: Hex; timestamp: number };
  settings: MarketSettings;
  /** The first slot that is not final. */
  finalUntil: number;
  nextSlotToClose: number;
  accounts: AccountView[];
  meters: MeterView[];
  devices: Map<Address, DeviceView>;
  rules: RulesView[];
  /** First one first; the last one signs now. */
  receiptSigners: ReceiptSignerView[];
  slots: Map<number, SlotView>;
  periods: PeriodView[];
  deposits: MovementView[];
  withdrawals: MovementView[];
  /** Whether a period is half-way; balances are then not to be relied on. */
  isSettling: boolean;
  /** By account, in 10⁻⁶ currency; plus means the community owes the account. */
  balances: bigint[];
  /** By account, in 10⁻⁶ currency. */
  creditLimits: bigint[];
  /** All coins ever deposited and withdrawn, and those that the ledger holds; in 10⁻⁶ currency. */
  totals: { deposited: bigint; withdrawn: bigint; held: bigint };
}
