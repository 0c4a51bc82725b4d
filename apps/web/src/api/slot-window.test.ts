import { expect, test } from "vitest";
import { slotWindow } from "./slot-window.js";

const community = { slotSeconds: 3600, firstSlot: 1000, untilSlot: 2000 };
const hour = (slot: number) => slot * 3600 * 1000;

test("looks back and a little ahead of market time", () => {
  expect(slotWindow(community, hour(1500) + 1)).toEqual({ from: 1404, until: 1505 });
});

test("starts with the first slot of a young community", () => {
  expect(slotWindow(community, hour(1003))).toEqual({ from: 1000, until: 1008 });
  expect(slotWindow(community, hour(10))).toEqual({ from: 1000, until: 1001 });
});

test("keeps showing the last slots after the market has ended", () => {
  expect(slotWindow(community, hour(9000))).toEqual({ from: 1899, until: 2000 });
  expect(slotWindow({ ...community, untilSlot: null }, hour(9000)).until).toBe(9005);
});
