import { describe, expect, test } from "vitest";
import { type MeterInSlot, meterSlot } from "./metering.js";

const registers = (importRegisterUkwh: number, exportRegisterUkwh: number) => ({
  importRegisterUkwh,
  exportRegisterUkwh,
});

/** A meter that stood at 100 drawn and 50 fed in, of which nothing else is known. */
const silent = (meter: number): MeterInSlot => ({
  meter,
  account: 10 + meter,
  hasEnded: false,
  previous: registers(100, 50),
  reading: null,
  next: null,
  history: [],
});
const read = (meter: number, drawn: number, fedIn: number): MeterInSlot => ({
  ...silent(meter),
  reading: { ...registers(drawn, fedIn), quality: "measured" },
});

const meteredOf = (meters: MeterInSlot[], meter: number) => {
  const result = meterSlot(7, meters);
  if (!result.ok) throw new Error(result.reason);
  return result.metered.find((each) => each.meter === meter);
};

describe("meterSlot", () => {
  test("meters the rise of both registers, by ascending meter", () => {
    expect(meterSlot(7, [read(2, 130, 50), read(1, 100, 55)])).toEqual({
      ok: true,
      metered: [
        {
          meter: 1,
          account: 11,
          importedUkwh: 0,
          exportedUkwh: 5,
          ...registers(100, 55),
          quality: "measured",
          rule: null,
        },
        {
          meter: 2,
          account: 12,
          importedUkwh: 30,
          exportedUkwh: 0,
          ...registers(130, 50),
          quality: "measured",
          rule: null,
        },
      ],
    });
    expect(meterSlot(7, [])).toEqual({ ok: true, metered: [] });
  });

  test("keeps the device's own word that it estimated", () => {
    const estimated = { ...registers(101, 50), quality: "estimated" as const };
    expect(meteredOf([{ ...silent(1), reading: estimated }], 1)).toMatchObject({
      quality: "estimated",
      rule: null,
    });
  });

  test("meters nothing, and never goes back, where a substitute had put it higher", () => {
    expect(meteredOf([read(1, 90, 40)], 1)).toMatchObject({
      importedUkwh: 0,
      exportedUkwh: 0,
      ...registers(100, 50),
    });
  });

  test("substitutes first by an equal share of the rise up to the next reading", () => {
    const history = [{ importedUkwh: 9, exportedUkwh: 9 }];
    const next = { slot: 9, ...registers(110, 52) };
    expect(meteredOf([{ ...silent(1), history, next }, read(2, 500, 50)], 1)).toMatchObject({
      importedUkwh: 4,
      exportedUkwh: 1,
      ...registers(104, 51),
      quality: "substituted",
      rule: "register-interpolation",
    });
  });

  test("then by the meter's own same-hour mean", () => {
    const history = [
      { importedUkwh: 9, exportedUkwh: 2 },
      { importedUkwh: 10, exportedUkwh: 3 },
    ];
    expect(meteredOf([{ ...silent(1), history }, read(2, 500, 50)], 1)).toMatchObject({
      importedUkwh: 9,
      exportedUkwh: 2,
      ...registers(109, 52),
      rule: "same-hour-mean",
    });
  });

  test("then by the mean import of the measured meters, and no feed-in without evidence", () => {
    const estimated: MeterInSlot = {
      ...silent(4),
      reading: { ...registers(9999, 50), quality: "estimated" },
    };
    const meters = [silent(1), read(2, 110, 90), read(3, 105, 50), estimated];
    expect(meteredOf(meters, 1)).toMatchObject({
      importedUkwh: 7,
      exportedUkwh: 0,
      ...registers(107, 50),
      rule: "community-mean",
    });
  });

  test("meters nothing after a membership's end, whatever else is known", () => {
    const ended: MeterInSlot = {
      ...read(1, 130, 60),
      hasEnded: true,
      next: { slot: 9, ...registers(140, 70) },
      history: [{ importedUkwh: 9, exportedUkwh: 2 }],
    };
    expect(meteredOf([ended], 1)).toEqual({
      ...{ meter: 1, account: 11, importedUkwh: 0, exportedUkwh: 0 },
      ...registers(100, 50),
      ...{ quality: "substituted", rule: "membership-ended" },
    });
    // Nor is it anybody's neighbour: it tells nothing of the members that are.
    expect(meterSlot(7, [ended, silent(2)])).toMatchObject({ ok: false, meter: 2 });
  });

  test("refuses metering_no_basis, naming the first meter: missing is never zero", () => {
    const reason = "metering_no_basis";
    expect(meterSlot(7, [silent(3), silent(2)])).toEqual({ ok: false, reason, meter: 2 });
    const estimated = { ...registers(101, 50), quality: "estimated" as const };
    const meters = [{ ...silent(1), reading: estimated }, silent(2)];
    expect(meterSlot(7, meters)).toEqual({ ok: false, reason, meter: 2 });
  });

  test("stops at a meter given twice, and at a next reading that is not later", () => {
    expect(() => meterSlot(7, [read(1, 100, 50), read(1, 100, 50)])).toThrow("once");
    const next = { slot: 7, ...registers(110, 52) };
    expect(() => meterSlot(7, [{ ...silent(1), next }])).toThrow("later");
  });
});
