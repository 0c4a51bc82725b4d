import fc from "fast-check";
import { createKeccak } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { seededDraw } from "./cases/draw.js";
import { drawCommunity, drawSlots } from "./cases/drawn-community.js";
import { RULES } from "./cases/drawn-terms.js";
import { effort } from "./cases/effort.js";
import { requireFound } from "./cases/expect-found.js";
import { keccakBy } from "./cases/fast-keccak.js";
import { outcomeOf } from "./cases/forge-lines.js";
import { cheatInReadings } from "./cases/reading-cheats.js";
import { findChallenge } from "./find/find-challenge.js";

const keccak = keccakBy(await createKeccak(256));

describe("readings that were tampered with, and settled rightly from there", () => {
  it.each(RULES)("under %s are found", (rule) => {
    let tried = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = drawCommunity(keccak, draw, rule);
        const slots = drawSlots(community, draw, 3);
        for (const [place, slot] of slots.entries()) {
          for (let n = 0; slot !== null && n < 6; n++) {
            const forged = cheatInReadings(draw, community, slot, slots[place - 1] ?? null);
            const outcome = forged && outcomeOf(forged.committed.lines.leaves);
            if (forged === null || outcome === outcomeOf(slot.committed.lines.leaves)) continue;
            tried += 1;
            requireFound(findChallenge(community.context, forged.shown), () => `${outcome}`);
          }
        }
      }),
      { numRuns: effort(30), seed: 8 },
    );
    expect(tried).toBeGreaterThan(effort(30) * 4);
  });
});
