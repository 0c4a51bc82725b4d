import type { Price, Ukwh } from "@pumasi/quantities";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { ResultFault } from "../mechanism.js";
import type { CurveMargin } from "./curve-margins.js";
import { findBetterCycle } from "./find-better-cycle.js";
import { type CurveStep, type NetworkArcs, networkArcs } from "./network-arcs.js";
import { type NetworkEvidence, networkEvidence, orderPrices } from "./network-evidence.js";
import type { NetworkLayout } from "./network-layout.js";
import { networkPrices, referenceNodes } from "./network-prices.js";
import { networkTrades } from "./network-trades.js";
import { type ResidualEdge, residualEdges } from "./residual-edges.js";

/**
 * Checks that of all results that gain the most this is the promised one: no cycle of changes makes it
 * better ("result_ration_wrong"), its prices are the middle of what they may be
 * ("result_evidence_wrong"), and partners are who they should be ("result_pairs_wrong").
 *
 * Only the margin of each curve matters for that, so that a network of zones and lines remains.
 */
export function checkNetworkChoice(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  result: MarketResult<NetworkEvidence>,
  margins: readonly CurveMargin[],
): ResultFault | null {
  const edges = edgesAt(layout, orders, result, margins);
  if (findBetterCycle(edges, layout.nodeCount) !== null) {
    return { ok: false, reason: "result_ration_wrong" };
  }
  const { fills, trades, evidence } = result;
  const lineFlows = evidence.lines.map(({ flowUkwh }) => flowUkwh);
  const nodePrices = networkPrices(edges, layout.nodeCount, referenceNodes(layout));
  const expected = networkEvidence(layout, nodePrices, lineFlows);
  if (pricesOf(expected) !== pricesOf(evidence)) {
    return { ok: false, reason: "result_evidence_wrong" };
  }
  const pairs = networkTrades(layout, orders, fills, lineFlows, orderPrices(layout, expected));
  for (const [trade, pair] of pairs.entries()) {
    const given = trades[trade];
    const isSame =
      given?.buySequence === pair.buySequence &&
      given.sellSequence === pair.sellSequence &&
      given.energyUkwh === pair.energyUkwh &&
      given.buyPrice === pair.buyPrice &&
      given.sellPrice === pair.sellPrice;
    if (!isSame) return { ok: false, reason: "result_pairs_wrong", trade };
  }
  const trade = pairs.length;
  return trades.length === trade ? null : { ok: false, reason: "result_pairs_wrong", trade };
}

/** What can still change at a result. */
function edgesAt(
  layout: NetworkLayout,
  orders: readonly MarketOrder[],
  { trades, evidence }: MarketResult<NetworkEvidence>,
  margins: readonly CurveMargin[],
): ResidualEdge[] {
  const built = networkArcs(layout, margins.map(stepsOf));
  return residualEdges(built.arcs, [
    ...margins.map(({ filledUkwh }) => filledUkwh),
    ...evidence.lines.map(({ flowUkwh }) => flowUkwh),
    ...feederFlows(layout, built, margins),
    ...pairingFlows(layout, built, orders, trades),
  ]);
}

/** A curve of which only the last price that is filled and the next that could be are known. */
function stepsOf({ offeredUkwh, filledUkwh, worst, next }: CurveMargin): CurveStep[] {
  const filled = worst === null ? [] : [{ untilUkwh: filledUkwh, limit: worst.limit }];
  return next === null ? filled : [...filled, { untilUkwh: offeredUkwh, limit: next.limit }];
}

/** What goes through each feeder (10^-6 kWh, plus into the zone). */
function feederFlows(
  layout: NetworkLayout,
  { fed }: NetworkArcs,
  margins: readonly CurveMargin[],
): Ukwh[] {
  const imports = layout.zones.map(() => 0);
  for (const [index, { filledUkwh }] of margins.entries()) {
    const { zone, side } = layout.curves[index] as NetworkLayout["curves"][number];
    imports[zone] = (imports[zone] as Ukwh) + (side === "buy" ? filledUkwh : -filledUkwh);
  }
  return fed.map((zone) => imports[zone] as Ukwh);
}

/** What each group sells to each other that it is paired with (10^-6 kWh). */
function pairingFlows(
  layout: NetworkLayout,
  { pairings }: NetworkArcs,
  orders: readonly MarketOrder[],
  trades: MarketResult["trades"],
): Ukwh[] {
  if (pairings.length === 0) return [];
  const sums = new Map<string, Ukwh>();
  for (const { buySequence, sellSequence, energyUkwh } of trades) {
    const buyGroup = layout.groupOf(orders[buySequence] as MarketOrder);
    const sellGroup = layout.groupOf(orders[sellSequence] as MarketOrder);
    const key = `${buyGroup}:${sellGroup}`;
    sums.set(key, (sums.get(key) ?? 0) + energyUkwh);
  }
  return pairings.map(({ buyGroup, sellGroup }) => sums.get(`${buyGroup}:${sellGroup}`) ?? 0);
}

function pricesOf({ zones, groups }: NetworkEvidence): string {
  const numbers: Price[] = [
    ...zones.flatMap(({ price, gridPrice }) => [price, gridPrice]),
    ...groups.flatMap(({ buyPremium, sellPremium }) => [buyPremium, sellPremium]),
  ];
  return numbers.join(" ");
}
