import { createKeccak } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { seededDraw } from "./cases/draw.js";
import { drawCommunity, drawSlots } from "./cases/drawn-community.js";
import { type SettledPeriod, settlePeriod } from "./cases/drawn-period.js";
import { RULES } from "./cases/drawn-terms.js";
import { keccakBy } from "./cases/fast-keccak.js";
import { PERIOD_FRAUDS } from "./cases/period-frauds.js";
import type { JudgeContext, RuleName } from "./evidence.js";
import { findPeriodChallenge } from "./find/find-challenge.js";

const keccak = keccakBy(await createKeccak(256));

/** Two periods one after the other, of one to three slots each. */
function* periods(count: number): Generator<{ context: JudgeContext; period: SettledPeriod }> {
  for (let seed = 1; seed <= count; seed++) {
    const draw = seededDraw(seed);
    const rule = RULES[seed % RULES.length] as RuleName;
    const community = drawCommunity(keccak, draw, rule);
    const slots = drawSlots(community, draw, 4);
    const until = 1 + draw(2);
    const first = settlePeriod(community, draw, slots, { from: 0, until }, null);
    yield { context: community.context, period: first };
    const second = settlePeriod(community, draw, slots, { from: until, until: 4 }, first);
    yield { context: community.context, period: second };
  }
}

describe("a fraud in an otherwise true period is found for what it is", () => {
  it.each(PERIOD_FRAUDS.map((fraud) => [fraud.fault, fraud.what, fraud] as const))(
    "%s: %s",
    (fault, _what, fraud) => {
      let forged = 0;
      const others = new Map<string, number>();
      for (const { context, period } of periods(150)) {
        const shown = fraud.forge(keccak, period.shown);
        if (shown === null) continue;
        forged += 1;
        const found = findPeriodChallenge(context, shown);
        const got = found.ok ? `${found.challenge?.fault ?? null}` : found.tree;
        if (got !== fault && !fraud.also?.some((other) => other === got))
          others.set(got, (others.get(got) ?? 0) + 1);
        if (forged === 10) break;
      }
      expect(`${forged > 0} ${[...others]}`).toBe("true ");
    },
  );
});
