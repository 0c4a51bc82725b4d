import { describe, expect, test } from "vitest";
import { parseKwh, printKwh } from "./energy.js";

describe("energy", () => {
  test("reads kWh into 10^-6 kWh and prints it back", () => {
    expect(parseKwh("0.25")).toEqual({ ok: true, value: 250_000 });
    expect(printKwh(250_000)).toBe("0.25");
    expect(printKwh(-1n)).toBe("-0.000001");
  });

  test("refuses what it cannot hold exactly", () => {
    expect(parseKwh("0.0000001")).toEqual({ ok: false, reason: "too_many_decimals" });
    expect(parseKwh("9007199254.740991")).toEqual({ ok: true, value: Number.MAX_SAFE_INTEGER });
    expect(parseKwh("9007199254.740992")).toEqual({ ok: false, reason: "out_of_range" });
    expect(parseKwh("much")).toEqual({ ok: false, reason: "not_a_decimal" });
  });
});
