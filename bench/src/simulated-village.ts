import { expandHomes, type Scenario } from "@pumasi/scenario";

const QUARTER_MS = 900_000;

/**
 * A community for measuring: homes with batteries, two in three with panels, one tariff and one market at
 * one price, in slots of 15 minutes.
 */
export function simulatedVillage(homes: number, slots: number): Scenario {
  const always = (price: number) => [{ fromMinute: 0, days: "all" as const, price }];
  const seed = "bench";
  return {
    name: "bench",
    description: "",
    seed,
    currency: "EUR",
    timeZone: "Europe/Vienna",
    site: { latitude: 48, longitude: 16 },
    slotSeconds: 900,
    fromSlot: Date.parse("2025-06-01T00:00:00+02:00") / QUARTER_MS,
    slotCount: slots,
    tariffs: [
      {
        name: "flat",
        retail: always(300_000),
        feedIn: always(80_000),
        buyerFee: 0,
        sellerFee: 0,
        dailyCharge: 0n,
      },
    ],
    homes: expandHomes(
      {
        name: "home",
        count: homes,
        tariff: "flat",
        shape: "family",
        annualUkwh: { low: 2_500_000_000, high: 6_000_000_000 },
        panels: {
          sharePpm: 666_667,
          peakWatts: { low: 3000, high: 9000 },
          minutesEast: { low: -90, high: 90 },
        },
        battery: {
          sharePpm: 1_000_000,
          capacityUkwh: { low: 5_000_000, high: 10_000_000 },
          initialPpm: 0,
          powerUkwhPerHour: 4_000_000,
          roundTripPpm: 900_000,
          strategy: "self-consumption",
          onlyWithPanels: false,
        },
        vehicle: null,
      },
      seed,
    ),
    plans: [
      {
        name: "ex-post",
        product: "ex-post",
        rule: { mechanism: "uniform-price", pricing: "midpoint", ties: "pro-rata" },
        // Wishes that differ make as many price levels as homes, which is the harder case.
        limits: "drawn",
      },
    ],
  };
}
