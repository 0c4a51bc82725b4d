import classes from "./chart-legend.module.css";

export interface LegendEntry {
  key: string;
  label: string;
  color: string;
  /** Bars are shown as squares, prices as lines. */
  shape: "square" | "line" | "dashed";
}

/** What the colours of a chart mean, as text that can be read, found and enlarged. */
export function ChartLegend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className={classes.legend}>
      {entries.map((entry) => (
        <li key={entry.key}>
          <span
            className={classes.mark}
            data-shape={entry.shape}
            style={{ color: entry.color }}
            aria-hidden="true"
          />
          {entry.label}
        </li>
      ))}
    </ul>
  );
}
