import { Alert, Button } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { AnswerError } from "../../../components/answer.js";
import classes from "./members.module.css";

interface ConfirmedActionProps {
  label: string;
  /** What will happen, and from when. */
  consequence: ReactNode;
  isDestructive?: boolean;
  isDisabled?: boolean;
  action: { isPending: boolean; error: Error | null; reset: () => void };
  run: () => void;
}

/** Asks once before it does what cannot be undone, and says what that will be. */
export function ConfirmedAction({
  label,
  consequence,
  isDestructive = false,
  isDisabled = false,
  action,
  run,
}: ConfirmedActionProps) {
  const { t } = useTranslation();
  const [isAsking, ask] = useState(false);
  const textId = useId();
  const colour = isDestructive ? { color: "red" } : {};
  if (!isAsking) {
    return (
      <Button variant="default" disabled={isDisabled} onClick={() => ask(true)} {...colour}>
        {label}
      </Button>
    );
  }
  return (
    <Alert
      variant="light"
      color={isDestructive ? "red" : "leaf"}
      role="alertdialog"
      aria-label={label}
      aria-describedby={textId}
    >
      <div id={textId} className={classes.consequence}>
        {consequence}
      </div>
      {action.error !== null && <AnswerError error={action.error} refetch={action.reset} />}
      <div className={classes.actions}>
        <Button {...colour} loading={action.isPending} disabled={isDisabled} onClick={run}>
          {label}
        </Button>
        <Button
          variant="default"
          data-autofocus
          autoFocus
          onClick={() => {
            action.reset();
            ask(false);
          }}
        >
          {t("members.cancel")}
        </Button>
      </div>
    </Alert>
  );
}
