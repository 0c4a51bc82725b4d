/**
 * Meters: what a gateway reads its household's registers from. Values are exact whole numbers of
 * 10^-6 kWh. Nothing here may know a server, a key or a market, estimate a value, or answer about
 * the future.
 */
export * from "./meter-errors.js";
export * from "./read-home-file.js";
export * from "./recorded-meter.js";
