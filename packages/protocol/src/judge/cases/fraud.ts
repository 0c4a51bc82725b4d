import type { Keccak256 } from "../../keccak.js";
import type { RuleName } from "../evidence.js";
import type { Fault } from "../fault.js";
import type { ShownSlot } from "../find/published.js";
import type { Draw } from "./draw.js";
import type { CommittedSlot, DrawnCommunity } from "./drawn-community.js";
import { fieldOf, readField, withFields } from "./layouts.js";
import { kindOf, type RawPart, type RawSlot, seal, thaw } from "./raw-slot.js";

/** Where a fraud is committed: a slot and the one before it, both true. */
export interface FraudScene {
  community: DrawnCommunity;
  slot: CommittedSlot;
  draw: Draw;
}

/** One way to cheat. `forge` gives the slot as the cheat shows it, or null where it has no occasion. */
export interface Fraud {
  fault: Fault;
  what: string;
  /** What the same fraud may be found for instead: where it breaks several checks, the first found is answered. */
  also?: readonly Fault[];
  /** Under which rules it is one; absent: all that judge the fault. */
  rules?: readonly RuleName[];
  forge(scene: FraudScene): ShownSlot | null;
}

/** A leaf's or header's fields by name, as unsigned numbers. */
export type Fields = (name: string) => bigint;

export function fieldsOf(part: RawPart, words: Uint8Array): Fields {
  return (name) => readField(words, fieldOf(kindOf(part, words), name));
}

/** A slot with some fields of the first leaf changed that suits; everything is sealed anew, so that all proofs hold. */
export function alterLeaf(
  { community, slot }: FraudScene,
  part: RawPart,
  suits: (fields: Fields, index: number, raw: RawSlot) => boolean,
  values: (fields: Fields, index: number) => Record<string, bigint | number>,
): ShownSlot | null {
  const raw = thaw(slot.shown);
  const index = raw[part].findIndex((words, place) => suits(fieldsOf(part, words), place, raw));
  const words = raw[part][index];
  if (words === undefined) return null;
  const kind = kindOf(part, words);
  raw[part][index] = withFields(kind, words, values(fieldsOf(part, words), index));
  return seal(community.context.keccak, raw);
}

type HeaderName = "bookHeader" | "clearingHeader" | "meteringHeader";

/** A slot with some fields of a header changed, if it has that header and it suits. */
export function alterHeader(
  { community, slot }: FraudScene,
  part: HeaderName,
  suits: (fields: Fields) => boolean,
  values: (fields: Fields) => Record<string, bigint | number>,
): ShownSlot | null {
  const raw = thaw(slot.shown);
  const words = raw[part];
  if (words === null) return null;
  const fields: Fields = (name) => readField(words, fieldOf(part, name));
  if (!suits(fields)) return null;
  raw[part] = withFields(part, words, values(fields));
  return seal(community.context.keccak, raw);
}

/** What a price of a clearing is repeated as, so that only the clearing itself is wrong. */
export function repeatPrice(keccak: Keccak256, shown: ShownSlot): ShownSlot {
  const raw = thaw(shown);
  if (raw.clearingHeader === null) return shown;
  const price = readField(raw.clearingHeader, fieldOf("clearingHeader", "price"));
  raw.meteringHeader = withFields("meteringHeader", raw.meteringHeader, { price });
  return seal(keccak, raw);
}
