import { slotStart } from "@pumasi/quantities";
import type { MarketOutcome, MemberResult, Scenario, SimulationResult } from "@pumasi/scenario";
import { describePlan } from "../describe-plan.js";
import { membersWithAWorseMonth, showAmount, showMicro } from "../result-json.js";
import {
  dayChart,
  lorenzChart,
  monthsChart,
  overviewChart,
  pricesChart,
  savingsChart,
} from "./charts.js";
import { escapeHtml } from "./draw-chart.js";
import { PAGE_STYLE } from "./page-style.js";

/** Members in a market's table, at most: those who save most and least. */
const MOST_ROWS = 200;

/** Losers named beside the overview, at most; all of them are in the tables below. */
const MOST_NAMED = 20;

/** What a report is made from; `text` is the scenario file's. */
export interface Report {
  scenario: Scenario;
  text: string;
  result: SimulationResult;
}

/**
 * The result as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.
 * The same input gives the same bytes, and all that came from the scenario is escaped.
 */
export function reportPage({ scenario, text, result }: Report): string {
  const body = [
    headOf(scenario, result),
    overviewOf(scenario, result),
    energyOf(scenario, result),
    membersOf(scenario, result),
    fairnessOf(scenario, result),
    sourceOf(scenario, text),
  ].join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(scenario.name)} · Pumasi</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function headOf(scenario: Scenario, { community }: SimulationResult): string {
  const { currency, homes, slotCount, slotSeconds, fromSlot, timeZone } = scenario;
  const day = (slot: number) => new Date(slotStart(slot, slotSeconds)).toISOString().slice(0, 16);
  const used = community.loadUkwh + community.vehicleUkwh;
  const figures: [string, string][] = [
    ["homes", homes.length.toLocaleString("en")],
    ["used", `${showMicro(used, 0)} kWh`],
    ["made by PV", `${showMicro(community.panelsUkwh, 0)} kWh`],
    ["grid tariff alone", `${showAmount(community.costWithout, 0)} ${escapeHtml(currency)}`],
    ["could be saved", `${showAmount(community.possibleSavings, 0)} ${escapeHtml(currency)}`],
    ["peak import", `${showMicro(community.peakImportMicroKw, 1)} kW`],
    ["peak export", `${showMicro(community.peakExportMicroKw, 1)} kW`],
  ];
  return `<h1>${escapeHtml(scenario.name)}</h1>
<p>${escapeHtml(scenario.description)}</p>
<p class="faint">${day(fromSlot)} to ${day(fromSlot + slotCount)} UTC, slots of ${slotSeconds / 60} minutes, local time ${escapeHtml(timeZone)}, seed ${escapeHtml(scenario.seed)}</p>
<dl class="figures">${figures.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join("")}</dl>`;
}

function overviewOf(scenario: Scenario, result: SimulationResult): string {
  const { community, markets } = result;
  const heads = [
    "mechanism",
    `saved, ${escapeHtml(scenario.currency)}`,
    "of possible",
    "members who lose",
    "member-slots worse off",
    "welfare",
    "self-sufficiency",
    "self-consumption",
    "price, mean",
    "price, lowest to highest",
    "peak from supplier",
    "Gini",
    "Jain",
  ];
  const rows = markets.map((market) => overviewRow(market, community.possibleSavings));
  return `<h2>The mechanisms compared</h2>
<p>All of them on the same homes and the same energy. Savings are against the grid tariff alone; red bars have members who lose over the whole period.</p>
<div class="cards"><div class="card">${overviewChart(result, scenario)}</div>
<div>${lossesOf(markets)}</div></div>
${table(heads, rows)}
<p class="faint">Welfare is what members, the grid operator and the community fund gain together, which is what the supplier gets less. Self-sufficiency is 1 − supplied ÷ used, self-consumption 1 − fed to the supplier ÷ PV, both by the bill: with firm contracts the supplier also settles what was contracted and not metered. The mean price is weighted by energy and without fees.</p>`;
}

function overviewRow(market: MarketOutcome, possible: bigint): string[] {
  const { prices, losers, plan } = market;
  const ofPossible = possible === 0n ? null : Number((market.savings * 1_000_000n) / possible);
  return [
    `${escapeHtml(plan.name)}<small>${escapeHtml(describePlan(plan))}</small>`,
    signed(market.savings),
    percent(ofPossible),
    losers.length === 0 ? "0" : `<span class="loss">${losers.length}</span>`,
    market.slotsWorse.toLocaleString("en"),
    showAmount(market.welfare),
    percent(market.selfSufficiencyPpm),
    percent(market.selfConsumptionPpm),
    prices === null ? "–" : showMicro(prices.energyWeightedMean, 4),
    prices === null ? "–" : `${showMicro(prices.lowest, 4)} – ${showMicro(prices.highest, 4)}`,
    `${showMicro(market.peakSuppliedMicroKw, 1)} kW`,
    market.giniPpm === null ? "–" : showMicro(market.giniPpm, 3),
    market.jainPpm === null ? "–" : showMicro(market.jainPpm, 3),
  ];
}

/** Who is worse off with which market, by name. */
function lossesOf(markets: readonly MarketOutcome[]): string {
  const fine = markets.filter(({ slotsWorse }) => slotsWorse === 0);
  const names = fine.map(({ plan }) => `<strong>${escapeHtml(plan.name)}</strong>`).join(", ");
  const nobody =
    fine.length === 0
      ? ""
      : `<p><span class="fine">Nobody is worse off in any slot</span> with ${names}.</p>`;
  return (
    nobody +
    markets
      .filter(({ slotsWorse }) => slotsWorse > 0)
      .map(lossOf)
      .join("\n")
  );
}

function lossOf(market: MarketOutcome): string {
  const { plan, losers, mostWorseAtOnce } = market;
  const shown = losers.slice(0, MOST_NAMED).map(escapeHtml).join(", ");
  const more = losers.length > MOST_NAMED ? ` and ${losers.length - MOST_NAMED} more (below)` : "";
  const who =
    losers.length === 0
      ? "nobody loses over the whole period"
      : `<span class="loss">${losers.length === 1 ? "one member loses" : `${losers.length} members lose`} over the whole period</span> (${shown}${more})`;
  return `<p class="worse"><strong>${escapeHtml(plan.name)}</strong>: ${who}; ${membersWithAWorseMonth(market)} lose in some month, and up to ${mostWorseAtOnce} are worse off in one slot.</p>`;
}

function energyOf(scenario: Scenario, result: SimulationResult): string {
  const { months, markets } = result;
  const first = escapeHtml(markets[0]?.plan.name ?? "");
  const rows = months.map((flow) => [
    flow.label,
    showMicro(flow.loadUkwh + flow.vehicleUkwh, 0),
    showMicro(flow.panelsUkwh, 0),
    showMicro(flow.importedUkwh, 0),
    showMicro(flow.exportedUkwh, 0),
    showMicro(flow.tradedUkwh[0] ?? 0, 0),
  ]);
  const heads = ["month", "used", "PV", "imported", "exported", `neighbours, ${first}`];
  return `<h2>Energy</h2>
<div class="cards">
<div class="card"><h3>Where what was used came from</h3><p class="faint">by month, with ${first}</p>${monthsChart(result)}</div>
<div class="card"><h3>A mean day</h3><p class="faint">all days of the period, local time, with ${first}</p>${dayChart(result, scenario)}</div>
</div>
<details><summary>The months in figures, kWh</summary>${table(heads, rows)}</details>`;
}

function membersOf(scenario: Scenario, { homes, markets }: SimulationResult): string {
  const costs = new Map(homes.map(({ name, costWithout }) => [name, costWithout]));
  const cards = markets.map((market, index) => {
    const sorted = [...market.members].sort((a, b) => (a.savings < b.savings ? 1 : -1));
    const lowest = Math.max(MOST_ROWS / 2, market.losers.length);
    const isCut = sorted.length > MOST_ROWS / 2 + lowest;
    const shown = isCut ? [...sorted.slice(0, MOST_ROWS / 2), ...sorted.slice(-lowest)] : sorted;
    const note = isCut
      ? `the ${MOST_ROWS / 2} who save most and the ${lowest} who save least`
      : "all";
    const rows = shown.map((member) => memberRow(member, costs.get(member.name) ?? 0n));
    const heads = ["member", "without", "with", "saves", "slots worse", "months worse"];
    return `<div class="card"><h3>${escapeHtml(market.plan.name)}</h3>
${savingsChart(market, index, scenario)}
<details><summary>Members in figures, ${escapeHtml(scenario.currency)} (${note})</summary>${table(heads, rows)}</details></div>`;
  });
  return `<h2>What each member saves</h2>
<p>Whoever saves most stands first. A member who loses is red and marked.</p>
<div class="cards">${cards.join("\n")}</div>`;
}

function memberRow(member: MemberResult, costWithout: bigint): string[] {
  const { name, costWith, savings, slotsWorse, monthsWorse } = member;
  return [
    `${escapeHtml(name)}${savings < 0n ? ' <span class="loss">loses</span>' : ""}`,
    showAmount(costWithout),
    showAmount(costWith),
    signed(savings),
    slotsWorse.toLocaleString("en"),
    String(monthsWorse),
  ];
}

function fairnessOf(scenario: Scenario, { markets }: SimulationResult): string {
  return `<h2>Prices and fairness</h2>
<div class="cards">
<div class="card"><h3>Prices among neighbours</h3><p class="faint">each slot's mean, without fees; curves that are the same lie on each other</p>${pricesChart(markets, scenario)}</div>
<div class="card"><h3>Who has how much of the savings</h3><p class="faint">the closer to the dashed line, the more alike; below zero somebody loses</p>${lorenzChart(markets)}</div>
</div>
<p class="faint">Gini is Σ |xᵢ − xⱼ| ÷ (2 n Σ |xᵢ|) of what members save: 0 when all save the same. Jain is (Σ x)² ÷ (n Σ x²): 1 when all save the same, 1/n when one has it all.</p>`;
}

function sourceOf({ seed, slotCount, slotSeconds }: Scenario, text: string): string {
  const days = (slotCount * slotSeconds) / 86_400;
  return `<h2>The scenario</h2>
<p>Save this as a file and run <code>pumasi simulate</code> with it, <code>--seed ${escapeHtml(JSON.stringify(seed))}</code> and <code>--days ${days}</code>; the result is the same on any machine.</p>
<details><summary>Its text</summary><pre>${escapeHtml(text)}</pre></details>`;
}

function table(heads: readonly string[], rows: readonly string[][]): string {
  const head = heads.map((cell) => `<th scope="col">${cell}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`);
  return `<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

function signed(amount: bigint): string {
  const shown = showAmount(amount);
  return amount < 0n ? `<span class="loss">${shown}</span>` : shown;
}

function percent(ppm: number | null): string {
  return ppm === null ? "–" : `${showMicro(ppm * 100, 1)} %`;
}
