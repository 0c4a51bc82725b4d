import type { Amount, Ukwh } from "@pumasi/quantities";
import type { HomeEnergy, SlotFlow } from "./community-energy.js";
import type { PriceStatistics } from "./price-statistics.js";
import type { MarketPlan } from "./scenario.js";

/** A home whatever the market: its energies, and what the grid tariff alone would cost it. */
export interface HomeResult {
  name: string;
  tariff: string;
  energy: HomeEnergy;
  /** 10^-12 currency, the fixed charge included; plus is what it pays. */
  costWithout: Amount;
}

/** What a market did to a home, 10^-12 currency; by the place of the home in `homes`. */
export interface MemberResult {
  name: string;
  costWith: Amount;
  /** costWithout − costWith; below zero the home lost by taking part. */
  savings: Amount;
  /** In how many slots it was worse off than on the grid tariff alone. */
  slotsWorse: number;
  /** In how many local months (the first and last as far as they are in the period). */
  monthsWorse: number;
}

/** Energies of a month ("2016-08") or an hour of the day ("00" … "23"), 10^-6 kWh. */
export interface FlowResult extends SlotFlow {
  label: string;
  slots: number;
  /** What was traded among neighbours, by market. */
  tradedUkwh: number[];
}

/** One market of the comparison; energies in 10^-6 kWh, amounts in 10^-12 currency. */
export interface MarketOutcome {
  plan: MarketPlan;
  members: MemberResult[];
  /** What all members save together. */
  savings: Amount;
  /** What members, grid operator and fund gain together: what the supplier gets less. */
  welfare: Amount;
  /** Gains (plus) of those who are no members; savings and these three sum to zero. */
  supplierGain: Amount;
  gridOperatorGain: Amount;
  fundGain: Amount;
  /** Members who lose over the whole period, by name. */
  losers: string[];
  /** Slots of single members in which they were worse off, and the most members in one slot. */
  slotsWorse: number;
  mostWorseAtOnce: number;
  tradedUkwh: number;
  suppliedUkwh: number;
  surplusUkwh: number;
  /** 1 − supplied ÷ used (load and vehicles), in parts per million; null without use. */
  selfSufficiencyPpm: number | null;
  /** 1 − surplus ÷ panels' energy, in parts per million; null without panels. */
  selfConsumptionPpm: number | null;
  /** The most that the supplier delivered in a slot, by its bills, as 10^-6 kW. */
  peakSuppliedMicroKw: number;
  prices: PriceStatistics | null;
  giniPpm: number | null;
  jainPpm: number | null;
}

/** What a scenario gave. Everything follows from the scenario alone. */
export interface SimulationResult {
  slots: number;
  homes: HomeResult[];
  /** All homes together over the whole period. */
  community: SlotFlow & {
    batteryLossUkwh: number;
    storedAtStartUkwh: number;
    storedAtEndUkwh: number;
    /** What vehicles lacked when they left. */
    unmetVehicleUkwh: Ukwh;
    costWithout: Amount;
    /** The most that any market could save its members. */
    possibleSavings: Amount;
    /** The most that flowed into, and out of, the community in a slot, as 10^-6 kW. */
    peakImportMicroKw: number;
    peakExportMicroKw: number;
  };
  months: FlowResult[];
  hours: FlowResult[];
  markets: MarketOutcome[];
}
