import { type ReactNode, useState } from "react";
import classes from "./disclosure.module.css";

/** Content behind a button; it is made only when it is asked for, because a table can be long. */
export function Disclosure({ label, children }: { label: string; children: () => ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className={classes.details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>{label}</summary>
      {isOpen && <div className={classes.content}>{children()}</div>}
    </details>
  );
}
