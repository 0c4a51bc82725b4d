import fc from "fast-check";
import { createKeccak } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { seededDraw } from "./cases/draw.js";
import { type CommittedSlot, drawCommunity, drawSlots } from "./cases/drawn-community.js";
import { type DrawnTerms, RULES } from "./cases/drawn-terms.js";
import { effort } from "./cases/effort.js";
import { requireFound } from "./cases/expect-found.js";
import { keccakBy } from "./cases/fast-keccak.js";
import {
  copyLines,
  type ForgedLines,
  followEnergies,
  isWritable,
  outcomeOf,
  sealLines,
} from "./cases/forge-lines.js";
import { cheatInLines } from "./cases/line-cheats.js";
import type { JudgeContext, RuleName } from "./evidence.js";
import { findChallenge } from "./find/find-challenge.js";

const keccak = keccakBy(await createKeccak(256));
const JUDGED: readonly RuleName[] = [
  "UniformPriceRule",
  "PayAsBidRule",
  "ProportionalSharingRule",
  "StaticSharingRule",
];

/** Has forged lines found, unless they come to the truth or cannot be written; gives whether they were tried. */
function tryLines(context: JudgeContext, slot: CommittedSlot, forged: ForgedLines): boolean {
  const truth = outcomeOf(slot.committed.lines.leaves);
  if (!isWritable(forged) || outcomeOf(forged.lines) === truth) return false;
  const what = () => `\n${outcomeOf(forged.lines)}\nfor ${truth}`;
  requireFound(findChallenge(context, sealLines(keccak, slot, forged)), what);
  return true;
}

const COLUMNS = [
  "deliveredBuyUkwh",
  "deliveredSellUkwh",
  "sharedBuyUkwh",
  "sharedSellUkwh",
] as const;

/** Every way to give two members parts of what they metered as delivered and shared, up to three units of each. */
function* everyShare(drawn: DrawnTerms, slot: CommittedSlot): Generator<ForgedLines> {
  const members = slot.committed.lines.leaves.slice(4, 6);
  if (members.length < 2) return;
  const most = members.flatMap(({ importedUkwh, exportedUkwh }) => [
    Math.min(3, importedUkwh),
    Math.min(3, exportedUkwh),
    Math.min(3, importedUkwh),
    Math.min(3, exportedUkwh),
  ]);
  for (const parts of below(most)) {
    const forged = copyLines(slot);
    for (const [place, part] of parts.entries()) {
      const line = forged.lines[4 + Math.floor(place / 4)];
      if (line !== undefined) line[COLUMNS[place % 4] as (typeof COLUMNS)[number]] = part;
    }
    followEnergies(drawn, forged);
    yield forged;
  }
}

function* below(most: readonly number[]): Generator<number[]> {
  const [first, ...rest] = most;
  if (first === undefined) return yield [];
  for (const tail of below(rest)) for (let n = 0; n <= first; n++) yield [n, ...tail];
}

describe("lines that a careful cheat made up", () => {
  it.each(RULES)("under %s are found", (rule) => {
    let tried = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = drawCommunity(keccak, draw, rule);
        for (const slot of drawSlots(community, draw, 2)) {
          // Elsewhere an attested rule's gateways answer for its lines.
          if (slot === null || (rule === "AttestedRule" && slot.kind !== "grid")) continue;
          for (let n = 0; n < 12; n++) {
            const forged = copyLines(slot);
            if (!cheatInLines(draw, community.drawn, forged)) continue;
            if (tryLines(community.context, slot, forged)) tried += 1;
          }
        }
      }),
      { numRuns: effort(120), seed: 5 },
    );
    expect(tried).toBeGreaterThan(rule === "AttestedRule" ? 0 : effort(120));
  });
});

describe("every way to share a little out otherwise", () => {
  it.each(JUDGED)("under %s is found", (rule) => {
    let tried = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = drawCommunity(keccak, draw, rule);
        const [slot] = drawSlots(community, draw, 1);
        if (!slot) return;
        let every = 0;
        for (const forged of everyShare(community.drawn, slot)) {
          if (++every > 500) break;
          if (tryLines(community.context, slot, forged)) tried += 1;
        }
      }),
      { numRuns: effort(30), seed: 10 },
    );
    expect(tried).toBeGreaterThan(effort(30) - 10);
  });
});
