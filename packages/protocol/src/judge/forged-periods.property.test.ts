import fc from "fast-check";
import { createKeccak } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { seededDraw } from "./cases/draw.js";
import { drawCommunity, drawSlots } from "./cases/drawn-community.js";
import { settlePeriod } from "./cases/drawn-period.js";
import { RULES } from "./cases/drawn-terms.js";
import { effort } from "./cases/effort.js";
import { requireFound } from "./cases/expect-found.js";
import { keccakBy } from "./cases/fast-keccak.js";
import {
  cheatInPeriod,
  copyPeriod,
  periodOutcome,
  sealForgedPeriod,
} from "./cases/period-cheats.js";
import { findPeriodChallenge } from "./find/find-challenge.js";

const keccak = keccakBy(await createKeccak(256));

describe("a made-up period", () => {
  it.each(RULES)("of slots under %s is found", (rule) => {
    let tried = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = drawCommunity(keccak, draw, rule);
        const slots = drawSlots(community, draw, 3);
        const first = settlePeriod(community, draw, slots, { from: 0, until: 1 }, null);
        const second = settlePeriod(community, draw, slots, { from: 1, until: 3 }, first);
        for (const period of [first, second]) {
          const truth = periodOutcome(copyPeriod(period));
          for (let n = 0; n < 10; n++) {
            const accounts = copyPeriod(period);
            if (!cheatInPeriod(draw, accounts)) continue;
            const shown = sealForgedPeriod(keccak, draw, period, accounts, draw(3) === 0);
            const outcome = periodOutcome(accounts);
            if (outcome === truth) continue;
            tried += 1;
            const found = findPeriodChallenge(community.context, shown);
            requireFound(found, () => `${outcome}\nfor ${truth}`);
          }
        }
      }),
      { numRuns: effort(30), seed: 9 },
    );
    expect(tried).toBeGreaterThan(effort(30) * 10);
  });
});
