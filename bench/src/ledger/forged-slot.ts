import type {
  BookHeader,
  BookLeaf,
  ClearingHeader,
  CommittedLeaves,
  Evidence,
  Fault,
  MeteringHeader,
  OrderPosition,
  Terms,
} from "@pumasi/protocol";
import { type Edits, leafAt } from "./forge.js";

/** A slot's commitments as they were recorded, one of them forged. */
export interface ForgedBook {
  book: CommittedLeaves & { header: BookHeader };
  orders: readonly BookLeaf[];
}

export interface ForgedClearing extends ForgedBook {
  clearing: CommittedLeaves & { header: ClearingHeader };
}

export interface ForgedMetering extends ForgedClearing {
  metering: ShownMetering;
  /** The slot before, as it was recorded. */
  before: ShownMetering;
}

export interface ShownMetering {
  header: MeteringHeader;
  readings: CommittedLeaves;
  lines: CommittedLeaves;
}

/** One way to cheat in a slot, and how it is proven. */
export interface Fraud<Slot, Forgery> {
  fault: Fault;
  /** What has to be shown on the ledger. */
  shown: string;
  /** What a cheating operator changes in an honest slot. */
  forge(honest: Slot): Forgery;
  prove(forged: Slot, terms: Terms): Evidence;
}

/** Changed leaves, or a changed header. */
export interface ClearingForgery {
  fills?: Edits;
  header?: Partial<ClearingHeader>;
}

export interface MeteringForgery {
  readings?: Edits;
  lines?: Edits;
  header?: Partial<MeteringHeader>;
}

export const RULE = "UniformPriceRule" as const;

/** An order and its fill as evidence shows them. */
export function positionAt({ book, clearing }: ForgedClearing, index: number): OrderPosition {
  return { book: leafAt(book, index), fill: leafAt(clearing, index) };
}
