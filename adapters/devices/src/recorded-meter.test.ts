import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { slotAt } from "@pumasi/quantities";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  MeterExhaustedError,
  MeterFileInvalidError,
  MeterNotInstalledError,
  MeterNotYetMeasuredError,
  MeterSlotLengthUnsupportedError,
} from "./meter-errors.js";
import { RecordedMeter } from "./recorded-meter.js";

const HOUR = 3_600_000;
const FIRST = Date.parse("2016-08-01T07:00:00Z");
const FIRST_SLOT = slotAt(FIRST, 3600);
const OPTIONS = { firstSlotStart: FIRST, slotSeconds: 3600 };
const folder = mkdtempSync(join(tmpdir(), "pumasi-meter-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, "home.csv");
  writeFileSync(file, text);
  return file;
}

describe("RecordedMeter", () => {
  const file = "load_kwh,pv_kwh\n2.2758,0\n0.5,1.500001\n0.000001,0.000001\n";

  it("nets inside each hour and turns one register or the other", () => {
    const meter = RecordedMeter.open(fileWith(file), OPTIONS);
    const now = FIRST + 3 * HOUR;
    expect(meter.registersAt(FIRST, now)).toEqual({ importRegisterUkwh: 0, exportRegisterUkwh: 0 });
    expect(meter.registersAt(now, now)).toEqual({
      importRegisterUkwh: 2_275_800,
      exportRegisterUkwh: 1_000_001,
    });
    expect(meter.profile(FIRST_SLOT, FIRST_SLOT + 3, now)).toEqual([
      { slot: FIRST_SLOT, importedUkwh: 2_275_800, exportedUkwh: 0 },
      { slot: FIRST_SLOT + 1, importedUkwh: 0, exportedUkwh: 1_000_001 },
      { slot: FIRST_SLOT + 2, importedUkwh: 0, exportedUkwh: 0 },
    ]);
  });

  it("knows what the home's own panels made, also where all of it was used at home", () => {
    const meter = RecordedMeter.open(fileWith(file), OPTIONS);
    const now = FIRST + 3 * HOUR;
    const slots = [FIRST_SLOT, FIRST_SLOT + 1, FIRST_SLOT + 2];
    expect(slots.map((slot) => meter.homeEnergyIn(slot, now).generatedUkwh)).toEqual([
      0, 1_500_001, 1,
    ]);
    expect(meter.homeEnergyIn(FIRST_SLOT, now)).toMatchObject({
      chargedUkwh: 0,
      dischargedUkwh: 0,
    });
    expect(() => meter.homeEnergyIn(FIRST_SLOT + 2, now - 1)).toThrow(MeterNotYetMeasuredError);
    expect(() => meter.homeEnergyIn(FIRST_SLOT - 1, now)).toThrow(MeterNotInstalledError);
    expect(() => meter.homeEnergyIn(FIRST_SLOT + 3, now + HOUR)).toThrow(MeterExhaustedError);
  });

  it("does not look beyond now, before its first row or past its last", () => {
    const meter = RecordedMeter.open(fileWith(file), OPTIONS);
    expect(() => meter.registersAt(FIRST + HOUR, FIRST + HOUR - 1)).toThrow(
      MeterNotYetMeasuredError,
    );
    expect(() => meter.profile(FIRST_SLOT, FIRST_SLOT + 2, FIRST + HOUR)).toThrow(
      MeterNotYetMeasuredError,
    );
    expect(() => meter.registersAt(FIRST - HOUR, FIRST)).toThrow(MeterNotInstalledError);
    expect(() => meter.registersAt(FIRST + 4 * HOUR, FIRST + 9 * HOUR)).toThrow(
      MeterExhaustedError,
    );
    expect(meter.lastInstant).toBe(FIRST + 3 * HOUR);
  });

  it("refuses slots that are not hours", () => {
    expect(() => RecordedMeter.open(fileWith(file), { ...OPTIONS, slotSeconds: 900 })).toThrow(
      MeterSlotLengthUnsupportedError,
    );
  });

  it.each([
    ["load,pv\n1,1\n", /header/],
    ["load_kwh,pv_kwh\n1\n", /line 2 has 1 cells/],
    ["load_kwh,pv_kwh\n1,\n", /line 2 holds ""/],
    ["load_kwh,pv_kwh\n1,0\n-1,0\n", /line 3 holds "-1"/],
    ["load_kwh,pv_kwh\n1.0000001,0\n", /line 2/],
  ])("refuses the file %j", (text, message) => {
    const open = () => RecordedMeter.open(fileWith(text), OPTIONS);
    expect(open).toThrow(MeterFileInvalidError);
    expect(open).toThrow(message);
  });

  it("refuses a file that is not there", () => {
    expect(() => RecordedMeter.open(join(folder, "none.csv"), OPTIONS)).toThrow(
      MeterFileInvalidError,
    );
  });

  it("has registers that never fall and a profile that telescopes to them", () => {
    const hour = fc.record({
      loadUkwh: fc.integer({ min: 0, max: 20_000_000 }),
      pvUkwh: fc.integer({ min: 0, max: 20_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(hour, { maxLength: 40 }), (hours) => {
        const meter = new RecordedMeter(hours, OPTIONS);
        const end = FIRST + hours.length * HOUR;
        let imported = 0;
        let exported = 0;
        for (const entry of meter.profile(FIRST_SLOT, FIRST_SLOT + hours.length, end)) {
          expect(Math.min(entry.importedUkwh, entry.exportedUkwh)).toBe(0);
          expect(Math.min(entry.importedUkwh, entry.exportedUkwh)).toBeGreaterThanOrEqual(0);
          imported += entry.importedUkwh;
          exported += entry.exportedUkwh;
        }
        expect(meter.registersAt(end, end)).toEqual({
          importRegisterUkwh: imported,
          exportRegisterUkwh: exported,
        });
        const net = hours.reduce((sum, { loadUkwh, pvUkwh }) => sum + loadUkwh - pvUkwh, 0);
        expect(imported - exported).toBe(net);
      }),
    );
  });
});
