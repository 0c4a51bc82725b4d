import fc from "fast-check";
import { createKeccak } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { type Draw, seededDraw } from "./cases/draw.js";
import { type CommittedSlot, drawCommunity, drawSlots } from "./cases/drawn-community.js";
import { RULES } from "./cases/drawn-terms.js";
import { effort } from "./cases/effort.js";
import { requireFound } from "./cases/expect-found.js";
import { keccakBy } from "./cases/fast-keccak.js";
import { type Field, fieldOf, type Kind, LAYOUTS, readField, withField } from "./cases/layouts.js";
import { HEADERS, kindOf, type RawPart, seal, thaw } from "./cases/raw-slot.js";
import type { RuleName } from "./evidence.js";
import { findChallenge } from "./find/find-challenge.js";

const keccak = keccakBy(await createKeccak(256));
const PARTS: readonly RawPart[] = ["orders", "fills", "readings", "lines"];
type Part = RawPart | (typeof HEADERS)[number];

/** What an attested rule's gateways answer for. */
const ATTESTED: Partial<Record<Part, RegExp>> = {
  fills: /^start$|oney/,
  clearingHeader: /^(bid|ask)/,
  lines: /Weight|ffered|deliver|Deliver|shar|Shar|trade|Trade|supplier|fee/,
  meteringHeader: /^(?!meters|accounts|imported|exported|slot|tag|padding|contracted|price)/,
};

/** Fields that say nothing of energy or money, or that the ledger compares with its own state. */
function isFree(rule: RuleName, part: Part, { name }: Field, slot: CommittedSlot): boolean {
  if (/^(salt|dataHash|version)$/.test(name)) return true;
  // Without the leaves to a root or a count nothing can be shown: that is for a demand.
  if (part.endsWith("Header") && /Root$|Hash$|^(orders|meters|accounts)$/.test(name)) return true;
  // By which of its rules a substitute was made is said, not proven.
  if (part === "readings" && name === "rule") return true;
  if (part === "meteringHeader" && name === "rulesVersion") return true;
  // Without orders nobody can show a book; the ledger knows the slot.
  if (part === "bookHeader" && slot.parts.orders.length === 0) return true;
  if (rule === "AttestedRule" && slot.kind === "traded") return ATTESTED[part]?.test(name) ?? false;
  // Who got the last unit offered may be nobody, whose remainder decides nothing.
  return rule === "StaticSharingRule" && name.startsWith("deliveredBuyCut");
}

/** Every field of one leaf or header of each kind, changed by a unit and by a random number. */
function* forgeries(draw: Draw, rule: RuleName, slot: CommittedSlot) {
  for (const part of [...PARTS, ...HEADERS]) {
    const raw = thaw(slot.shown);
    const isHeader = part.endsWith("Header");
    const list = (isHeader ? [raw[part]] : raw[part]) as (Uint8Array | null)[];
    const index = draw(list.length - 1);
    const words = list[index];
    if (!words) continue;
    const kind = isHeader ? (part as Kind) : kindOf(part as RawPart, words);
    for (const field of LAYOUTS[kind]) {
      if (isFree(rule, part, field, slot)) continue;
      const far = BigInt(1 + draw(1000)) << BigInt(draw(field.bits - 1));
      for (const step of [1n, -1n, far]) {
        const value = readField(words, field);
        const forged = withField(words, field, value + step);
        if (readField(forged, field) === value) continue;
        const copy = thaw(slot.shown);
        if (isHeader) Object.assign(copy, { [part]: forged });
        else copy[part as RawPart][index] = forged;
        yield { what: `${part}[${index}].${field.name} ${step}`, shown: seal(keccak, copy) };
      }
    }
  }
}

describe("one forged field of a leaf or header", () => {
  it.each(RULES)("under %s is found", (rule) => {
    let tried = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = drawCommunity(keccak, draw, rule);
        for (const slot of drawSlots(community, draw, 2)) {
          if (slot === null) continue;
          for (const { what, shown } of forgeries(draw, rule, slot)) {
            tried += 1;
            requireFound(findChallenge(community.context, shown), () => what);
          }
        }
      }),
      { numRuns: effort(10), seed: 3 },
    );
    expect(tried).toBeGreaterThan(effort(10) * 200);
  });

  it("is one of all fields: each layout fills its words", () => {
    for (const [kind, fields] of Object.entries(LAYOUTS)) {
      const last = fields.at(-1) as Field;
      const bits = fields.reduce((sum, field) => sum + field.bits, 0);
      const free = fields.filter(({ name }) => name === "device").length * 96;
      expect([kind, bits + free]).toEqual([kind, (last.word + 1) * 256]);
    }
    expect(fieldOf("order", "nonce")).toEqual({ name: "nonce", word: 2, from: 128, bits: 64 });
  });
});
