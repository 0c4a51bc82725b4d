import { PRODUCT_CODE, type SeenLine } from "@pumasi/protocol";
import { expect, test } from "vitest";
import { sumDecimals } from "../../format/exact-decimal.js";
import { checkProofText } from "./check-proof-text.js";
import { lineRows } from "./line-rows.js";
import recorded from "./recorded-proof.json" with { type: "json" };

function recordedLine(): SeenLine {
  const answer = checkProofText(JSON.stringify(recorded));
  if (!answer.ok || answer.checked.line === null) throw new Error("the recorded proof has a line");
  return answer.checked.line;
}

/** By hand: 1.393321 kWh at the clearing's 0.195, 0.292082 at the sharing's 0.175, the rest at 0.3, fees of 0.03. */
const RECORDED_ROWS = [
  { key: "contracted", bought: "2.316388", sold: "0", amount: null },
  { key: "delivered", bought: "1.393321", sold: "0", amount: "-0.271697595" },
  { key: "shared", bought: "0.292082", sold: "0", amount: "-0.05111435" },
  { key: "supplier", bought: "1.17783", sold: "0", amount: "-0.353349" },
  { key: "fee", bought: null, sold: null, amount: "-0.05056209" },
  { key: "total", bought: "2.863233", sold: "0", amount: "-0.726723035" },
];

test("the rows are the command's numbers and add up to their foot", () => {
  const rows = lineRows(recordedLine(), PRODUCT_CODE["forward-capped"]);
  expect(rows).toEqual(RECORDED_ROWS);
  const parts = rows.filter(({ key }) => ["delivered", "shared", "supplier"].includes(key));
  const foot = rows.at(-1);
  expect(sumDecimals(parts.map(({ bought }) => bought))).toBe(foot?.bought);
  expect(sumDecimals(parts.map(({ sold }) => sold))).toBe(foot?.sold);
  const fee = rows.find(({ key }) => key === "fee")?.amount ?? null;
  expect(sumDecimals([...parts.map(({ amount }) => amount), fee])).toBe(foot?.amount);
});

test("products without a rest from the supplier are given none", () => {
  const rows = lineRows(recordedLine(), PRODUCT_CODE.firm);
  expect(rows.find(({ key }) => key === "supplier")).toMatchObject({ bought: null, sold: null });
});
