import { expandHomes, type HomeGroup } from "../expand-homes.js";
import type { HomePlan, MarketPlan, PriceBand, Scenario, TariffPlan } from "../scenario.js";

const at = (price: number): PriceBand[] => [{ fromMinute: 0, days: "all", price }];

/** 0.30 and 0.08 at all times, no fees. */
export const FLAT: TariffPlan = {
  name: "flat",
  retail: at(300_000),
  feedIn: at(80_000),
  buyerFee: 0,
  sellerFee: 0,
  dailyCharge: 0n,
};

/** Cheap nights and weekends, and fees. */
export const BANDS: TariffPlan = {
  name: "bands",
  retail: [
    { fromMinute: 0, days: "all", price: 210_000 },
    { fromMinute: 360, days: "weekdays", price: 330_000 },
    { fromMinute: 1320, days: "weekdays", price: 210_000 },
  ],
  feedIn: at(70_000),
  buyerFee: 20_000,
  sellerFee: 5000,
  dailyCharge: 250_000_000_000n,
};

export const MIDPOINT = {
  name: "ex-post",
  product: "ex-post",
  rule: { mechanism: "uniform-price", pricing: "midpoint", ties: "pro-rata" },
  limits: "grid",
} as const satisfies MarketPlan;

/** One of every product and mechanism. */
export const EVERY_PLAN: MarketPlan[] = [
  MIDPOINT,
  { ...MIDPOINT, name: "by time", rule: { ...MIDPOINT.rule, ties: "time" } as never },
  { ...MIDPOINT, name: "drawn", limits: "drawn" },
  {
    name: "pairs",
    product: "ex-post",
    rule: { mechanism: "pay-as-bid", pricing: "middle", ties: "pro-rata" },
    limits: "drawn",
  },
  { name: "continuous", product: "ex-post", rule: { mechanism: "continuous" }, limits: "drawn" },
  { name: "truthful", product: "ex-post", rule: { mechanism: "truthful" }, limits: "drawn" },
  {
    name: "middle",
    product: "ex-post",
    rule: { mechanism: "mid-market-rate", ties: "pro-rata" },
    limits: "grid",
  },
  {
    name: "posted",
    product: "ex-post",
    rule: { mechanism: "posted-price", price: 170_000, ties: "pro-rata" },
    limits: "drawn",
  },
  {
    name: "forward pairs",
    product: "forward",
    rule: { mechanism: "pay-as-bid", pricing: "bid", ties: "pro-rata" },
    limits: "drawn",
    forecast: "persistence-day",
  },
  { ...MIDPOINT, name: "forward", product: "forward", forecast: "same-hour-mean" },
  { ...MIDPOINT, name: "firm", product: "firm", forecast: "persistence-day" },
  { name: "proportional", product: "sharing", sharing: "proportional" },
  { name: "static", product: "sharing", sharing: "static" },
  { name: "hybrid", product: "sharing", sharing: "hybrid" },
  { name: "priority", product: "sharing", sharing: "priority" },
];

/** Homes with everything a home may have. */
export const GROUP: HomeGroup = {
  name: "home",
  count: 12,
  tariff: "flat",
  shape: "family",
  annualUkwh: { low: 2_500_000_000, high: 6_000_000_000 },
  panels: {
    sharePpm: 600_000,
    peakWatts: { low: 3000, high: 9000 },
    minutesEast: { low: -90, high: 90 },
  },
  battery: {
    sharePpm: 400_000,
    capacityUkwh: { low: 5_000_000, high: 10_000_000 },
    initialPpm: 300_000,
    powerUkwhPerHour: 3_000_000,
    roundTripPpm: 900_000,
    strategy: "self-consumption",
    onlyWithPanels: false,
  },
  vehicle: {
    sharePpm: 500_000,
    dailyUkwh: { low: 3_000_000, high: 12_000_000 },
    powerUkwhPerHour: 7_400_000,
    leavesMinute: { low: 400, high: 520 },
    returnsMinute: { low: 960, high: 1140 },
    strategy: "solar-first",
  },
};

/** A few homes on both tariffs, in spring, over a clock change; the rest as asked for. */
export function smallScenario(changes: Partial<Scenario> = {}): Scenario {
  const seed = changes.seed ?? "seed";
  return {
    name: "Small",
    description: "",
    seed,
    currency: "EUR",
    timeZone: "Europe/Vienna",
    site: { latitude: 48.2, longitude: 16.4 },
    slotSeconds: 900,
    fromSlot: Date.parse("2025-03-29T00:00:00+01:00") / 900_000,
    slotCount: 3 * 96,
    tariffs: [FLAT, BANDS],
    homes: mixedHomes(seed),
    plans: [MIDPOINT],
    ...changes,
  };
}

/** Both strategies of vehicles, both tariffs, two shapes. */
export function mixedHomes(seed: string): HomePlan[] {
  const { vehicle } = GROUP;
  return [
    ...expandHomes(GROUP, seed),
    ...expandHomes(
      {
        ...GROUP,
        name: "other",
        count: 5,
        tariff: "bands",
        shape: "workers",
        vehicle: vehicle === null ? null : { ...vehicle, strategy: "on-arrival" },
      },
      seed,
    ),
  ];
}
