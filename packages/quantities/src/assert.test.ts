import { expect, test } from "vitest";
import { assert } from "./assert.js";

test("assert lets what holds pass and stops with what must hold", () => {
  expect(() => assert(true, "one is one")).not.toThrow();
  expect(() => assert(false, "one is two")).toThrow("bug: this must hold: one is two");
});
