import { Alert, Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/api-error.js";
import classes from "./answer.module.css";

/** As much of a query's state as it takes to show it. */
export interface AnswerState<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

interface AnswerProps<T> {
  state: AnswerState<T>;
  /** Height of the placeholder (px), so that the page does not jump when the answer comes. */
  height: number;
  isEmpty: (data: T) => boolean;
  /** What emptiness means and what will end it. */
  emptyText: string;
  children: (data: T) => ReactNode;
}

/** Shows an answer of the server in each of its states: loading, empty, error and full. */
export function Answer<T>({ state, height, isEmpty, emptyText, children }: AnswerProps<T>) {
  const { t } = useTranslation();
  if (state.data === undefined) {
    if (state.error !== null) return <AnswerError error={state.error} refetch={state.refetch} />;
    return (
      <div aria-busy="true">
        <span className="visually-hidden">{t("block.loading")}</span>
        <Skeleton height={height} radius="md" />
      </div>
    );
  }
  return (
    <>
      {state.error !== null && <p className={classes.stale}>{t("block.stale")}</p>}
      {isEmpty(state.data) ? <p className={classes.empty}>{emptyText}</p> : children(state.data)}
    </>
  );
}

/** Says what went wrong and what to do about it. */
export function AnswerError({ error, refetch }: { error: Error; refetch: () => unknown }) {
  const { t } = useTranslation();
  const code = error instanceof ApiError ? error.code : "unknown";
  const isPrivate = code === "operator_only";
  return (
    <Alert color={isPrivate ? "gray" : "red"} variant="light" role={isPrivate ? "note" : "alert"}>
      <p className={classes.message}>{t(`block.error.${code}`, { detail: error.message })}</p>
      {!isPrivate && (
        <Button size="compact-sm" variant="default" onClick={() => refetch()}>
          {t("block.retry")}
        </Button>
      )}
    </Alert>
  );
}
