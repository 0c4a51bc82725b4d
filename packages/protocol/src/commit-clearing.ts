import {
  type Clearing,
  type Marginal,
  netLimit,
  type Order,
  type PairPricing,
  type Tariff,
  type Ties,
} from "@pumasi/market";
import { type CommittedLeaves, commitLeaves } from "./commit-book.js";
import { hashBook } from "./documents.js";
import {
  type BookHeader,
  type ClearingHeader,
  type MarginalOrder,
  NO_MARGINAL,
} from "./headers/index.js";
import type { Hex, Keccak256 } from "./keccak.js";
import { type BookLeaf, encodeFillLeaf, type FillLeaf, saltsOf } from "./leaves/index.js";
import { NO_PAIR_MONEY, type PairMoney, pairMoney } from "./pair-money.js";
import { rationCut } from "./ration-cut.js";

/** How a book was cleared; absent: one price for all, ties pro rata. */
export interface ClearingRule {
  ties: Ties;
  /** Each pair at its own price; null: one price for all. */
  pairPricing: PairPricing | null;
}

const USUAL_RULE: ClearingRule = { ties: "pro-rata", pairPricing: null };

/**
 * The fill leaves of a cleared book: sums over the book, over each side's marginal level, and over each account's own
 * orders. `limits` are net of fees (10^-6 currency/kWh), by sequence.
 */
export function fillLeaves(
  slot: number,
  orders: readonly Order[],
  clearing: Clearing,
  limits: readonly number[],
  money: readonly PairMoney[] = [],
): FillLeaf[] {
  const last = new Map<number, FillLeaf>();
  let [boughtUkwh, soldUkwh] = [0, 0];
  let [bidOfferedUkwh, bidFilledUkwh, askOfferedUkwh, askFilledUkwh] = [0, 0, 0, 0];
  return orders.map(({ account, side, energyUkwh }, sequence) => {
    const fillUkwh = clearing.fills[sequence] ?? 0;
    const isBid = side === "buy";
    const marginal = isBid ? clearing.bid : clearing.ask;
    const isMarginal = marginal !== null && limits[sequence] === marginal.price;
    if (isBid) {
      boughtUkwh += fillUkwh;
      if (isMarginal) bidOfferedUkwh += energyUkwh;
      if (isMarginal) bidFilledUkwh += fillUkwh;
    } else {
      soldUkwh += fillUkwh;
      if (isMarginal) askOfferedUkwh += energyUkwh;
      if (isMarginal) askFilledUkwh += fillUkwh;
    }
    const before = last.get(account);
    const { startUkwh, moneyStart, moneyEnd } = money[sequence] ?? NO_PAIR_MONEY;
    const worth = moneyEnd - moneyStart;
    const leaf: FillLeaf = {
      slot,
      sequence,
      previous: before === undefined ? 0 : before.sequence + 1,
      fillUkwh,
      boughtUkwh,
      soldUkwh,
      bidOfferedUkwh,
      bidFilledUkwh,
      askOfferedUkwh,
      askFilledUkwh,
      accountBoughtUkwh: (before?.accountBoughtUkwh ?? 0) + (isBid ? fillUkwh : 0),
      accountSoldUkwh: (before?.accountSoldUkwh ?? 0) + (isBid ? 0 : fillUkwh),
      startUkwh,
      moneyStart,
      moneyEnd,
      accountMoney: (before?.accountMoney ?? 0n) + (isBid ? -worth : worth),
    };
    last.set(account, leaf);
    return leaf;
  });
}

/** A clearing's header for the ledger and the tree of its fills. */
export function commitClearing(
  keccak: Keccak256,
  input: {
    book: BookHeader;
    secret: Hex;
    orders: readonly BookLeaf[];
    clearing: Clearing;
    rulesVersion: number;
    tariffOf: (account: number) => Tariff;
    rule?: ClearingRule;
  },
): CommittedLeaves & { header: ClearingHeader; leaves: FillLeaf[] } {
  const { book, secret, orders, clearing, rule = USUAL_RULE } = input;
  const limits = orders.map((order) => netLimit(order, input.tariffOf(order.account)));
  const { fills } = clearing;
  const money = rule.pairPricing === null ? [] : pairMoney(orders, limits, fills, rule.pairPricing);
  const leaves = fillLeaves(book.slot, orders, clearing, limits, money);
  const saltOf = saltsOf(keccak, secret, "fill");
  const committed = commitLeaves(
    keccak,
    leaves.map((leaf) => encodeFillLeaf(leaf, saltOf(leaf.sequence))),
  );
  const header: ClearingHeader = {
    ...book,
    rulesVersion: input.rulesVersion,
    price: clearing.price ?? 0,
    energyUkwh: clearing.energyUkwh,
    bid: marginalOrder("buy", clearing.bid, { orders, limits, fills }, rule.ties),
    ask: marginalOrder("sell", clearing.ask, { orders, limits, fills }, rule.ties),
    fillRoot: committed.tree.root,
    dataHash: hashBook(keccak, book.slot, orders),
  };
  return { ...committed, header, leaves };
}

function marginalOrder(
  side: Order["side"],
  marginal: Marginal | null,
  book: { orders: readonly Order[]; limits: readonly number[]; fills: readonly number[] },
  ties: Ties,
): MarginalOrder {
  if (marginal === null) return NO_MARGINAL;
  const { sequence: index, ...rest } = marginal;
  const level = book.orders.filter(
    (order) => order.side === side && book.limits[order.sequence] === marginal.price,
  );
  const entries = level.map(({ sequence, energyUkwh }) => ({
    index: sequence,
    weightUkwh: energyUkwh,
    shareUkwh: book.fills[sequence] ?? 0,
  }));
  const cut = ties === "pro-rata" ? rationCut(marginal.levelFilledUkwh, entries) : null;
  return { index, ...rest, cut };
}
