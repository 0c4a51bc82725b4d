import { type ReactNode, useId } from "react";
import classes from "./section-card.module.css";

interface SectionCardProps {
  title: string;
  /** A short remark beside the title. */
  note?: ReactNode;
  children: ReactNode;
}

/** A titled part of the page; a landmark that screen readers can jump to. */
export function SectionCard({ title, note, children }: SectionCardProps) {
  const titleId = useId();
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <div className={classes.head}>
        <h2 id={titleId} className={classes.title}>
          {title}
        </h2>
        {note !== undefined && <div className={classes.note}>{note}</div>}
      </div>
      {children}
    </section>
  );
}
