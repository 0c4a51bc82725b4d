import type { Price, Ukwh } from "@pumasi/quantities";
import { checkTrades } from "../check-trades.js";
import type { MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { NetworkRule } from "../market-rule.js";
import type { ResultCheck, ResultFault } from "../mechanism.js";
import { onePrice } from "../one-price.js";
import { takeBook } from "../take-book.js";
import { checkNetworkChoice } from "./check-network-choice.js";
import { checkNetworkMerit } from "./check-network-merit.js";
import { checkNetworkPrices } from "./check-network-prices.js";
import { clearNetwork } from "./clear-network.js";
import { curveMargins } from "./curve-margins.js";
import type { SolveLinearProgram } from "./linear-program.js";
import {
  feeAmountOf,
  firstZoneOf,
  type NetworkEvidence,
  networkEvidence,
} from "./network-evidence.js";
import { type ApartAccount, type NetworkLayout, networkLayout } from "./network-layout.js";
import { firstOverloaded } from "./optimise-network.js";
import { networkRefusal } from "./take-network.js";

/**
 * Checks a result on a network without a solver, in time linear in the orders and trades; what is not,
 * depends on the numbers of zones and lines alone.
 *
 * After what holds for every mechanism: that evidence is of this network, its flows balance in every
 * zone ("result_evidence_wrong") and keep to capacities ("result_capacity_exceeded"); that better
 * orders of a zone come first ("result_against_merit") and equals share ("result_ration_wrong"); that
 * the prices prove the welfare to be the most possible ("result_welfare_left"); that of equal outcomes
 * it is the promised one ("result_ration_wrong"), at the promised prices ("result_evidence_wrong") and
 * with the promised partners ("result_pairs_wrong").
 *
 * Where accounts stand apart, which no admitted book needs, the whole is cleared once more from nothing,
 * without a solver, because who must stand apart cannot be seen from the outcome; that takes longer.
 */
export function checkNetwork(
  book: MarketBook<NetworkRule>,
  result: MarketResult<NetworkEvidence>,
): ResultCheck {
  const { network } = book.rule;
  const taken = takeBook(book);
  if (!taken.ok) return { ok: false, reason: "result_book_invalid" };
  const { orders, limits } = taken;
  if (networkRefusal(network, orders, limits) !== null) {
    return { ok: false, reason: "result_book_invalid" };
  }
  const { evidence, fills, trades } = result;
  const plain = networkLayout(network, []);
  const flows = evidence.lines.map(({ flowUkwh }) => flowUkwh);
  const isWhole = flows.length === plain.lines.length && flows.every(Number.isSafeInteger);
  const fault = checkTrades(orders, limits, result, isWhole ? feeAmountOf(plain, flows) : 0n);
  if (fault !== null) return fault;
  if (result.price !== onePrice(trades)) return { ok: false, reason: "result_price_differs" };
  const apart = isWhole ? apartIn(plain, orders, evidence) : null;
  if (apart === null) return { ok: false, reason: "result_evidence_wrong" };
  const layout = networkLayout(network, apart);
  const margins = curveMargins(layout, orders, limits, fills);
  return (
    checkEvidence(layout, orders, fills, evidence) ??
    checkNetworkMerit(layout, orders, limits, fills, margins) ??
    checkNetworkPrices(layout, orders, limits, result) ??
    (apart.length === 0 ? null : checkWhoStandsApart(book, result)) ??
    checkNetworkChoice(layout, orders, result, margins) ?? { ok: true }
  );
}

/** The accounts that stand apart according to evidence, or null where it cannot be. */
function apartIn(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  { groups }: NetworkEvidence,
): ApartAccount[] | null {
  const regionOf = new Map(layout.zones.map(({ region }) => [firstZoneOf(layout, region), region]));
  const bothSides = new Map<string, Set<string>>();
  for (const order of groups.length === 0 ? [] : orders) {
    const region = layout.zones[layout.zoneOf(order)]?.region;
    const key = `${region}:${order.account}`;
    bothSides.set(key, (bothSides.get(key) ?? new Set()).add(order.side));
  }
  const apart: ApartAccount[] = [];
  for (const { zone, account } of groups) {
    const region = regionOf.get(zone);
    if (region === undefined) return null;
    if (account === null) continue;
    if (bothSides.get(`${region}:${account}`)?.size !== 2) return null;
    apart.push({ region, account });
  }
  return apart;
}

/**
 * Checks who stands apart by clearing once more from nothing: the outcome does not depend on where the
 * solver starts, and which accounts must stand apart cannot be seen from the outcome alone.
 */
function checkWhoStandsApart(
  book: MarketBook<NetworkRule>,
  result: MarketResult<NetworkEvidence>,
): ResultFault | null {
  const cleared = clearNetwork(fromNothing, book);
  const isSame = cleared.ok && textOf(cleared.result) === textOf(result);
  return isSame ? null : { ok: false, reason: "result_evidence_wrong" };
}

/** A solver that finds nothing: everything is left to the exact integers. */
const fromNothing: SolveLinearProgram = ({ columns }) => ({
  objective: 0,
  values: columns.map(() => 0),
});

/** A result as text, its keys in one order; equal results give equal texts. */
function textOf({
  price,
  energyUkwh,
  welfare,
  fund,
  fills,
  ...rest
}: MarketResult<NetworkEvidence>) {
  const { zones, groups, lines, feeAmount } = rest.evidence;
  const trades = rest.trades.map((trade) => [
    trade.buySequence,
    trade.sellSequence,
    trade.energyUkwh,
    trade.buyPrice,
    trade.sellPrice,
  ]);
  const parts = [
    zones.map(({ zone, price: ofZone, gridPrice }) => [zone, ofZone, gridPrice]),
    groups.map(({ zone, account, buyPremium, sellPremium }) => [
      zone,
      account,
      buyPremium,
      sellPremium,
    ]),
    lines.map(({ id, flowUkwh }) => [id, flowUkwh]),
  ];
  const amounts = [welfare, fund, feeAmount].map(String);
  return JSON.stringify([price, energyUkwh, amounts, fills, trades, parts]);
}

/** Checks that evidence has this layout's form, that flows balance, and that they keep to capacities. */
function checkEvidence(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  fills: readonly Ukwh[],
  evidence: NetworkEvidence,
): ResultFault | null {
  const wrong: ResultFault = { ok: false, reason: "result_evidence_wrong" };
  const { zones, groups, lines } = evidence;
  const flows = lines.map(({ flowUkwh }) => flowUkwh);
  const expected = networkEvidence(layout, new Array<Price>(layout.nodeCount).fill(0), flows);
  const isAlike =
    namesOf(evidence) === namesOf(expected) && evidence.feeAmount === expected.feeAmount;
  const prices = [
    ...zones.flatMap(({ price, gridPrice }) => [price, gridPrice]),
    ...groups.flatMap(({ buyPremium, sellPremium }) => [buyPremium, sellPremium]),
  ];
  if (!isAlike || !prices.every(Number.isSafeInteger)) return wrong;
  const imports = layout.zones.map(() => 0);
  const bring = (zone: number, energyUkwh: Ukwh) => {
    imports[zone] = (imports[zone] as Ukwh) + energyUkwh;
  };
  for (const order of orders) {
    const fill = fills[order.sequence] as Ukwh;
    bring(layout.zoneOf(order), order.side === "buy" ? fill : -fill);
  }
  const arriving = layout.zones.map(() => 0);
  for (const [index, { from, to }] of layout.lines.entries()) {
    arriving[from] = (arriving[from] as Ukwh) - (flows[index] as Ukwh);
    arriving[to] = (arriving[to] as Ukwh) + (flows[index] as Ukwh);
  }
  if (imports.some((energyUkwh, zone) => energyUkwh !== arriving[zone])) return wrong;
  const line = firstOverloaded(layout.lines, flows);
  if (line !== null) return { ok: false, reason: "result_capacity_exceeded", line };
  for (const [zone, { feeder }] of layout.zones.entries()) {
    if (feeder === null) continue;
    const energyUkwh = imports[zone] as Ukwh;
    const { importCapacityUkwh, exportCapacityUkwh, id } = feeder;
    if (energyUkwh > importCapacityUkwh || -energyUkwh > exportCapacityUkwh) {
      return { ok: false, reason: "result_capacity_exceeded", line: id };
    }
  }
  return null;
}

/** What evidence is about, as one text. */
function namesOf({ zones, groups, lines }: NetworkEvidence): string {
  return JSON.stringify([
    zones.map(({ zone }) => zone),
    groups.map(({ zone, account }) => [zone, account]),
    lines.map(({ id }) => id),
  ]);
}
