import { expect, test } from "vitest";
import { shortHex } from "./short-hex.js";

test("keeps both ends of a long hash and all of a short one", () => {
  expect(shortHex(`0x12ab${"0".repeat(56)}9f8e`)).toBe("0x12ab…9f8e");
  expect(shortHex("0x12ab")).toBe("0x12ab");
});
