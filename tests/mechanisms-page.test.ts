import { MARKET_PROPERTIES, PROPERTIES_OF } from "@pumasi/market";
import { expect, test } from "vitest";
import { read } from "./repository.js";

test("docs/MECHANISMS.md shows the table of properties that the package has", () => {
  const rows = Object.entries(PROPERTIES_OF).map(([mechanism, holds]) => {
    const marks = MARKET_PROPERTIES.map((property) => (holds[property] ? "yes" : "no"));
    return `| \`${mechanism}\` | ${marks.join(" | ")} |`;
  });
  const table = [
    `| | ${MARKET_PROPERTIES.join(" | ")} |`,
    `|${"---|".repeat(MARKET_PROPERTIES.length + 1)}`,
    ...rows,
  ].join("\n");
  expect(read("docs/MECHANISMS.md")).toContain(table);
});
