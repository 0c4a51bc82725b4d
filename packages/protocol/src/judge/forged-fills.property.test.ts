import type { Side } from "@pumasi/market";
import fc from "fast-check";
import { createKeccak } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { clearByRule } from "./cases/clear-by-rule.js";
import { type Draw, seededDraw } from "./cases/draw.js";
import { signBook, type Wish } from "./cases/drawn-book.js";
import {
  type CommittedSlot,
  commitSlot,
  type DrawnCommunity,
  drawCommunity,
  drawHomes,
  drawSlots,
  FIRST_SLOT,
} from "./cases/drawn-community.js";
import { effort } from "./cases/effort.js";
import { requireFound } from "./cases/expect-found.js";
import { keccakBy } from "./cases/fast-keccak.js";
import { cheatInFills } from "./cases/fill-cheats.js";
import { type ForgedClearing, forgeClearing, margins } from "./cases/forge-clearing.js";
import { cheatInMoney, moneyByAccount, moneyLeaves, sealMoney } from "./cases/money-cheats.js";
import { settleByRule } from "./cases/settle-by-rule.js";
import { fakeKeys } from "./cases/test-keys.js";
import type { RuleName } from "./evidence.js";
import { findChallenge } from "./find/find-challenge.js";

const keccak = keccakBy(await createKeccak(256));
const AUCTIONS: readonly RuleName[] = ["UniformPriceRule", "PayAsBidRule"];
const ALWAYS = { fromSlot: 0, untilSlot: 2 ** 32 - 1 };

/** Two or more households whose keys are always valid. */
function smallCommunity(draw: Draw, rule: RuleName): DrawnCommunity | null {
  const homes = drawHomes(draw, 4, fakeKeys(keccak));
  for (const key of homes.keys) Object.assign(key, ALWAYS);
  return homes.accounts < 6 ? null : drawCommunity(keccak, draw, rule, homes);
}

/** A slot with a small book of tiny energies at few prices, honestly cleared; nobody has a meter. */
function smallSlot(community: DrawnCommunity, draw: Draw, orders: number): CommittedSlot {
  const { drawn, accounts, typedData, keys } = community;
  const { feedInPrice, sellerFee, retailPrice } = drawn.tariff;
  const from = Math.min(feedInPrice + sellerFee, retailPrice);
  const homes = accounts - 4;
  const wishes = Array.from({ length: orders }, (_, place): Wish => {
    const home = place % homes;
    return {
      account: 4 + home,
      side: home < homes / 2 ? "buy" : "sell",
      limitPrice: from + draw(2) + (place % 2),
      energyUkwh: 1 + draw(2),
    };
  });
  const signed = signBook({ typedData, terms: drawn, keys }, draw, FIRST_SLOT, wishes);
  const cleared = clearByRule(drawn, signed);
  const settlement = settleByRule(drawn, accounts, signed, cleared, []);
  const metering = { metered: [], readings: [], baselines: [] };
  const parts = { slot: FIRST_SLOT, version: 1, orders: signed, cleared, metering, settlement };
  return commitSlot(community, parts);
}

/** Every vector of fills, each from nothing to one more than the order wanted. */
function* vectors(energies: readonly number[]): Generator<number[]> {
  const [first, ...rest] = energies;
  if (first === undefined) return yield [];
  for (const tail of vectors(rest)) {
    for (let fill = 0; fill <= first + 1; fill++) yield [fill, ...tail];
  }
}

/** Every vector of fills with every margin and price that a cheat might name for it. */
function* everyForgery({ drawn }: DrawnCommunity, slot: CommittedSlot): Generator<ForgedClearing> {
  const { orders } = slot.parts;
  for (const fills of vectors(orders.map(({ energyUkwh }) => energyUkwh))) {
    const sum = (side: Side) =>
      orders.reduce((all, own) => all + (own.side === side ? (fills[own.sequence] ?? 0) : 0), 0);
    const [bought, sold] = [sum("buy"), sum("sell")];
    const [bids, asks] = [
      [...margins(drawn, slot, fills, "buy")],
      [...margins(drawn, slot, fills, "sell")],
    ];
    if (bought + sold === 0) yield { fills, energyUkwh: 0, bid: null, ask: null, priceOff: 0 };
    else if (bought !== sold) {
      const [bid = null] = bids;
      const [ask = null] = asks;
      for (const energyUkwh of [bought, sold]) yield { fills, energyUkwh, bid, ask, priceOff: 0 };
    } else {
      for (const bid of bids) {
        for (const ask of asks) {
          for (const priceOff of [0, 1, -1]) {
            yield { fills, energyUkwh: bought, bid, ask, priceOff };
          }
        }
      }
    }
  }
}

const priceBytes = (header: Uint8Array | undefined) => header?.slice(32, 40).join();

/** Whether a forged clearing has the true fills and the true price, whatever else it says. */
function isTrue(slot: CommittedSlot, { fills }: ForgedClearing, header: Uint8Array | undefined) {
  const truth = slot.parts.cleared?.clearing.fills ?? [];
  const isPrice = priceBytes(header) === priceBytes(slot.shown.clearing?.header);
  return isPrice && fills.every((fill, place) => fill === truth[place]);
}

/** Has a forged clearing found, unless it is the truth; gives whether it was one. */
function tryForgery(
  { context, drawn }: DrawnCommunity,
  slot: CommittedSlot,
  forged: ForgedClearing,
): boolean {
  const shown = forgeClearing(keccak, drawn, slot, forged);
  if (isTrue(slot, forged, shown.clearing?.header)) return false;
  const what = () => `${JSON.stringify(forged)} for ${JSON.stringify(slot.parts.cleared)}`;
  requireFound(findChallenge(context, shown), what);
  return true;
}

describe("every forged clearing of a small book", () => {
  it.each(AUCTIONS)("under %s is found", (rule) => {
    let tried = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = smallCommunity(draw, rule);
        if (community === null) return;
        const slot = smallSlot(community, draw, 3 + draw(1));
        const honest = findChallenge(community.context, { ...slot.shown, metering: null });
        expect(honest).toEqual({ ok: true, challenge: null });
        for (const forged of everyForgery(community, slot)) {
          if (tryForgery(community, slot, forged)) tried += 1;
        }
      }),
      { numRuns: effort(16), seed: 4 },
    );
    expect(tried).toBeGreaterThan(effort(16) * 500);
  });
});

describe("a made-up clearing of a larger book", () => {
  it.each(AUCTIONS)("under %s is found", (rule) => {
    let tried = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = drawCommunity(keccak, draw, rule);
        for (const slot of drawSlots(community, draw, 2)) {
          if (!slot?.parts.cleared) continue;
          for (let n = 0; n < 20; n++) {
            const forged = cheatInFills(draw, community.drawn, slot);
            if (forged !== null && tryForgery(community, slot, forged)) tried += 1;
          }
        }
      }),
      { numRuns: effort(150), seed: 6 },
    );
    expect(tried).toBeGreaterThan(effort(150) * 3);
  });

  it("is found by the money of its pairs", () => {
    let tried = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = seededDraw(seed);
        const community = drawCommunity(keccak, draw, "PayAsBidRule");
        for (const slot of drawSlots(community, draw, 2)) {
          if (!slot) continue;
          const truth = moneyByAccount(slot, moneyLeaves(community.drawn, slot));
          for (let n = 0; n < 20; n++) {
            const leaves = moneyLeaves(community.drawn, slot);
            if (!cheatInMoney(draw, slot, leaves)) continue;
            const shown = sealMoney(keccak, slot, leaves);
            if (shown === null || moneyByAccount(slot, leaves) === truth) continue;
            tried += 1;
            const what = () => moneyByAccount(slot, leaves);
            requireFound(findChallenge(community.context, shown), what);
          }
        }
      }),
      { numRuns: effort(150), seed: 7 },
    );
    expect(tried).toBeGreaterThan(effort(150) * 2);
  });
});
