import { type EChartsOption, init } from "echarts";

/** Charts are drawn at a phone's width and scaled up, so that their letters can be read there. */
const WIDTH = 460;
const HEIGHT = 300;

/**
 * Colours that the page decides, light or dark. Charts are drawn with stand-ins, because a chart takes only
 * plain colours, and the stand-ins are then replaced by the page's own.
 */
export const INK = "#010203";
export const FAINT = "#020304";
export const LINE = "#030405";
export const GAIN = "#040506";
export const LOSS = "#050607";

const OF_THE_PAGE: Record<string, string> = {
  [INK]: "var(--ink)",
  [FAINT]: "var(--faint)",
  [LINE]: "var(--line)",
  [GAIN]: "var(--gain)",
  [LOSS]: "var(--loss)",
};

/** Lines and bars, in an order in which neighbours can be told apart in light and in dark. */
export const COLOURS = [
  "#2f7ed8",
  "#e08a1e",
  "#2e9e5b",
  "#b05cc6",
  "#d9534f",
  "#16a3a3",
  "#9a8420",
  "#7a7f9a",
  "#d36ba6",
  "#5aa9e6",
];

/** What all charts have in common: letters, axes and room around them. */
export function plainAxis(name: string, more: object = {}): object {
  return {
    name,
    nameTextStyle: { color: FAINT, fontSize: 12 },
    axisLabel: { color: FAINT, fontSize: 12, hideOverlap: true },
    axisLine: { lineStyle: { color: LINE } },
    axisTick: { lineStyle: { color: LINE } },
    splitLine: { lineStyle: { color: LINE } },
    ...more,
  };
}

/** The names of lines, under a chart. */
export function plainLegend(rows = 1): object {
  return {
    bottom: 0,
    left: "center",
    itemWidth: 16,
    itemHeight: 9,
    itemGap: 12,
    textStyle: { color: INK, fontSize: 12 },
    height: rows * 22,
  };
}

/**
 * Draws a chart as an SVG element that says in words what it shows. The same options give the same text:
 * no animation, and ids that do not depend on what was drawn before.
 */
export function drawChart(id: string, label: string, options: object, height = HEIGHT): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  // Axes and legends are made in parts, which the library's own type of options cannot follow.
  const drawn: EChartsOption = {
    animation: false,
    textStyle: { fontFamily: "sans-serif" },
    ...options,
  };
  chart.setOption(drawn);
  const whole = chart.renderToSVGString();
  chart.dispose();
  const body = whole.slice(whole.indexOf(">") + 1);
  const opened = `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}">${body}`;
  return Object.entries(OF_THE_PAGE).reduce(
    (svg, [standIn, colour]) => svg.replaceAll(standIn, colour),
    opened.replaceAll(INTERACTIVE, "").replaceAll(/zr\d+/g, id),
  );
}

/** What only serves a pointer or a script; its numbers depend on what was drawn before. */
const INTERACTIVE = /<style[\s\S]*?<\/style>| class="[\w-]*"| ecmeta_\w+="[^"]*"/g;

/** Text that can stand in a page or an attribute of it. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
