import { describe, expect, it } from "vitest";
import { FAULT_TEXT, FAULTS, faultNumber } from "./fault.js";

describe("faults", () => {
  it("have numbers, none being zero", () => {
    expect(faultNumber(null)).toBe(0);
    expect(faultNumber("LeafMalformed")).toBe(1);
    expect(faultNumber("PostedReadingAbsent")).toBe(FAULTS.length - 1);
  });

  it("have one short sentence each, for people", () => {
    const texts = Object.values(FAULT_TEXT);
    expect(texts).toHaveLength(FAULTS.length - 1);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.filter((text) => !/^[A-Z][^.]{10,90}\.$/.test(text))).toEqual([]);
  });
});
