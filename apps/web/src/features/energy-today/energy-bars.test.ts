import { expect, test } from "vitest";
import { slotOf, slotsOf } from "../charts/slot-examples.js";
import { energyBars, energySums } from "./energy-bars.js";

test("what is not the neighbours' is the supplier's, exactly", () => {
  const [bar] = energyBars([
    slotOf(1, { imported: "4.000001", exported: "2", delivered: "1.5", shared: "0.3" }),
  ]);
  expect(bar).toMatchObject({ delivered: "1.5", shared: "0.3", supplier: "2.200001" });
  expect(bar?.exported).toBe("0.2");
});

test("a missing value stays missing", () => {
  const bars = energyBars([slotOf(1, { shared: null }), slotOf(2)]);
  expect(bars[0]).toMatchObject({ shared: null, supplier: null, exported: null });
  expect(energySums(bars).neighbours).toBeNull();
});

test("only metered slots, and only the last 48", () => {
  const slots = [...slotsOf(0, 60), slotOf(60, { version: 0, stage: "cleared", imported: null })];
  const bars = energyBars(slots);
  expect(bars).toHaveLength(48);
  expect(bars.at(-1)?.slot).toBe(59);
  expect(energySums(bars)).toEqual({ neighbours: "84", supplier: "108", exported: "12" });
});
