import { toHex } from "../../hex.js";
import type { Hex, Keccak256 } from "../../keccak.js";
import { MerkleTree } from "../../merkle.js";
import type { ShownSlot } from "../find/published.js";
import { type Kind, withFields } from "./layouts.js";

/** A slot whose words can be changed and sealed anew, as a cheat would commit them. */
export interface RawSlot {
  base: ShownSlot;
  bookHeader: Uint8Array;
  orders: Uint8Array[];
  clearingHeader: Uint8Array | null;
  fills: Uint8Array[];
  meteringHeader: Uint8Array;
  readings: Uint8Array[];
  lines: Uint8Array[];
}

export function thaw(base: ShownSlot): RawSlot {
  const { book, clearing, metering } = base;
  if (metering === null) throw new Error("a slot to be forged is metered");
  return {
    base,
    bookHeader: book.header,
    orders: [...book.orders],
    clearingHeader: clearing?.header ?? null,
    fills: [...(clearing?.fills ?? [])],
    meteringHeader: metering.header,
    readings: [...metering.readings],
    lines: [...metering.lines],
  };
}

const rootOf = (keccak: Keccak256, words: readonly Uint8Array[]): bigint =>
  BigInt(new MerkleTree(keccak, words.map(keccak)).root);

/**
 * Commits changed words: the roots of all trees, and the hash of the clearing, are written into the headers, so that every
 * proof holds.
 */
export function seal(keccak: Keccak256, raw: RawSlot): ShownSlot {
  const bookRoot = rootOf(keccak, raw.orders);
  const bookHeader = withFields("bookHeader", raw.bookHeader, { bookRoot });
  const clearing =
    raw.clearingHeader === null
      ? null
      : withFields("clearingHeader", raw.clearingHeader, {
          bookRoot,
          fillRoot: rootOf(keccak, raw.fills),
        });
  const clearingHash = clearing === null ? 0n : BigInt(toHex(keccak(clearing)));
  const metering = withFields("meteringHeader", raw.meteringHeader, {
    clearingHash,
    readingRoot: rootOf(keccak, raw.readings),
    lineRoot: rootOf(keccak, raw.lines),
  });
  return {
    ...raw.base,
    book: { header: bookHeader, orders: raw.orders },
    clearing: clearing === null ? null : { header: clearing, fills: raw.fills },
    metering: { header: metering, readings: raw.readings, lines: raw.lines },
  };
}

/** Which of a slot's leaves or headers is changed. */
export type RawPart = "orders" | "fills" | "readings" | "lines";

export const HEADERS = ["bookHeader", "clearingHeader", "meteringHeader"] as const;

/** The layout of a leaf of a part. */
export function kindOf(part: RawPart, words: Uint8Array): Kind {
  if (part === "orders") return "order";
  if (part === "fills") return "fill";
  if (part === "lines") return "line";
  return words.length === 11 * 32 ? "begun" : "reading";
}

export function hexOf(words: Uint8Array): Hex {
  return toHex(words);
}
