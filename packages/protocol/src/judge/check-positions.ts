import { clearsByMerit } from "./check-clearing-header.js";
import { checkMoney, checkMoneyPair } from "./check-pair-money.js";
import type { RuleName, Terms } from "./evidence.js";
import type { Fault } from "./fault.js";
import { isWronglyNamed, least, rationOf } from "./ration.js";
import type { SeenClearing, SeenMarginal } from "./read-headers.js";
import type { SeenFill, SeenOrder, SeenPosition } from "./read-order-leaves.js";

/** What positions of a clearing are judged by. */
export interface ClearingCase {
  rule: RuleName;
  terms: Terms;
  header: SeenClearing;
}

/** Where an order stands: on which side, at what price net of fees, and how that compares with its side's last price. */
interface Standing {
  isBid: boolean;
  net: bigint;
  marginal: SeenMarginal;
  /** Above zero: better than the last price; zero: at it. */
  better: bigint;
}

/** The limit that clearing works on (10^-6 currency/kWh): clipped to what the grid offers, net of fees. */
export function netOf(terms: Terms, { side, limitPrice }: SeenOrder): bigint {
  if (side === 0) return least(limitPrice, terms.retailPrice) - terms.buyerFee;
  return (limitPrice > terms.feedInPrice ? limitPrice : terms.feedInPrice) + terms.sellerFee;
}

function standingOf({ terms, header }: ClearingCase, order: SeenOrder): Standing {
  const isBid = order.side === 0;
  const net = netOf(terms, order);
  const marginal = isBid ? header.bid : header.ask;
  return { isBid, net, marginal, better: isBid ? net - marginal.price : marginal.price - net };
}

/** What one order and its fill break by themselves. */
export function checkPosition(clearing: ClearingCase, position: SeenPosition): Fault | null {
  const { rule, header } = clearing;
  const { order, fill, index } = position;
  const standing = standingOf(clearing, order);
  const isByMerit = clearsByMerit(rule) && header.energy > 0n;
  if (isByMerit && fill.fill > 0n && standing.better < 0n) return "FillPastLimit";
  if (fill.fill > order.energy) return "FillBeyondEnergy";
  if (isByMerit) {
    if (standing.better > 0n && fill.fill < order.energy) return "FillNotFull";
    if (!isRationed(clearing, position, standing)) return "FillRationWrong";
  }
  if (rule !== "AttestedRule" && header.energy === 0n && fill.fill > 0n) return "FillWithoutTrade";
  if (isByMerit && !isMarginalRight(clearing, position, standing)) return "MarginalWrong";
  const isFirst = index === 0;
  const isLast = index === header.orders - 1;
  if (isFirst && !areSums(fill, NO_SUMS, contributionOf(clearing, position))) return "FillSumWrong";
  if (isLast && !areHeaderSums(header, fill)) return "FillSumWrong";
  if (fill.previous > index) return "FillAccountWrong";
  if (fill.previous === 0 && !areAccountSums(rule, fill, NO_SUMS, order)) return "FillAccountWrong";
  return rule === "PayAsBidRule" ? checkMoney(header, fill) : null;
}

/** What two positions break together; `a` stands before `b`. */
export function checkPositionPair(
  clearing: ClearingCase,
  a: SeenPosition,
  b: SeenPosition,
): Fault | null {
  const { rule, terms, header } = clearing;
  if (b.index === a.index + 1 && !areSums(b.fill, a.fill, contributionOf(clearing, b))) {
    return "FillSumWrong";
  }
  const isSame = a.order.account === b.order.account;
  if (isSame && b.fill.previous <= a.index) return "FillAccountWrong";
  if (b.fill.previous === a.index + 1) {
    if (!isSame || !areAccountSums(rule, b.fill, a.fill, b.order)) return "FillAccountWrong";
  }
  if (!clearsByMerit(rule)) return null;
  const [one, other] = [standingOf(clearing, a.order), standingOf(clearing, b.order)];
  const [isFullA, isFullB] = [a, b].map(({ order, fill }) => fill.fill >= order.energy);
  if (one.isBid !== other.isBid && !isFullA && !isFullB) {
    const [bid, ask] = one.isBid ? [one, other] : [other, one];
    if (bid.net >= ask.net) return "UnfilledOrdersCross";
  }
  const isLevel = one.isBid === other.isBid && one.net === other.net;
  if (terms.ties === 1 && isLevel && !isFullA && b.fill.fill > 0n) return "FillRationWrong";
  if (rule !== "PayAsBidRule" || header.energy === 0n) return null;
  return checkMoneyPair(
    terms,
    { index: a.index, isBid: one.isBid, net: one.net, fill: a.fill },
    { index: b.index, isBid: other.isBid, net: other.net, fill: b.fill },
  );
}

/** At the last price an order has its share by largest remainder; ties by time need two orders. */
function isRationed({ terms }: ClearingCase, position: SeenPosition, standing: Standing): boolean {
  if (standing.better !== 0n || terms.ties === 1) return true;
  const { filled, offered, cut } = standing.marginal;
  const { order, fill, index } = position;
  return fill.fill === rationOf(order.energy, filled, offered, cut, index).share;
}

/** The header names the last filled order of each side, and who got the last unit that did not divide. */
function isMarginalRight(
  { terms, header }: ClearingCase,
  { order, fill, index }: SeenPosition,
  standing: Standing,
): boolean {
  const isAt = (side: SeenMarginal) => side === standing.marginal && standing.better === 0n;
  for (const side of [header.bid, header.ask]) {
    if (index === side.index && (!isAt(side) || fill.fill !== side.fill || fill.fill === 0n)) {
      return false;
    }
    if (isAt(side) && fill.fill > 0n && index > side.index) return false;
    if (index !== side.cut.index) continue;
    const { remainder } = rationOf(order.energy, side.filled, side.offered, side.cut, index);
    const isNamed = isAt(side) && terms.ties === 0 && !isWronglyNamed(side.cut, index, remainder);
    if (!isNamed) return false;
  }
  return true;
}

type Sums = Pick<
  SeenFill,
  "bought" | "sold" | "bidOffered" | "bidFilled" | "askOffered" | "askFilled"
>;

const NO_SUMS: Sums & Pick<SeenFill, "accountBought" | "accountSold" | "accountMoney"> = {
  bought: 0n,
  sold: 0n,
  bidOffered: 0n,
  bidFilled: 0n,
  askOffered: 0n,
  askFilled: 0n,
  accountBought: 0n,
  accountSold: 0n,
  accountMoney: 0n,
};

/** What an order adds to the sums over the book. */
function contributionOf(clearing: ClearingCase, { order, fill }: SeenPosition): Sums {
  const { isBid, better } = standingOf(clearing, order);
  const isAtMargin = clearsByMerit(clearing.rule) && clearing.header.energy > 0n && better === 0n;
  return {
    bought: isBid ? fill.fill : 0n,
    sold: isBid ? 0n : fill.fill,
    bidOffered: isAtMargin && isBid ? order.energy : 0n,
    bidFilled: isAtMargin && isBid ? fill.fill : 0n,
    askOffered: isAtMargin && !isBid ? order.energy : 0n,
    askFilled: isAtMargin && !isBid ? fill.fill : 0n,
  };
}

function areSums(fill: SeenFill, before: Sums, own: Sums): boolean {
  return (
    fill.bought === before.bought + own.bought &&
    fill.sold === before.sold + own.sold &&
    fill.bidOffered === before.bidOffered + own.bidOffered &&
    fill.bidFilled === before.bidFilled + own.bidFilled &&
    fill.askOffered === before.askOffered + own.askOffered &&
    fill.askFilled === before.askFilled + own.askFilled
  );
}

function areHeaderSums({ energy, bid, ask }: SeenClearing, fill: SeenFill): boolean {
  return (
    fill.bought === energy &&
    fill.sold === energy &&
    fill.bidOffered === bid.offered &&
    fill.bidFilled === bid.filled &&
    fill.askOffered === ask.offered &&
    fill.askFilled === ask.filled
  );
}

/** An account's sums are those of its order before and its own; money only where each pair has its own price. */
function areAccountSums(
  rule: RuleName,
  fill: SeenFill,
  before: Pick<SeenFill, "accountBought" | "accountSold" | "accountMoney">,
  { side }: SeenOrder,
): boolean {
  const isBid = side === 0;
  const money = fill.moneyEnd - fill.moneyStart;
  return (
    fill.accountBought === before.accountBought + (isBid ? fill.fill : 0n) &&
    fill.accountSold === before.accountSold + (isBid ? 0n : fill.fill) &&
    (rule !== "PayAsBidRule" ||
      fill.accountMoney === before.accountMoney + (isBid ? -money : money))
  );
}
