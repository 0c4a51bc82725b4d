import type { PairPricing, Ties, UniformPricing } from "@pumasi/market";
import type { Amount, Price, Slot, SlotSeconds, Ukwh } from "@pumasi/quantities";

/** A whole number between two others, both included; drawn once a home by the scenario's seed. */
export interface Range {
  low: number;
  high: number;
}

/**
 * Energy that was recorded: rows of `rowSeconds`, the first of them starting at `firstRowStart`
 * (ms, UTC), in 10^-6 kWh.
 */
export interface RecordedEnergy {
  firstRowStart: number;
  rowSeconds: number;
  energiesUkwh: Float64Array;
}

/** How a home's load runs through a day; see load-shape.ts for the figures. */
export type LoadShape = "family" | "workers" | "retired" | "shop";

export type LoadSource =
  | { kind: "recorded"; recorded: RecordedEnergy }
  | { kind: "generated"; annualUkwh: Ukwh; shape: LoadShape };

/** Generated panels: installed power (W) and which way they look, in minutes before solar noon. */
export interface GeneratedPanels {
  kind: "generated";
  peakWatts: number;
  minutesEast: number;
}

export type PanelSource = { kind: "recorded"; recorded: RecordedEnergy } | GeneratedPanels;

/** What a battery does; see battery.ts. */
export type BatteryStrategy = "self-consumption";

/**
 * A battery: what it holds (10^-6 kWh) at most and at the start, the energy it takes or gives in an hour at
 * most (10^-6 kWh), and what of the energy charged comes out again, in parts per million.
 */
export interface BatteryPlan {
  capacityUkwh: Ukwh;
  initialUkwh: Ukwh;
  powerUkwhPerHour: Ukwh;
  roundTripPpm: number;
  strategy: BatteryStrategy;
}

/** What an electric vehicle's charger does; see electric-vehicles.ts. */
export type VehicleStrategy = "on-arrival" | "solar-first";

/**
 * An electric vehicle: the energy (10^-6 kWh at the plug, charging losses included) that it needs
 * when it comes home, drawn anew every day, the charger's energy in an hour, and between which
 * minutes of the local day it leaves and returns.
 */
export interface VehiclePlan {
  dailyUkwh: Range;
  powerUkwhPerHour: Ukwh;
  leavesMinute: Range;
  returnsMinute: Range;
  strategy: VehicleStrategy;
}

/** One home. `name` is what its random draws hang on, so that the order of homes does not matter. */
export interface HomePlan {
  name: string;
  tariff: string;
  load: LoadSource;
  panels: PanelSource | null;
  battery: BatteryPlan | null;
  vehicle: VehiclePlan | null;
}

/** On which days a band of a tariff holds. */
export type BandDays = "all" | "weekdays" | "weekends";

/** From a minute of the local day on, a price (10^-6 currency/kWh), until the day's next band. */
export interface PriceBand {
  fromMinute: number;
  days: BandDays;
  price: Price;
}

/**
 * A grid tariff: what a further kWh costs and what one fed in brings, by time of use; the grid
 * operator's fees for energy traded among neighbours (10^-6 currency/kWh); and a fixed charge for
 * each local day (10^-12 currency), which the community does not change.
 */
export interface TariffPlan {
  name: string;
  retail: readonly PriceBand[];
  feedIn: readonly PriceBand[];
  buyerFee: Price;
  sellerFee: Price;
  dailyCharge: Amount;
}

/** How orders for a slot are guessed before it; see net-history.ts. */
export type Forecast = "perfect" | "persistence-day" | "persistence-week" | "same-hour-mean";

/**
 * What homes ask and bid: `grid`, everything between feed-in and retail price; `drawn`, a wish of
 * each home's own between the two, by the seed.
 */
export type Limits = "grid" | "drawn";

/**
 * How orders of a slot are matched, of those mechanisms that a scenario can compare. Where time counts
 * (`continuous`, ties by `time`), orders arrive in an order drawn anew for every slot.
 */
export type PlanRule =
  | { mechanism: "uniform-price"; pricing: UniformPricing; kPpm?: number; ties: Ties }
  | { mechanism: "pay-as-bid"; pricing: PairPricing; ties: Ties }
  | { mechanism: "continuous" }
  | { mechanism: "mid-market-rate"; ties: Ties }
  | { mechanism: "truthful" }
  | { mechanism: "posted-price"; price: Price; ties: Ties };

/**
 * The rules that divide metered energy without bids. `static` and `hybrid` give every home the same key;
 * `priority` serves homes by name.
 */
export type PlanSharing = "proportional" | "static" | "hybrid" | "priority";

/** One of the markets that a scenario compares. */
export type MarketPlan = { name: string } & (
  | { product: "ex-post"; rule: PlanRule; limits: Limits }
  | { product: "forward" | "firm"; rule: PlanRule; limits: Limits; forecast: Forecast }
  | { product: "sharing"; sharing: PlanSharing }
);

/** Where the sun is seen from, in degrees; for generated panels. */
export interface Site {
  latitude: number;
  longitude: number;
}

/** A community, its period and the markets to compare, ready to be computed. */
export interface Scenario {
  name: string;
  description: string;
  seed: string;
  currency: string;
  timeZone: string;
  site: Site;
  slotSeconds: SlotSeconds;
  fromSlot: Slot;
  slotCount: number;
  tariffs: readonly TariffPlan[];
  homes: readonly HomePlan[];
  plans: readonly MarketPlan[];
}
