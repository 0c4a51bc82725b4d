import type { P256Point } from "@pumasi/protocol";
import type { Address, Hex } from "viem";
import type { MarketSettings } from "./deploy-calls.js";
import type { SlotState, SlotWord } from "./slot-word.js";

/** The contracts of a community. */
export interface Contracts {
  coin: Address;
  /** The coin of the operator's bond, which the operator cannot make. */
  bondCoin: Address;
  community: Address;
  market: Address;
  ledger: Address;
  /** Where results are challenged. */
  court: Address;
  /** Where data are demanded. */
  demands: Address;
  /** Where an order goes that got no receipt. */
  inbox: Address;
  factJudge: Address;
  periodJudge: Address;
  /** The rule that judges uniform prices. */
  uniformPriceRule: Address;
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
  /** The public key where it signs on P-256; null on secp256k1. */
  p256: P256Point | null;
  registered: LedgerPlace;
  /** The newest revocation, or null. */
  revoked: LedgerPlace | null;
}

export interface RulesView {
  version: number;
  fromSlot: number;
  /** keccak256(abi.encode(terms)). */
  termsHash: Hex;
  /** The hash of the published terms, as the terms name it. */
  documentHash: Hex;
  place: LedgerPlace;
}

export interface ReceiptSignerView {
  signer: Address;
  fromSlot: number;
  place: LedgerPlace;
}

export interface BookView {
  orders: number;
  root: Hex;
  place: LedgerPlace;
}

/** A header by its words (docs/COMMITMENTS.md). */
export interface ClearingView {
  words: Hex;
  hash: Hex;
  place: LedgerPlace;
}

export interface MeteringView {
  words: Hex;
  hash: Hex;
  version: number;
  place: LedgerPlace;
}

/** All that the ledger has on a slot. */
export interface SlotView {
  slot: number;
  /** The stage that the events lead to. */
  state: SlotState;
  book: BookView;
  /** The newest one that stands. */
  clearing: ClearingView | null;
  /** Those that stand, first version first. */
  meterings: MeteringView[];
  /** When results were proven wrong and the slot went back. */
  voids: LedgerPlace[];
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
  /** How many accounts have a leaf, and their root, after the newest commitment. */
  accounts: number;
  periodRoot: Hex;
  committed: LedgerPlace;
  /** When what was committed before was proven wrong. */
  voids: LedgerPlace[];
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
