import { drawFraction, keyOf } from "./random-draw.js";
import type { Site } from "./scenario.js";
import { cosineOfTurn, sineOfTurn } from "./sine.js";

/** How steeply panels stand, degrees. */
const TILT = 30;
/** What of the sun's power on a panel comes out of the inverter. */
const PERFORMANCE = 0.85;
/** The earth's axis, degrees (Cooper, "The absorption of radiation in solar stills", 1969). */
const AXIS = 23.45;
const MINUTES_OF_DAY = 1440;

/** Where the sun stands on a day, as far as panels ask: sines and cosines of its declination. */
export interface SunDay {
  sineOfDeclination: number;
  cosineOfDeclination: number;
}

/** The sun's declination on a day of the year (0 is 1 January), after Cooper. */
export function sunOn(dayOfYear: number): SunDay {
  const declination = (AXIS / 360) * sineOfTurn((285 + dayOfYear) / 365);
  return {
    sineOfDeclination: sineOfTurn(declination),
    cosineOfDeclination: cosineOfTurn(declination),
  };
}

/**
 * What panels give under a clear sky, as a part of their installed power: the sun's height for
 * whether it is up and how much air it shines through, its angle to a panel tilted 30° to the equator,
 * and a tenth of diffuse light. `solarMinute` counts from solar midnight; panels that look east are at
 * their noon `minutesEast` earlier. Simple on purpose: no equation of time, no temperature.
 */
export function clearSkyPower(
  { sineOfDeclination, cosineOfDeclination }: SunDay,
  latitude: number,
  solarMinute: number,
  minutesEast: number,
): number {
  const height = (degrees: number, minute: number) =>
    sineOfTurn(degrees / 360) * sineOfDeclination -
    cosineOfTurn(degrees / 360) * cosineOfDeclination * cosineOfTurn(minute / MINUTES_OF_DAY);
  const up = height(latitude, solarMinute);
  if (up <= 0) return 0;
  const tilted = latitude < 0 ? latitude + TILT : latitude - TILT;
  const facing = Math.max(0, height(tilted, solarMinute + minutesEast));
  const direct = (1.15 * up) / (up + 0.15);
  return PERFORMANCE * (direct * facing + 0.1 * up);
}

/** The minute after solar midnight at an instant (ms) and longitude (degrees, east is plus). */
export function solarMinuteAt(instant: number, { longitude }: Site): number {
  const minutes = instant / 60_000 + longitude * 4;
  return minutes - Math.floor(minutes / MINUTES_OF_DAY) * MINUTES_OF_DAY;
}

/**
 * How much of the clear sky's light comes through, from 0.12 to 1: a figure for the day, and one that
 * wanders from hour to hour. The whole community is under one sky.
 */
export class Weather {
  readonly #days: number;
  readonly #hours: number;

  constructor(seed: string) {
    this.#days = keyOf(`${seed}/sky of the day`);
    this.#hours = keyOf(`${seed}/sky of the hour`);
  }

  lightAt(instant: number): number {
    const hours = instant / 3_600_000;
    const hour = Math.floor(hours);
    const fair = drawFraction(this.#days, Math.floor(hours / 24));
    const before = drawFraction(this.#hours, hour);
    const after = drawFraction(this.#hours, hour + 1);
    const moving = before + (after - before) * (hours - hour);
    // Few days are half clear: the square pushes them to either end.
    const ofTheDay = 1 - 0.7 * fair * fair;
    return ofTheDay * (0.4 + 0.6 * Math.max(moving, ofTheDay - 0.2));
  }
}
