import { expect, test } from "vitest";
import { slotsOf } from "../charts/slot-examples.js";
import { STAGES, slotsAround, stagesReached } from "./slots-around.js";

test("shows eight ended slots and four from the current one on", () => {
  const slots = slotsOf(100, 120);
  const { current, shown } = slotsAround(slots, 110 * 3_600_000 + 5, 3600);
  expect(current).toBe(110);
  expect(shown.map(({ slot }) => slot)).toEqual([
    102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113,
  ]);
});

test("shows what there is at the beginning and after the end", () => {
  expect(slotsAround(slotsOf(100, 102), 100 * 3_600_000, 3600).shown).toHaveLength(2);
  expect(slotsAround(slotsOf(100, 120), 900 * 3_600_000, 3600).shown).toHaveLength(8);
});

test("counts the stages a slot went through", () => {
  expect(STAGES.map(stagesReached)).toEqual([1, 2, 3, 4, 5, 6]);
});
