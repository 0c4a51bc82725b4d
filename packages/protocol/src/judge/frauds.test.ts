import { createKeccak } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { BOOK_FRAUDS } from "./cases/book-frauds.js";
import { CLEARING_FRAUDS } from "./cases/clearing-frauds.js";
import { seededDraw } from "./cases/draw.js";
import { drawCommunity, drawSlots } from "./cases/drawn-community.js";
import { RULES } from "./cases/drawn-terms.js";
import { keccakBy } from "./cases/fast-keccak.js";
import { FILL_SUM_FRAUDS } from "./cases/fill-sum-frauds.js";
import type { FraudScene } from "./cases/fraud.js";
import { LIBERTIES } from "./cases/liberties.js";
import { LINE_FRAUDS } from "./cases/line-frauds.js";
import { METERING_FRAUDS } from "./cases/metering-frauds.js";
import { READING_FRAUDS } from "./cases/reading-frauds.js";
import type { RuleName } from "./evidence.js";
import { findChallenge } from "./find/find-challenge.js";

const keccak = keccakBy(await createKeccak(256));
const FRAUDS = [
  ...BOOK_FRAUDS,
  ...CLEARING_FRAUDS,
  ...FILL_SUM_FRAUDS,
  ...READING_FRAUDS,
  ...METERING_FRAUDS,
  ...LINE_FRAUDS,
];

/** Scenes of a rule, one after the other. */
function* scenes(rule: RuleName, count: number): Generator<FraudScene> {
  for (let seed = 1; seed <= count; seed++) {
    const draw = seededDraw(seed);
    const community = drawCommunity(keccak, draw, rule);
    for (const slot of drawSlots(community, draw, 2))
      if (slot !== null) yield { community, slot, draw };
  }
}

describe("a fraud in an otherwise true slot is found for what it is", () => {
  const cases = FRAUDS.flatMap((fraud) =>
    (fraud.rules ?? RULES).map((rule) => [fraud.fault, fraud.what, rule, fraud] as const),
  );
  it.each(cases)("%s: %s (%s)", (fault, _what, rule, fraud) => {
    let forged = 0;
    const others = new Map<string, number>();
    for (const scene of scenes(rule, 250)) {
      const shown = fraud.forge(scene);
      if (shown === null) continue;
      forged += 1;
      const found = findChallenge(scene.community.context, shown);
      const got = found.ok ? `${found.challenge?.fault ?? null}` : found.tree;
      if (got !== fault && !fraud.also?.some((other) => other === got))
        others.set(got, (others.get(got) ?? 0) + 1);
      if (forged === 5) break;
    }
    expect(`${forged > 0} ${[...others]}`).toBe("true ");
  });
});

describe("what judges leave to others", () => {
  const cases = LIBERTIES.flatMap((liberty) =>
    (liberty.rules ?? RULES).map((rule) => [liberty.what, rule, liberty] as const),
  );
  it.each(cases)("%s (%s)", (_what, rule, liberty) => {
    let taken = 0;
    for (const scene of scenes(rule, 250)) {
      const shown = liberty.take(scene);
      if (shown === null) continue;
      const found = findChallenge(scene.community.context, shown);
      expect(found).toEqual({ ok: true, challenge: null });
      taken += 1;
      if (taken === 5) break;
    }
    expect(taken).toBeGreaterThan(0);
  });
});
