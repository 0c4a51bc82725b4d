import type { MarketOutcome, Scenario, SimulationResult } from "@pumasi/scenario";
import { describePlan } from "./describe-plan.js";
import { membersWithAWorseMonth, showAmount, showMicro } from "./result-json.js";

/** Losers named in the table, at most; the JSON and the report have all of them. */
const MOST_NAMED = 8;

/** The outcome for a terminal: a line a mechanism, and who loses. */
export function resultTable(scenario: Scenario, result: SimulationResult): string {
  const { community, markets } = result;
  const { currency, homes, slotCount, slotSeconds, seed } = scenario;
  const header = [
    "mechanism",
    `saved ${currency}`,
    "of possible",
    "losers",
    "worse slots",
    "self-suff.",
    "self-cons.",
    "price",
    "peak kW",
    "Gini",
    "Jain",
  ];
  const rows = markets.map((market) => rowOf(market, community.possibleSavings));
  const days = (slotCount * slotSeconds) / 86_400;
  return [
    `${scenario.name}`,
    `${homes.length} homes, ${days} days of ${slotSeconds / 60} min, seed ${seed}: used ${showMicro(community.loadUkwh + community.vehicleUkwh, 0)} kWh, PV ${showMicro(community.panelsUkwh, 0)} kWh, imported ${showMicro(community.importedUkwh, 0)} kWh, exported ${showMicro(community.exportedUkwh, 0)} kWh`,
    `on the grid tariff alone ${showAmount(community.costWithout)} ${currency}; at most ${showAmount(community.possibleSavings)} ${currency} can be saved; peak import ${showMicro(community.peakImportMicroKw, 1)} kW`,
    "",
    ...aligned([header, ...rows]),
    "",
    ...markets.flatMap(lossesOf),
  ].join("\n");
}

function rowOf(market: MarketOutcome, possible: bigint): string[] {
  const part = (ppm: number | null) => (ppm === null ? "–" : `${showMicro(ppm * 100, 1)} %`);
  const ofPossible = possible === 0n ? null : Number((market.savings * 1_000_000n) / possible);
  return [
    market.plan.name,
    showAmount(market.savings),
    part(ofPossible),
    String(market.losers.length),
    market.slotsWorse.toLocaleString("en"),
    part(market.selfSufficiencyPpm),
    part(market.selfConsumptionPpm),
    market.prices === null ? "–" : showMicro(market.prices.energyWeightedMean, 4),
    showMicro(market.peakSuppliedMicroKw, 1),
    market.giniPpm === null ? "–" : showMicro(market.giniPpm, 3),
    market.jainPpm === null ? "–" : showMicro(market.jainPpm, 3),
  ];
}

/** Who is worse off, in words. */
function lossesOf(market: MarketOutcome): string[] {
  const { losers, slotsWorse, mostWorseAtOnce, plan } = market;
  if (slotsWorse === 0)
    return [`${plan.name} (${describePlan(plan)}): nobody worse off in any slot`];
  const more = losers.length > MOST_NAMED ? ` and ${losers.length - MOST_NAMED} more` : "";
  const named =
    losers.length === 0
      ? "nobody loses over the whole period"
      : `LOSERS over the whole period: ${losers.slice(0, MOST_NAMED).join(", ")}${more}`;
  return [
    `${plan.name} (${describePlan(plan)}): ${named}; ${membersWithAWorseMonth(market)} members lose in some month; up to ${mostWorseAtOnce} are worse off in one slot`,
  ];
}

/** Columns of equal width: the first to the left, figures to the right. */
function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  "),
  );
}
