import { assert } from "@pumasi/quantities";
import type { PeriodHeader } from "../../headers/index.js";
import type { Hex, Keccak256 } from "../../keccak.js";
import { MerkleTree } from "../../merkle.js";
import type { BatchData, Leaf, RuleName, Terms } from "../evidence.js";

/** A signed receipt, as a gateway keeps it. */
export interface ShownReceipt {
  sequence: number;
  orderDigest: Hex;
  logHead: Hex;
  signature: Hex;
}

/** A committed metering: its header's words and all leaves' words. */
export interface ShownMetering {
  header: Uint8Array;
  readings: readonly Uint8Array[];
  lines: readonly Uint8Array[];
}

/** Everything that is published about a slot; headers and leaves are words. */
export interface ShownSlot {
  rule: RuleName;
  terms: Terms;
  /** The keys of static sharing, by account; empty where they cannot be shown. */
  keys: readonly Uint8Array[];
  book: { header: Uint8Array; orders: readonly Uint8Array[] };
  receipts: readonly ShownReceipt[];
  /** Null before it is cleared, and at the grid tariff. */
  clearing: { header: Uint8Array; fills: readonly Uint8Array[] } | null;
  /** Null before it is metered. */
  metering: ShownMetering | null;
  /**
   * The slot before as it stands on the ledger; null where it has no metering, being skipped or before the market's first;
   * absent where the two are not to be compared.
   */
  before?: Pick<ShownMetering, "header" | "readings"> | null;
}

/** Everything that is published about a period. */
export interface ShownPeriod {
  header: PeriodHeader;
  leaves: readonly Uint8Array[];
  /** The leaves of an account's slots, from the period's first. */
  slotsOf: (account: number) => readonly Uint8Array[];
  /** Null for the first period of all. */
  before: { header: PeriodHeader; leaves: readonly Uint8Array[] } | null;
  /** The final meterings by slot, from the period's first; null where the slot was skipped. */
  meterings: readonly (Pick<ShownMetering, "header" | "lines"> | null)[];
  batches: readonly BatchData[];
}

/** The trees of a slot or period. */
export type TreeName = "book" | "fill" | "reading" | "line" | "key" | "period" | "periodSlot";

/** What is published is not what was committed: it has to be demanded on the ledger. */
export interface LeavesDiffer {
  ok: false;
  reason: "leaves_differ_from_root";
  tree: TreeName;
}

/** Thrown inside the search only, and answered as a value. */
export class LeavesDifferSignal {
  constructor(readonly tree: TreeName) {}
}

/** Published leaves whose root is the committed one, from which evidence is made. */
export class ShownTree {
  private readonly tree: MerkleTree;

  constructor(
    keccak: Keccak256,
    name: TreeName,
    private readonly words: readonly Uint8Array[],
    committed: { root: Hex; count: number },
  ) {
    this.tree = new MerkleTree(keccak, words.map(keccak));
    if (words.length !== committed.count || this.tree.root !== committed.root) {
      throw new LeavesDifferSignal(name);
    }
  }

  /** The leaf at an index, with its proof. */
  leaf(index: number): Leaf {
    const words = this.words[index];
    assert(words !== undefined, "a shown leaf exists");
    return { words, index, proof: this.tree.proof(index) };
  }
}

/** There is no leaf at this index. */
export function noLeaf(index: number): Leaf {
  return { words: new Uint8Array(0), index, proof: [] };
}

/** Something that names what stands before it in its account's chain. */
export interface Linked {
  index: number;
  account: number;
  previous: number;
}

/**
 * The pairs that prove a wrong chain: each entry with its account's entry before it, and with the one that it names.
 * Linear; `entries` are by ascending index.
 */
export function* chainPairs<T>(
  entries: readonly T[],
  linkOf: (entry: T) => Linked,
): Generator<[T, T]> {
  const last = new Map<number, T>();
  const byIndex = new Map<number, T>();
  for (const entry of entries) {
    const { index, account, previous } = linkOf(entry);
    const own = last.get(account);
    if (own !== undefined) yield [own, entry];
    const named = byIndex.get(previous - 1);
    if (named !== undefined && named !== own) yield [named, entry];
    last.set(account, entry);
    byIndex.set(index, entry);
  }
}
