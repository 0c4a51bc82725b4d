import type { EnergyPalette } from "../../theme.js";

/** The type of the canvas text; a canvas does not inherit the page's. */
const FONT = '"Noto Sans KR", "Noto Sans CJK KR", -apple-system, "Segoe UI", Roboto, sans-serif';

/** Axes, tooltip and text that all charts of the page share. */
export function chartStyle(palette: EnergyPalette) {
  const muted = { color: palette.mutedText, fontSize: 11, fontFamily: FONT };
  return {
    base: {
      animation: false,
      textStyle: { fontFamily: FONT, color: palette.text },
      grid: { left: 8, right: 12, top: 16, bottom: 4, outerBoundsMode: "same" },
    },
    tooltip: {
      trigger: "axis",
      // HTML tooltips set style attributes, which a strict Content-Security-Policy forbids.
      renderMode: "richText",
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      borderWidth: 1,
      padding: [8, 12],
      textStyle: { color: palette.text, fontSize: 12, lineHeight: 18, fontFamily: FONT },
    },
    axisLabel: muted,
    axisLine: { lineStyle: { color: palette.line } },
    splitLine: { lineStyle: { color: palette.line } },
  } as const;
}
