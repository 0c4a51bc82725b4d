import fc from "fast-check";
import { createKeccak } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { seededDraw } from "./cases/draw.js";
import { type DrawnCommunity, drawCommunity, drawSlots } from "./cases/drawn-community.js";
import { settlePeriod } from "./cases/drawn-period.js";
import { RULES } from "./cases/drawn-terms.js";
import { effort } from "./cases/effort.js";
import { keccakBy } from "./cases/fast-keccak.js";
import { periodEvidenceOf, scrambled, slotEvidence } from "./cases/honest-evidence.js";
import type { Evidence } from "./evidence.js";
import { findChallenge, findPeriodChallenge, isFault } from "./find/find-challenge.js";
import { judge } from "./judge.js";

const keccak = keccakBy(await createKeccak(256));
const NOTHING = { ok: true, challenge: null };

function expectNoFault({ context }: DrawnCommunity, evidence: Evidence): void {
  for (const own of [evidence, ...scrambled(evidence)]) {
    const verdict = judge(context, own);
    expect(isFault(verdict) ? `${own.judge}: ${verdict}` : "").toBe("");
  }
}

/** Slots with a book that were judged, under all rules. */
let books = 0;

describe("an honest operator", () => {
  it.each(RULES)("under %s cannot be challenged", (rule) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = drawCommunity(keccak, draw, rule);
        const count = 1 + draw(2);
        const slots = drawSlots(community, draw, count);
        for (const slot of slots) {
          if (slot === null) continue;
          books += 1;
          expect(findChallenge(community.context, slot.shown)).toEqual(NOTHING);
          for (const evidence of slotEvidence(keccak, draw, slot.shown)) {
            expectNoFault(community, evidence);
          }
        }
        const from = draw(count - 1);
        const first =
          from === 0 ? null : settlePeriod(community, draw, slots, { from: 0, until: from }, null);
        const second = settlePeriod(community, draw, slots, { from, until: count }, first);
        for (const period of [first, second]) {
          if (period === null) continue;
          expect(findPeriodChallenge(community.context, period.shown)).toEqual(NOTHING);
          for (const evidence of periodEvidenceOf(keccak, draw, period.shown)) {
            expectNoFault(community, evidence);
          }
        }
      }),
      { numRuns: effort(1400), seed: 1 },
    );
  });

  it("was judged on ten thousand books and more", () => {
    expect(books).toBeGreaterThanOrEqual(effort(10_000));
  });
});
