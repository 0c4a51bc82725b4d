import { fillLeaves } from "../../commit-clearing.js";
import type { Keccak256 } from "../../keccak.js";
import { encodeFillLeaf, type FillLeaf, saltsOf } from "../../leaves/index.js";
import { MerkleTree } from "../../merkle.js";
import { pairMoney } from "../../pair-money.js";
import type { ShownSlot } from "../find/published.js";
import { type Draw, pick } from "./draw.js";
import { type CommittedSlot, secretOf } from "./drawn-community.js";
import type { DrawnTerms } from "./drawn-terms.js";
import { limitsOf } from "./forge-clearing.js";
import { withFields } from "./layouts.js";

const PRICINGS = ["middle", "bid", "ask"] as const;

/** The true fill leaves of a slot that pays by pairs. */
export function moneyLeaves(drawn: DrawnTerms, slot: CommittedSlot): FillLeaf[] {
  const { orders, cleared } = slot.parts;
  if (!cleared) return [];
  const limits = limitsOf(drawn, slot);
  const pricing = PRICINGS[drawn.terms.pricing] as (typeof PRICINGS)[number];
  const money = pairMoney(orders, limits, cleared.clearing.fills, pricing);
  return fillLeaves(slot.parts.slot, orders, cleared.clearing, limits, money);
}

/** Makes up what orders are worth: M raised from some energy on, on one side or both, or two orders' places exchanged. */
export function cheatInMoney(draw: Draw, slot: CommittedSlot, leaves: FillLeaf[]): boolean {
  const filled = leaves.filter(({ fillUkwh }) => fillUkwh > 0);
  if (filled.length < 2) return false;
  const isBid = ({ sequence }: FillLeaf) => slot.parts.orders[sequence]?.side === "buy";
  const [one, other] = [pick(draw, filled), pick(draw, filled)];
  const by = BigInt(draw(6) - 3);
  const kind = draw(3);
  if (kind === 0) {
    // Two orders of a side change places, each with the money of its new place.
    if (one === other || isBid(one) !== isBid(other) || one.fillUkwh !== other.fillUkwh)
      return false;
    const { startUkwh, moneyStart, moneyEnd } = one;
    Object.assign(one, {
      startUkwh: other.startUkwh,
      moneyStart: other.moneyStart,
      moneyEnd: other.moneyEnd,
    });
    Object.assign(other, { startUkwh, moneyStart, moneyEnd });
  } else {
    const from = one.startUkwh + draw(1) * one.fillUkwh;
    const until = kind === 1 ? Number.POSITIVE_INFINITY : from + 1;
    const side = kind === 3 ? isBid(one) : null;
    for (const leaf of filled) {
      if (side !== null && isBid(leaf) !== side) continue;
      const end = leaf.startUkwh + leaf.fillUkwh;
      if (leaf.startUkwh >= from && leaf.startUkwh < until) leaf.moneyStart += by;
      if (end >= from && end < until) leaf.moneyEnd += by;
    }
  }
  const sums = new Map<number, bigint>();
  for (const leaf of leaves) {
    const account = slot.parts.orders[leaf.sequence]?.account ?? 0;
    const worth = leaf.moneyEnd - leaf.moneyStart;
    const sum = (sums.get(account) ?? 0n) + (isBid(leaf) ? -worth : worth);
    sums.set(account, sum);
    leaf.accountMoney = sum;
  }
  return true;
}

/** Commits made-up fill leaves under the true header. */
export function sealMoney(
  keccak: Keccak256,
  slot: CommittedSlot,
  leaves: readonly FillLeaf[],
): ShownSlot | null {
  const { clearing } = slot.shown;
  if (clearing === null) return null;
  const saltOf = saltsOf(keccak, secretOf(keccak, slot.parts.slot), "fill");
  const words = leaves.map((leaf) => encodeFillLeaf(leaf, saltOf(leaf.sequence)));
  const fillRoot = BigInt(new MerkleTree(keccak, words.map(keccak)).root);
  const header = withFields("clearingHeader", clearing.header, { fillRoot });
  return { ...slot.shown, clearing: { header, fills: words }, metering: null };
}

/** What everybody is paid for its trades, by account. */
export function moneyByAccount(slot: CommittedSlot, leaves: readonly FillLeaf[]): string {
  const last = new Map(
    leaves.map((leaf) => [slot.parts.orders[leaf.sequence]?.account, leaf.accountMoney]),
  );
  return [...last].map(([account, money]) => `${account}:${money}`).join();
}
