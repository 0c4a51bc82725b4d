import { describe, expect, it } from "vitest";
import { DEFAULT_RATE_LIMITS, rateLimitsOf, readRateLimits } from "./rate-limits.js";

describe("the limits of a server", () => {
  it("are the stated ones unless it was told others", () => {
    expect(rateLimitsOf({ speed: 1 })).toEqual(DEFAULT_RATE_LIMITS);
    const rateLimits = readRateLimits("reads=600,ledger=60");
    expect(rateLimitsOf({ speed: 1, rateLimits })).toEqual({
      ...DEFAULT_RATE_LIMITS,
      ...{ reads: 600, ledger: 60 },
    });
    expect(rateLimitsOf({ speed: 1, rateLimits: readRateLimits("off") })).toBeNull();
  });

  it("do not hold in fast-forward", () => {
    expect(rateLimitsOf({ speed: null, rateLimits: readRateLimits("reads=1") })).toBeNull();
  });

  it.each(["", "reads", "reads=0", "reads=-1", "reads=1.5", "reads=1e3", "people=5", "reads=1,"])(
    "cannot be read from %j",
    (text) => expect(() => readRateLimits(text)).toThrow(/such as reads=600/),
  );
});
