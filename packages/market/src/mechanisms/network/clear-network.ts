import type { Price } from "@pumasi/quantities";
import { assembleResult } from "../assemble-result.js";
import type { MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { NetworkRule } from "../market-rule.js";
import type { Cleared } from "../mechanism.js";
import { onePrice } from "../one-price.js";
import { takeBook } from "../take-book.js";
import { findApartAccounts } from "./find-apart-accounts.js";
import type { SolveLinearProgram } from "./linear-program.js";
import { type NetworkEvidence, networkEvidence, orderPrices } from "./network-evidence.js";
import { type ApartAccount, networkLayout } from "./network-layout.js";
import { networkPrices, referenceNodes } from "./network-prices.js";
import { networkTrades } from "./network-trades.js";
import { type NetworkOptimum, optimiseNetwork, overloadedLine } from "./optimise-network.js";
import { residualEdges } from "./residual-edges.js";
import { networkRefusal } from "./take-network.js";

/** Clears a book as `network` says, starting from what the solver finds. */
export function clearNetwork(
  solve: SolveLinearProgram,
  book: MarketBook<NetworkRule>,
): Cleared<NetworkEvidence> {
  const taken = takeBook(book);
  if (!taken.ok) return taken;
  const { orders, limits } = taken;
  const refusal = networkRefusal(book.rule.network, orders, limits);
  if (refusal !== null) return refusal;
  const apart: ApartAccount[] = [];
  for (;;) {
    const layout = networkLayout(book.rule.network, apart);
    const optimum = optimiseNetwork(solve, layout, orders, limits);
    const line = overloadedLine(optimum);
    if (line !== null) return { ok: false, reason: "book_network_infeasible", line };
    const more = findApartAccounts(layout, orders, optimum.fills);
    if (more.length === 0) return { ok: true, result: resultOf(optimum, orders, limits) };
    apart.push(...more);
  }
}

function resultOf(
  { layout, arcs, lineFlowsUkwh, flowsUkwh, fills }: NetworkOptimum,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): MarketResult<NetworkEvidence> {
  const nodePrices = networkPrices(
    residualEdges(arcs, flowsUkwh),
    layout.nodeCount,
    referenceNodes(layout),
  );
  const evidence = networkEvidence(layout, nodePrices, lineFlowsUkwh);
  const priceOf = orderPrices(layout, evidence);
  const trades = networkTrades(layout, orders, fills, lineFlowsUkwh, priceOf);
  const result = assembleResult(orders, limits, onePrice(trades), trades, evidence);
  return { ...result, welfare: result.welfare - evidence.feeAmount };
}
