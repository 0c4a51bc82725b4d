import type { Limit } from "./benchmark.js";

/** A whole number in its table's unit, and what it must not miss. */
export interface Figure {
  value: number;
  limit?: Limit;
}

/** A line of a table; null where a column has nothing to say. */
export interface FigureRow {
  name: string;
  figures: readonly (Figure | null)[];
}

/** What was measured, one figure a column in each row. */
export interface Figures {
  columns: readonly string[];
  rows: readonly FigureRow[];
  /** Sentences that a reader of the figures has to know. */
  notes: readonly string[];
}

/** What is not timed over and over but measured once: gas, which is the same every time, or one long run. */
export interface FigureTable {
  /** "package/what", as a benchmark's. */
  name: string;
  /** What every figure is in. */
  unit: string;
  /** What the columns are. */
  title: string;
  measure(): Promise<Figures>;
}

/** A measured table as a program reads it. */
export interface MeasuredTable extends Pick<FigureTable, "name" | "unit" | "title"> {
  columns: readonly string[];
  rows: { name: string; figures: (MeasuredFigure | null)[] }[];
  notes: readonly string[];
  /** Null where no figure has a limit. */
  meetsLimit: boolean | null;
}

interface MeasuredFigure {
  value: number;
  limit: Limit | null;
  meetsLimit: boolean | null;
}

/** Measures a table and judges its figures. */
export async function measureTable(table: FigureTable): Promise<MeasuredTable> {
  const { name, unit, title } = table;
  const { columns, rows, notes } = await table.measure();
  const judged = rows.map((row) => {
    if (row.figures.length !== columns.length) throw new Error(`${row.name} misses a column`);
    return { name: row.name, figures: row.figures.map(judge) };
  });
  const verdicts = judged
    .flatMap(({ figures }) => figures.map((figure) => figure?.meetsLimit ?? null))
    .filter((verdict) => verdict !== null);
  const meetsLimit = verdicts.length === 0 ? null : verdicts.every(Boolean);
  return { name, unit, title, columns, rows: judged, notes, meetsLimit };
}

function judge(figure: Figure | null): MeasuredFigure | null {
  if (figure === null) return null;
  const { value, limit } = figure;
  if (!Number.isFinite(value)) throw new Error(`${value} is no figure`);
  if (limit === undefined) return { value, limit: null, meetsLimit: null };
  const meetsLimit = "atMost" in limit ? value <= limit.atMost : value >= limit.atLeast;
  return { value, limit, meetsLimit };
}

/** Draws a table as text: a line a row, every figure with its limit and whether it was missed. */
export function drawTable({ name, unit, title, columns, rows, notes }: MeasuredTable): string {
  const cells = [
    [`${title} (${unit})`, ...columns],
    ...rows.map((row) => [row.name, ...row.figures.map(printFigure)]),
  ];
  const widths = (cells[0] as string[]).map((_, column) =>
    Math.max(...cells.map((row) => (row[column] as string).length)),
  );
  const rule = (left: string, cross: string, right: string) =>
    `${left}${widths.map((width) => "─".repeat(width + 2)).join(cross)}${right}`;
  const [head, ...body] = cells.map((row) => {
    const padded = row.map((text, column) =>
      column === 0 ? text.padEnd(widths[0] as number) : text.padStart(widths[column] as number),
    );
    return `│ ${padded.join(" │ ")} │`;
  });
  return [
    name,
    rule("┌", "┬", "┐"),
    head,
    rule("├", "┼", "┤"),
    ...body,
    rule("└", "┴", "┘"),
    ...notes,
  ].join("\n");
}

function printFigure(figure: MeasuredFigure | null): string {
  if (figure === null) return "";
  const { value, limit, meetsLimit } = figure;
  const shown = value.toLocaleString("en");
  if (limit === null) return shown;
  const [bound, met, missed] =
    "atMost" in limit ? [limit.atMost, "≤", ">"] : [limit.atLeast, "≥", "<"];
  const printed = bound.toLocaleString("en");
  return meetsLimit ? `${shown} ${met} ${printed}` : `${shown} ${missed} ${printed} MISSED`;
}
