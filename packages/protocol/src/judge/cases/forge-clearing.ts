import { type Marginal, midpoint, netLimit, type Side, uniformPriceFrom } from "@pumasi/market";
import { fillLeaves } from "../../commit-clearing.js";
import { encodeClearingHeader, type MarginalOrder, NO_MARGINAL } from "../../headers/index.js";
import { ZERO_HASH } from "../../hex.js";
import type { Keccak256 } from "../../keccak.js";
import { encodeFillLeaf, saltsOf } from "../../leaves/index.js";
import { MerkleTree } from "../../merkle.js";
import { type PairMoney, pairMoney } from "../../pair-money.js";
import type { ShownSlot } from "../find/published.js";
import { bestCut } from "./best-cut.js";
import type { CommittedSlot } from "./drawn-community.js";
import { secretOf } from "./drawn-community.js";
import type { DrawnTerms } from "./drawn-terms.js";

/** Fills and margins that a cheat made up. */
export interface ForgedClearing {
  fills: number[];
  energyUkwh: number;
  bid: ForgedMargin | null;
  ask: ForgedMargin | null;
  /** Added to the price by formula. */
  priceOff: number;
}

export interface ForgedMargin {
  index: number;
  price: number;
  fillUkwh: number;
}

const PAIR_PRICINGS = ["middle", "bid", "ask"] as const;
const PRICINGS = ["midpoint", "marginal-bid", "marginal-ask", "k"] as const;

/** Net limits by sequence. */
export function limitsOf({ tariff }: DrawnTerms, slot: CommittedSlot): number[] {
  return slot.parts.orders.map((order) => netLimit(order, tariff));
}

/**
 * Commits made-up fills as a careful cheat does: all sums, levels, cuts, the price by formula and pairs' money follow from
 * the fills and margins.
 */
export function forgeClearing(
  keccak: Keccak256,
  drawn: DrawnTerms,
  slot: CommittedSlot,
  forged: ForgedClearing,
): ShownSlot {
  const { orders } = slot.parts;
  const limits = limitsOf(drawn, slot);
  const { fills, energyUkwh } = forged;
  const level = (side: Side, margin: ForgedMargin | null) =>
    margin === null ? [] : orders.filter((order) => isAt(order.side, order.sequence, side, margin));
  const isAt = (own: Side, sequence: number, side: Side, { price }: ForgedMargin) =>
    own === side && limits[sequence] === price;
  const marginOf = (side: Side, margin: ForgedMargin | null): MarginalOrder => {
    if (margin === null) return NO_MARGINAL;
    const entries = level(side, margin).map(({ sequence, energyUkwh: weight }) => ({
      index: sequence,
      weight,
      share: fills[sequence] as number,
    }));
    const levelFilledUkwh = entries.reduce((sum, { share }) => sum + share, 0);
    const levelOfferedUkwh = entries.reduce((sum, { weight }) => sum + weight, 0);
    const cut = drawn.terms.ties === 0 ? bestCut(levelFilledUkwh, entries) : null;
    return { ...margin, levelFilledUkwh, levelOfferedUkwh, cut };
  };
  const [bid, ask] = [marginOf("buy", forged.bid), marginOf("sell", forged.ask)];
  const isTraded = forged.bid !== null && forged.ask !== null;
  const price = (isTraded ? priceBetween(drawn, bid.price, ask.price) : 0) + forged.priceOff;
  const asMarginal = (sequence: number, own: MarginalOrder): Marginal => ({ sequence, ...own });
  const leaves = fillLeaves(
    slot.parts.slot,
    orders,
    {
      price,
      energyUkwh,
      bid: forged.bid && asMarginal(bid.index, bid),
      ask: forged.ask && asMarginal(ask.index, ask),
      fills,
    },
    limits,
    moneyOf(drawn, slot, forged),
  );
  const saltOf = saltsOf(keccak, secretOf(keccak, slot.parts.slot), "fill");
  const words = leaves.map((leaf) => encodeFillLeaf(leaf, saltOf(leaf.sequence)));
  const header = encodeClearingHeader({
    slot: slot.parts.slot,
    orders: orders.length,
    rulesVersion: 1,
    price,
    energyUkwh,
    bid,
    ask,
    bookRoot: new MerkleTree(keccak, slot.shown.book.orders.map(keccak)).root,
    fillRoot: new MerkleTree(keccak, words.map(keccak)).root,
    dataHash: ZERO_HASH,
  });
  return { ...slot.shown, clearing: { header, fills: words }, metering: null };
}

function priceBetween({ rule, terms }: DrawnTerms, bid: number, ask: number): number {
  if (rule === "PayAsBidRule") return midpoint(bid, ask);
  const pricing = PRICINGS[terms.pricing] as (typeof PRICINGS)[number];
  return uniformPriceFrom(bid, ask, { pricing, kPpm: terms.kPpm }) ?? 0;
}

/** The money of pairs, where fills on both sides agree; else none is to be had. */
function moneyOf(
  drawn: DrawnTerms,
  slot: CommittedSlot,
  { fills, energyUkwh }: ForgedClearing,
): PairMoney[] {
  if (drawn.rule !== "PayAsBidRule") return [];
  const { orders } = slot.parts;
  const sum = (side: Side) =>
    orders.reduce((all, own) => all + (own.side === side ? (fills[own.sequence] ?? 0) : 0), 0);
  if (sum("buy") !== sum("sell") || energyUkwh === 0) return [];
  const pricing = PAIR_PRICINGS[drawn.terms.pricing] as (typeof PAIR_PRICINGS)[number];
  return pairMoney(orders, limitsOf(drawn, slot), fills, pricing);
}

/** The margins that a cheat might name for made-up fills: each price at which something was filled, and prices nearby. */
export function* margins(
  drawn: DrawnTerms,
  slot: CommittedSlot,
  fills: readonly number[],
  side: Side,
): Generator<ForgedMargin> {
  const limits = limitsOf(drawn, slot);
  const own = slot.parts.orders.filter((order) => order.side === side);
  const prices = new Set(own.map(({ sequence }) => limits[sequence] as number));
  for (const price of prices) {
    const filled = own.filter(
      ({ sequence }) => limits[sequence] === price && (fills[sequence] ?? 0) > 0,
    );
    const last = filled.at(-1);
    if (last === undefined) continue;
    const margin = { index: last.sequence, price, fillUkwh: fills[last.sequence] as number };
    yield margin;
    yield { ...margin, price: price + (side === "buy" ? -1 : 1) };
    if (filled.length > 1) {
      const { sequence } = filled[0] as (typeof filled)[number];
      yield { index: sequence, price, fillUkwh: fills[sequence] as number };
    }
  }
  yield { index: slot.parts.orders.length, price: limits[0] ?? 0, fillUkwh: 1 };
}
