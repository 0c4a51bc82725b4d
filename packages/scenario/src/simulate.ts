import { AmountColumn, WHOLE_PPM } from "@pumasi/market";
import { type Amount, assert, floorDivide, type Slot } from "@pumasi/quantities";
import { CommunityEnergy } from "./community-energy.js";
import { giniPpm, jainPpm } from "./fairness.js";
import { addFlow, FlowGathering, noFlow } from "./flow-gathering.js";
import type { LocalDay } from "./local-calendar.js";
import { MarketRun, type SlotFacts } from "./market-run.js";
import { NetHistory } from "./net-history.js";
import { PossibleGain } from "./possible-gain.js";
import { coversSlots } from "./recorded-energy.js";
import type { HomePlan, RecordedEnergy, Scenario } from "./scenario.js";
import type { HomeResult, MarketOutcome, SimulationResult } from "./simulation-result.js";
import { TariffColumns } from "./tariff-columns.js";

/**
 * Computes a scenario: the homes' energy once, slot by slot, and every market on the same slots. The
 * result follows from the scenario alone, to the last unit and on any machine; the order in which homes
 * are given is irrelevant, because they are taken by name. Time is linear in homes × slots for markets
 * at one price; memory grows with the homes, and with their days only where a forecast looks back.
 *
 * `onProgress` hears how many slots are done, once a local day. A scenario that lacks a recording or has
 * two homes of one name is a bug of whoever made it.
 */
export function simulate(
  scenario: Scenario,
  onProgress: (slots: number) => void = () => undefined,
): SimulationResult {
  const run = new Simulation(byName(scenario));
  const { fromSlot, slotCount } = scenario;
  let day: LocalDay | null = null;
  for (let slot = fromSlot; slot < fromSlot + slotCount; slot++) {
    const today = run.settle(slot);
    if (day !== null && today !== day) onProgress(slot - fromSlot);
    day = today;
  }
  onProgress(slotCount);
  return run.result();
}

function byName(scenario: Scenario): Scenario {
  const homes = [...scenario.homes].sort((a, b) => (a.name < b.name ? -1 : 1));
  homes.forEach(({ name }, index) => {
    assert(name !== homes[index - 1]?.name, "homes have different names");
  });
  return { ...scenario, homes };
}

/** All that is known while slots go by. */
class Simulation {
  readonly #scenario: Scenario;
  readonly #energy: CommunityEnergy;
  readonly #tariffs: TariffColumns;
  readonly #history: NetHistory;
  readonly #possible: PossibleGain;
  readonly #markets: MarketRun[];
  readonly #energies: {
    tradedUkwh: number;
    suppliedUkwh: number;
    surplusUkwh: number;
    peak: number;
  }[];
  readonly #months: FlowGathering;
  readonly #hours: FlowGathering;
  readonly #flow = noFlow();
  readonly #slotCosts: AmountColumn;
  readonly #costs: AmountColumn;
  #peakImportUkwh = 0;
  #peakExportUkwh = 0;
  #days = 0;
  #day: LocalDay | null = null;

  constructor(scenario: Scenario) {
    const { homes, slotSeconds, plans, tariffs } = scenario;
    for (const home of homes) checkRecordings(home, scenario);
    this.#scenario = scenario;
    this.#energy = new CommunityEnergy(scenario);
    this.#tariffs = new TariffColumns(
      tariffs,
      homes.map(({ tariff }) => tariff),
    );
    const forecasts = plans.flatMap((plan) => ("forecast" in plan ? [plan.forecast] : []));
    this.#history = new NetHistory(homes.length, slotSeconds, forecasts);
    this.#possible = new PossibleGain(this.#tariffs);
    this.#markets = plans.map((plan) => new MarketRun(plan, scenario, this.#tariffs));
    this.#energies = plans.map(() => ({ tradedUkwh: 0, suppliedUkwh: 0, surplusUkwh: 0, peak: 0 }));
    this.#months = new FlowGathering(plans.length);
    this.#hours = new FlowGathering(plans.length);
    this.#slotCosts = new AmountColumn(homes.length);
    this.#costs = new AmountColumn(homes.length);
  }

  /** Settles the next slot in all markets; gives the local day it is in. */
  settle(slot: Slot): LocalDay {
    const energy = this.#energy;
    const day = energy.advance(slot);
    if (day !== this.#day) this.#beginDay(day);
    const minute = day.minutes[slot - day.fromSlot] as number;
    this.#tariffs.advance(day, minute);
    const { importedUkwh, exportedUkwh } = energy;
    this.#addCosts(importedUkwh, exportedUkwh);
    this.#possible.add(importedUkwh, exportedUkwh);
    const facts: SlotFacts = {
      slot,
      importedUkwh,
      exportedUkwh,
      tariffs: this.#tariffs,
      history: this.#history,
      costsWithout: this.#slotCosts,
    };
    for (const market of this.#markets) market.settle(facts);
    this.#history.remember(slot, importedUkwh, exportedUkwh);
    this.#gather(day, minute);
    return day;
  }

  /** Ends what ends with the period, and gives the result. */
  result(): SimulationResult {
    this.#endMonth();
    const { homes, slotCount } = this.#scenario;
    const results = homes.map((home, index) => this.#homeResult(home, index));
    const sumOf = (what: "batteryLossUkwh" | "storedAtStartUkwh" | "storedAtEndUkwh") =>
      results.reduce((sum, { energy }) => sum + energy[what], 0);
    return {
      slots: slotCount,
      homes: results,
      community: {
        ...this.#flow,
        batteryLossUkwh: sumOf("batteryLossUkwh"),
        storedAtStartUkwh: sumOf("storedAtStartUkwh"),
        storedAtEndUkwh: sumOf("storedAtEndUkwh"),
        unmetVehicleUkwh: this.#energy.unmetVehicleUkwh,
        costWithout: results.reduce((sum, { costWithout }) => sum + costWithout, 0n),
        possibleSavings: this.#possible.amount,
        peakImportMicroKw: this.#powerOf(this.#peakImportUkwh),
        peakExportMicroKw: this.#powerOf(this.#peakExportUkwh),
      },
      months: this.#months.results(),
      hours: this.#hours.results().sort((a, b) => (a.label < b.label ? -1 : 1)),
      markets: this.#markets.map((market, index) => this.#outcome(market, index, results)),
    };
  }

  #beginDay(day: LocalDay): void {
    if (this.#day !== null && monthOf(this.#day) !== monthOf(day)) this.#endMonth();
    this.#day = day;
    this.#days += 1;
  }

  #endMonth(): void {
    for (const market of this.#markets) market.endMonth();
  }

  #addCosts(importedUkwh: Float64Array, exportedUkwh: Float64Array): void {
    const { retailPrice, feedInPrice } = this.#tariffs;
    const costs = this.#slotCosts;
    costs.clear();
    for (let home = 0; home < importedUkwh.length; home++) {
      costs.add(home, importedUkwh[home] as number, retailPrice[home] as number);
      costs.add(home, -(exportedUkwh[home] as number), feedInPrice[home] as number);
    }
    this.#costs.addColumn(costs);
  }

  #gather(day: LocalDay, minute: number): void {
    const { flow } = this.#energy;
    addFlow(this.#flow, flow);
    this.#months.add(monthOf(day), flow, this.#markets);
    const hour = String(Math.floor(minute / 60)).padStart(2, "0");
    this.#hours.add(hour, flow, this.#markets);
    const net = flow.importedUkwh - flow.exportedUkwh;
    this.#peakImportUkwh = Math.max(this.#peakImportUkwh, net);
    this.#peakExportUkwh = Math.max(this.#peakExportUkwh, -net);
    this.#markets.forEach((market, index) => {
      const sums = this.#energies[index];
      assert(sums !== undefined, "every market has its sums");
      sums.tradedUkwh += market.tradedUkwh;
      sums.suppliedUkwh += market.suppliedUkwh;
      sums.surplusUkwh += market.surplusUkwh;
      sums.peak = Math.max(sums.peak, market.suppliedUkwh);
    });
  }

  #homeResult({ name, tariff }: HomePlan, home: number): HomeResult {
    const plan = this.#scenario.tariffs.find((candidate) => candidate.name === tariff);
    const charges = (plan?.dailyCharge ?? 0n) * BigInt(this.#days);
    return {
      name,
      tariff,
      energy: this.#energy.energyOf(home),
      costWithout: this.#costs.at(home) + charges,
    };
  }

  #outcome(market: MarketRun, index: number, homes: readonly HomeResult[]): MarketOutcome {
    const energies = this.#energies[index];
    assert(energies !== undefined, "every market has its sums");
    const members = homes.map(({ name, costWithout }, home) => {
      const savings = market.savings.at(home);
      return {
        name,
        costWith: costWithout - savings,
        savings,
        slotsWorse: market.slotsWorse[home] as number,
        monthsWorse: market.monthsWorse[home] as number,
      };
    });
    const each = members.map(({ savings }) => savings);
    const savings = each.reduce((sum: Amount, saving) => sum + saving, 0n);
    const others = market.othersGains(this.#costs.sum());
    assert(
      savings + others.supplier + others.gridOperator + others.fund === 0n,
      "what members save is what others get less",
    );
    const { loadUkwh, vehicleUkwh, panelsUkwh } = this.#flow;
    return {
      plan: market.plan,
      members,
      savings,
      welfare: -others.supplier,
      supplierGain: others.supplier,
      gridOperatorGain: others.gridOperator,
      fundGain: others.fund,
      losers: members.filter((member) => member.savings < 0n).map(({ name }) => name),
      slotsWorse: members.reduce((sum, { slotsWorse }) => sum + slotsWorse, 0),
      mostWorseAtOnce: market.mostWorseAtOnce,
      tradedUkwh: energies.tradedUkwh,
      suppliedUkwh: energies.suppliedUkwh,
      surplusUkwh: energies.surplusUkwh,
      selfSufficiencyPpm: restPpm(energies.suppliedUkwh, loadUkwh + vehicleUkwh),
      selfConsumptionPpm: restPpm(energies.surplusUkwh, panelsUkwh),
      peakSuppliedMicroKw: this.#powerOf(energies.peak),
      prices: market.prices.statistics(),
      giniPpm: giniPpm(each),
      jainPpm: jainPpm(each),
    };
  }

  /** The mean power (10^-6 kW) of an energy (10^-6 kWh) in one slot. */
  #powerOf(energyUkwh: number): number {
    return energyUkwh * (3600 / this.#scenario.slotSeconds);
  }
}

function monthOf({ date }: LocalDay): string {
  return date.slice(0, 7);
}

/** What is left of the whole after a part, in parts per million rounded down; null of nothing. */
function restPpm(part: number, whole: number): number | null {
  if (whole === 0) return null;
  return Number(floorDivide(BigInt(whole - part) * BigInt(WHOLE_PPM), BigInt(whole)));
}

function checkRecordings({ load, panels }: HomePlan, scenario: Scenario): void {
  const recordings: RecordedEnergy[] = [];
  if (load.kind === "recorded") recordings.push(load.recorded);
  if (panels?.kind === "recorded") recordings.push(panels.recorded);
  const { fromSlot, slotCount, slotSeconds } = scenario;
  for (const recorded of recordings) {
    assert(coversSlots(recorded, fromSlot, slotCount, slotSeconds), "a recording has every slot");
  }
}
