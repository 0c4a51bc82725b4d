import { assert, type Ukwh } from "@pumasi/quantities";
import { drawBetween, drawBits, keyOf } from "./random-draw.js";
import type {
  BatteryPlan,
  BatteryStrategy,
  HomePlan,
  LoadShape,
  Range,
  VehiclePlan,
} from "./scenario.js";

const PPM = 1_000_000;

/** A part of a group's homes, in parts per million; rounded to whole homes, halves up. */
export interface Share {
  sharePpm: number;
}

/**
 * Homes that differ only by draw: how many there are, and between which figures each of them has its own.
 * Panels look up to `minutesEast` before or after solar noon.
 */
export interface HomeGroup {
  name: string;
  count: number;
  tariff: string;
  shape: LoadShape;
  annualUkwh: Range;
  panels: (Share & { peakWatts: Range; minutesEast: Range }) | null;
  battery:
    | (Share & {
        capacityUkwh: Range;
        initialPpm: number;
        powerUkwhPerHour: Ukwh;
        roundTripPpm: number;
        strategy: BatteryStrategy;
        onlyWithPanels: boolean;
      })
    | null;
  vehicle: (Share & VehiclePlan) | null;
}

/** Steps of drawn sizes: a tenth of a kilowatt of panels, a tenth of a kilowatt-hour of battery. */
const WATT_STEP = 100;
const CAPACITY_STEP = 100_000;

/**
 * A group's homes, named "group-001" and on. Who has panels, a battery or a vehicle is drawn by the
 * seed, as many as the share says (never more than there are homes with panels, where a battery asks
 * for them), and so is every size.
 */
export function expandHomes(group: HomeGroup, seed: string): HomePlan[] {
  const { name, count, tariff, shape, panels, battery, vehicle } = group;
  const digits = Math.max(3, String(count).length);
  const names = Array.from(
    { length: count },
    (_, index) => `${name}-${String(index + 1).padStart(digits, "0")}`,
  );
  const have = (what: string, share: Share | null, among: readonly string[] = names) =>
    share === null ? new Set<string>() : drawHomes(among, count, share, `${seed}/${what}`);
  const withPanels = have("panels", panels);
  const withBattery = have(
    "battery",
    battery,
    battery?.onlyWithPanels === true ? names.filter((home) => withPanels.has(home)) : names,
  );
  const withVehicle = have("vehicle", vehicle);
  return names.map((home) => {
    const draw = (what: string, range: Range, step = 1) =>
      drawInSteps(range, step, keyOf(`${seed}/${home}/${what}`));
    return {
      name: home,
      tariff,
      load: { kind: "generated", annualUkwh: draw("load", group.annualUkwh), shape },
      panels:
        panels !== null && withPanels.has(home)
          ? {
              kind: "generated",
              peakWatts: draw("panels", panels.peakWatts, WATT_STEP),
              minutesEast: draw("roof", panels.minutesEast, 30),
            }
          : null,
      battery:
        battery !== null && withBattery.has(home)
          ? sizedBattery(battery, draw("battery", battery.capacityUkwh, CAPACITY_STEP))
          : null,
      vehicle: vehicle !== null && withVehicle.has(home) ? vehicle : null,
    };
  });
}

function sizedBattery(battery: NonNullable<HomeGroup["battery"]>, capacityUkwh: Ukwh): BatteryPlan {
  const { initialPpm, powerUkwhPerHour, roundTripPpm, strategy } = battery;
  const initialUkwh = Math.floor((capacityUkwh / PPM) * initialPpm);
  return { capacityUkwh, initialUkwh, powerUkwhPerHour, roundTripPpm, strategy };
}

/** The share of the homes with the lowest draws. */
function drawHomes(
  among: readonly string[],
  count: number,
  { sharePpm }: Share,
  purpose: string,
): Set<string> {
  assert(sharePpm >= 0 && sharePpm <= PPM, "a share is a part of the whole");
  const wanted = Math.min(among.length, Math.floor((2 * count * sharePpm + PPM) / (2 * PPM)));
  const key = keyOf(purpose);
  const drawn = among
    .map((home) => ({ home, draw: drawBits(key, keyOf(home)) }))
    .sort((a, b) => a.draw - b.draw || (a.home < b.home ? -1 : 1));
  return new Set(drawn.slice(0, wanted).map(({ home }) => home));
}

/** A multiple of the step above the range's lower end. */
function drawInSteps({ low, high }: Range, step: number, key: number): number {
  const steps = Math.floor((high - low) / step);
  return low + step * drawBetween({ low: 0, high: steps }, key, 0);
}
