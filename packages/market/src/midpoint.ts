import type { Price } from "@pumasi/quantities";

/** The mean of two prices (10^-6 currency/kWh), rounded toward minus infinity. */
export function midpoint(one: Price, other: Price): Price {
  return Math.floor((one + other) / 2);
}
