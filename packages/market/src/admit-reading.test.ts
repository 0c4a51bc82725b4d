import { describe, expect, test } from "vitest";
import {
  admitReading,
  READING_REFUSALS,
  type ReadingFacts,
  type ReadingRefusal,
} from "./admit-reading.js";

/** The reading of slot 10, sent at the instant the slot is over. */
const FACTS: ReadingFacts = {
  now: 9_900_000,
  slotSeconds: 900,
  reading: {
    slot: 10,
    meter: 1,
    importRegisterUkwh: 500,
    exportRegisterUkwh: 70,
    quality: "measured",
  },
  meter: { account: 4, fromSlot: 5, untilSlot: null },
  device: { account: 4, fromSlot: 5, untilSlot: null },
  signatureValid: true,
  existing: null,
  earlier: { importRegisterUkwh: 500, exportRegisterUkwh: 70 },
  later: { importRegisterUkwh: 500, exportRegisterUkwh: 70 },
};

const SAME = { importRegisterUkwh: 500, exportRegisterUkwh: 70, quality: "measured" as const };
const readingWith = (change: Partial<ReadingFacts["reading"]>) => ({
  reading: { ...FACTS.reading, ...change },
});
const registers = (importRegisterUkwh: number, exportRegisterUkwh: number) => ({
  importRegisterUkwh,
  exportRegisterUkwh,
});

const BREACHES: [ReadingRefusal, string, Partial<ReadingFacts>][] = [
  ["reading_unknown_meter", "nobody has it", { meter: null }],
  ["reading_unknown_device", "nobody has it", { device: null }],
  ["reading_unknown_device", "another's", { device: { account: 5, fromSlot: 5, untilSlot: null } }],
  ["reading_unknown_device", "not yet", { device: { account: 4, fromSlot: 11, untilSlot: null } }],
  ["reading_signature_invalid", "forged", { signatureValid: false }],
  ["reading_device_revoked", "in slot", { device: { account: 4, fromSlot: 5, untilSlot: 10 } }],
  ["reading_slot_unknown", "too old", { meter: { account: 4, fromSlot: 12, untilSlot: null } }],
  ["reading_slot_unknown", "taken out", { meter: { account: 4, fromSlot: 5, untilSlot: 10 } }],
  ["reading_from_future", "slot not over", { now: 9_899_999 }],
  ["reading_conflict", "import differs", { existing: { ...SAME, importRegisterUkwh: 499 } }],
  ["reading_conflict", "export differs", { existing: { ...SAME, exportRegisterUkwh: 71 } }],
  ["reading_conflict", "quality differs", { existing: { ...SAME, quality: "estimated" } }],
  ["reading_register_backwards", "import below earlier", { earlier: registers(501, 70) }],
  ["reading_register_backwards", "export below earlier", { earlier: registers(500, 71) }],
  ["reading_register_backwards", "import above later", { later: registers(499, 70) }],
  ["reading_register_backwards", "export above later", { later: registers(500, 69) }],
];

describe("admitReading", () => {
  test("takes a reading when its slot is over, between its neighbours, equal ones included", () => {
    expect(admitReading(FACTS)).toEqual({ ok: true, repeated: false });
    const alone = { ...FACTS, earlier: null, later: null };
    expect(admitReading(alone)).toEqual({ ok: true, repeated: false });
  });

  test("says so when the same reading is sent again", () => {
    expect(admitReading({ ...FACTS, existing: SAME })).toEqual({ ok: true, repeated: true });
  });

  test("takes the baseline of the slot before the first, signed by the first slot's key", () => {
    const baseline = { ...FACTS, ...readingWith({ slot: 4 }), earlier: null };
    expect(admitReading(baseline)).toEqual({ ok: true, repeated: false });
    const revoked = { account: 4, fromSlot: 0, untilSlot: 5 };
    expect(admitReading({ ...baseline, device: revoked })).toEqual({
      ok: false,
      reason: "reading_device_revoked",
    });
    const older = { ...baseline, ...readingWith({ slot: 3 }) };
    const device = { account: 4, fromSlot: 0, untilSlot: null };
    expect(admitReading({ ...older, device })).toEqual({
      ok: false,
      reason: "reading_slot_unknown",
    });
  });

  test.each(BREACHES)("refuses %s (%s)", (reason, _name, change) => {
    expect(admitReading({ ...FACTS, ...change })).toEqual({ ok: false, reason });
  });

  test("has a breach for every refusal, and the earlier of two refusals is given", () => {
    expect([...new Set(BREACHES.map(([reason]) => reason))]).toEqual(READING_REFUSALS);
    for (const [reason, , change] of BREACHES) {
      for (const [later, , other] of BREACHES) {
        if (READING_REFUSALS.indexOf(later) <= READING_REFUSALS.indexOf(reason)) continue;
        if (other.device !== undefined && change.device !== undefined) continue;
        const facts = { ...FACTS, ...other, ...change };
        expect(admitReading(facts), `${reason} before ${later}`).toEqual({ ok: false, reason });
      }
    }
  });

  test("stops at a register that cannot be", () => {
    const impossible = { ...FACTS, ...readingWith({ importRegisterUkwh: -1 }) };
    expect(() => admitReading(impossible)).toThrow("register");
  });
});
