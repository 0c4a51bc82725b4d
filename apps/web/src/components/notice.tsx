import type { ReactNode } from "react";
import classes from "./notice.module.css";

interface NoticeProps {
  tone: "good" | "warning" | "bad";
  children: ReactNode;
}

/** One sentence that asks for attention, or says that nothing does. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <p className={classes.notice} data-tone={tone}>
      {children}
    </p>
  );
}
