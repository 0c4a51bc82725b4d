import type { Hex } from "viem";

/** What the ledger knows of a slot, by its number in the word. */
export const slotStates = ["none", "booked", "cleared", "metered", "grid", "skipped"] as const;
export type SlotState = (typeof slotStates)[number];

/** A slot's storage word taken apart. */
export interface SlotWord {
  state: SlotState;
  /** How often the slot was metered. */
  version: number;
  /** Demands for data that nobody has answered yet. */
  demands: number;
  needsAttestation: boolean;
  attested: boolean;
  /** Block time, in seconds since the Unix epoch, at which the state was recorded. */
  time: number;
  /** The top 200 bits of the header's hash, as 50 hexadecimal digits. */
  hash200: Hex;
}

/** Takes a word apart as the contract packs it; null for a slot that is not, or no longer, in the ring. */
export function parseSlotWord(word: bigint): SlotWord | null {
  const state = slotStates[Number(word & 0xffn)];
  if (word === 0n || state === undefined || state === "none") return null;
  return {
    state,
    version: Number((word >> 8n) & 0xffn),
    demands: Number((word >> 16n) & 0x3fn),
    needsAttestation: ((word >> 22n) & 1n) === 1n,
    attested: ((word >> 23n) & 1n) === 1n,
    time: Number((word >> 24n) & 0xffff_ffffn),
    hash200: `0x${(word >> 56n).toString(16).padStart(50, "0")}`,
  };
}

/** Whether a header's hash agrees with the 200 bits that the word keeps of it. */
export function wordHasHash(word: SlotWord, hash: Hex): boolean {
  return hash.slice(0, 52).toLowerCase() === word.hash200;
}
