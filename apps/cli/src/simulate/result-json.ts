import {
  type Amount,
  printAmount,
  printDecimal,
  printKwh,
  printPrice,
  slotStart,
} from "@pumasi/quantities";
import type {
  FlowResult,
  HomeResult,
  MarketOutcome,
  MemberResult,
  Scenario,
  SimulationResult,
} from "@pumasi/scenario";
import { describePlan } from "./describe-plan.js";

/**
 * The result as JSON that stays as it is: energies (kWh), powers (kW), prices (currency/kWh), amounts
 * (currency) and parts (0 to 1) are exact decimal texts, counts are numbers, and what does not exist is
 * null. `costWith` and `costWithout` are what a member pays; savings and gains below zero are losses.
 */
export function resultJson(scenario: Scenario, result: SimulationResult) {
  const { fromSlot, slotCount, slotSeconds } = scenario;
  const at = (slot: number) => new Date(slotStart(slot, slotSeconds)).toISOString();
  const { community } = result;
  return {
    scenario: {
      name: scenario.name,
      seed: scenario.seed,
      currency: scenario.currency,
      timeZone: scenario.timeZone,
      from: at(fromSlot),
      until: at(fromSlot + slotCount),
      slotMinutes: slotSeconds / 60,
      slots: slotCount,
      homes: scenario.homes.length,
    },
    community: {
      load: printKwh(community.loadUkwh),
      evCharging: printKwh(community.vehicleUkwh),
      evUnmet: printKwh(community.unmetVehicleUkwh),
      pv: printKwh(community.panelsUkwh),
      batteryCharged: printKwh(community.chargedUkwh),
      batteryDischarged: printKwh(community.dischargedUkwh),
      batteryLosses: printKwh(community.batteryLossUkwh),
      storedAtStart: printKwh(community.storedAtStartUkwh),
      storedAtEnd: printKwh(community.storedAtEndUkwh),
      imported: printKwh(community.importedUkwh),
      exported: printKwh(community.exportedUkwh),
      peakImport: printKwh(community.peakImportMicroKw),
      peakExport: printKwh(community.peakExportMicroKw),
      costWithout: printAmount(community.costWithout),
      possibleSavings: printAmount(community.possibleSavings),
    },
    mechanisms: result.markets.map((market) => marketJson(market)),
    homes: result.homes.map(homeJson),
    months: result.months.map((flow) => flowJson(flow, result.markets)),
    hours: result.hours.map((flow) => flowJson(flow, result.markets)),
  };
}

function marketJson(market: MarketOutcome) {
  const { prices } = market;
  return {
    name: market.plan.name,
    settings: describePlan(market.plan),
    savings: printAmount(market.savings),
    welfare: printAmount(market.welfare),
    supplierGain: printAmount(market.supplierGain),
    gridOperatorGain: printAmount(market.gridOperatorGain),
    fundGain: printAmount(market.fundGain),
    losers: market.losers,
    memberSlotsWorse: market.slotsWorse,
    mostMembersWorseInOneSlot: market.mostWorseAtOnce,
    membersWithAWorseMonth: membersWithAWorseMonth(market),
    traded: printKwh(market.tradedUkwh),
    fromSupplier: printKwh(market.suppliedUkwh),
    toSupplier: printKwh(market.surplusUkwh),
    selfSufficiency: printPart(market.selfSufficiencyPpm),
    selfConsumption: printPart(market.selfConsumptionPpm),
    peakFromSupplier: printKwh(market.peakSuppliedMicroKw),
    price:
      prices === null
        ? null
        : {
            slots: prices.slots,
            lowest: printPrice(prices.lowest),
            median: printPrice(prices.median),
            mean: printPrice(prices.mean),
            energyWeightedMean: printPrice(prices.energyWeightedMean),
            highest: printPrice(prices.highest),
          },
    gini: printPart(market.giniPpm),
    jain: printPart(market.jainPpm),
    members: market.members.map(memberJson),
  };
}

/** How many members were worse off in a local month at least. */
export function membersWithAWorseMonth({ members }: MarketOutcome): number {
  return members.filter(({ monthsWorse }) => monthsWorse > 0).length;
}

function memberJson({ name, costWith, savings, slotsWorse, monthsWorse }: MemberResult) {
  return {
    name,
    costWith: printAmount(costWith),
    savings: printAmount(savings),
    loses: savings < 0n,
    slotsWorse,
    monthsWorse,
  };
}

function homeJson({ name, tariff, energy, costWithout }: HomeResult) {
  return {
    name,
    tariff,
    load: printKwh(energy.loadUkwh),
    evCharging: printKwh(energy.vehicleUkwh),
    pv: printKwh(energy.panelsUkwh),
    batteryCharged: printKwh(energy.chargedUkwh),
    batteryDischarged: printKwh(energy.dischargedUkwh),
    batteryLosses: printKwh(energy.batteryLossUkwh),
    imported: printKwh(energy.importedUkwh),
    exported: printKwh(energy.exportedUkwh),
    costWithout: printAmount(costWithout),
  };
}

function flowJson(flow: FlowResult, markets: readonly MarketOutcome[]) {
  return {
    label: flow.label,
    slots: flow.slots,
    load: printKwh(flow.loadUkwh),
    evCharging: printKwh(flow.vehicleUkwh),
    pv: printKwh(flow.panelsUkwh),
    batteryCharged: printKwh(flow.chargedUkwh),
    batteryDischarged: printKwh(flow.dischargedUkwh),
    imported: printKwh(flow.importedUkwh),
    exported: printKwh(flow.exportedUkwh),
    traded: markets.map(({ plan }, index) => ({
      mechanism: plan.name,
      energy: printKwh(flow.tradedUkwh[index] ?? 0),
    })),
  };
}

/** Parts per million as a decimal text of one. */
function printPart(ppm: number | null): string | null {
  return ppm === null ? null : printDecimal(BigInt(ppm), 6);
}

/** An amount rounded half away from zero to so many decimals, with thousands set apart: for people. */
export function showAmount(amount: Amount, decimals = 2): string {
  return showFixed(amount, 12, decimals);
}

/** 10^-6 units (kWh, kW, prices, parts) for people. */
export function showMicro(value: number, decimals: number): string {
  return showFixed(BigInt(value), 6, decimals);
}

function showFixed(value: bigint, unit: number, decimals: number): string {
  const divisor = 10n ** BigInt(unit - decimals);
  const size = value < 0n ? -value : value;
  const rounded = (2n * size + divisor) / (2n * divisor);
  const digits = rounded.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = decimals === 0 ? "" : `.${digits.slice(digits.length - decimals)}`;
  return `${value < 0n && rounded > 0n ? "−" : ""}${whole}${fraction}`;
}
