import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PALETTES } from "./theme.js";

const css = readFileSync(new URL("./page.css", import.meta.url), "utf8");

test("the stylesheet and the charts use the same energy colours", () => {
  const [light = "", dark = ""] = css.split(":root[data-mantine-color-scheme");
  for (const [sheet, palette] of [
    [light, PALETTES.light] as const,
    [dark, PALETTES.dark] as const,
  ]) {
    for (const origin of ["delivered", "shared", "supplier", "exported", "own"] as const) {
      expect(sheet).toContain(`--energy-${origin}: ${palette[origin]};`);
    }
    expect(sheet).toContain(`--page-card: ${palette.surface};`);
  }
});
