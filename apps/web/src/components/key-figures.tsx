import type { ReactNode } from "react";
import classes from "./key-figures.module.css";

export interface KeyFigure {
  key: string;
  label: string;
  value: ReactNode;
  isTrouble?: boolean;
}

/** A row of small labelled numbers. */
export function KeyFigures({ figures }: { figures: readonly KeyFigure[] }) {
  return (
    <dl className={classes.figures}>
      {figures.map((figure) => (
        <div key={figure.key} className={classes.figure} data-trouble={figure.isTrouble ?? false}>
          <dt>{figure.label}</dt>
          <dd>{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}
