/**
 * What-if: a community's homes with their panels, batteries and vehicles, slot by slot, and several
 * markets compared on the same energy. Orders are cleared and slots settled by the market package
 * alone; here is what homes do, and what to say about the outcome.
 *
 * Everything follows from the scenario and its seed, on any machine. Nothing here may read a file or a
 * clock, draw a random number that the seed does not give, use a function whose last digits the language
 * leaves open (Math.sin), or settle anything by itself.
 */
export * from "./expand-homes.js";
export * from "./recorded-energy.js";
export * from "./scenario.js";
export * from "./simulate.js";
export * from "./simulation-result.js";
