import { Button, Switch } from "@mantine/core";
import type { AccountMonth, MonthEndAnswer } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import {
  CELL_STATES,
  calendarCsv,
  isIncomplete,
  monthOf,
  numbersOf,
  stateOf,
} from "./month-cells.js";
import classes from "./month-end.module.css";

/** More rows than these nobody reads in one table; the file has all. */
const MOST_ROWS = 100;

/** Each state has its own sign beside its colour. */
const SIGNS = { missing: "✗", metered: "○", final: "◐", paid: "●", none: "·" } as const;

/** Member by day: are all readings in, and how far are they settled. */
export function Calendar({ answer }: { answer: MonthEndAnswer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [onlyIncomplete, show] = useState(false);
  const { accounts, month } = answer;
  const wanted = onlyIncomplete ? accounts.filter(isIncomplete) : accounts;
  const shown = wanted.slice(0, MOST_ROWS);
  return (
    <SectionCard
      title={t("monthEnd.calendarTitle")}
      note={
        <Button
          component="a"
          variant="subtle"
          size="compact-sm"
          download={`pumasi-${month}.csv`}
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(calendarCsv(answer))}`}
        >
          {t("monthEnd.csv")}
        </Button>
      }
    >
      {accounts.length === 0 ? (
        <p className={classes.note}>{t("monthEnd.calendarEmpty")}</p>
      ) : (
        <>
          <Legend />
          <Switch
            label={t("monthEnd.onlyIncomplete")}
            checked={onlyIncomplete}
            onChange={(event) => show(event.currentTarget.checked)}
          />
          {shown.length === 0 ? (
            <p className={classes.note}>{t("monthEnd.nothingIncomplete")}</p>
          ) : (
            <CalendarTable answer={answer} accounts={shown} />
          )}
          {shown.length < wanted.length && (
            <p className={classes.note}>
              {t("monthEnd.more", {
                shown: formats.count(shown.length),
                total: formats.count(wanted.length),
              })}
            </p>
          )}
        </>
      )}
    </SectionCard>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <ul className={classes.legend} aria-label={t("monthEnd.legend")}>
      {CELL_STATES.map((state) => (
        <li key={state}>
          <span className={classes.cell} data-state={state} aria-hidden="true">
            {SIGNS[state]}
          </span>{" "}
          {t(`monthEnd.cell.${state}`)}
        </li>
      ))}
      <li>
        <span className={classes.cell} data-state="paid" data-substituted="" aria-hidden="true">
          {SIGNS.paid}
        </span>{" "}
        {t("monthEnd.substitutedMark")}
      </li>
    </ul>
  );
}

interface TableProps {
  answer: MonthEndAnswer;
  accounts: readonly AccountMonth[];
}

function CalendarTable({ answer: { days }, accounts }: TableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = ({ name, account }: AccountMonth) => name ?? t("monthEnd.account", { account });
  const percent = (month: AccountMonth) => {
    const { expected, metered } = monthOf(month);
    return formats.percent(expected === 0 ? null : Math.floor((metered * 1000) / expected));
  };
  return (
    <section
      className={classes.scroll}
      aria-label={t("monthEnd.calendarCaption")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it.
      tabIndex={0}
    >
      <table className={classes.calendar}>
        <caption className="visually-hidden">{t("monthEnd.calendarCaption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("monthEnd.member")}</th>
            {days.map(({ day }) => (
              <th key={day} scope="col">
                <span className="visually-hidden">{day.slice(0, 8)}</span>
                {Number(day.slice(8))}
              </th>
            ))}
            <th scope="col">{t("monthEnd.sum")}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((month) => (
            <tr key={month.account} data-account={month.account}>
              <th scope="row">{nameOf(month)}</th>
              {days.map(({ day }, index) => (
                <Cell key={day} month={month} day={day} index={index} />
              ))}
              <td className={classes.whole}>{percent(month)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ month, day, index }: { month: AccountMonth; day: string; index: number }) {
  const { t } = useTranslation();
  const numbers = numbersOf(month, index);
  const state = stateOf(numbers);
  const words =
    state === "none"
      ? t("monthEnd.cell.none")
      : `${t(`monthEnd.cell.${state}`)}. ${t("monthEnd.cellNumbers", { day, ...numbers })}`;
  return (
    <td
      className={classes.cell}
      data-state={state}
      data-substituted={numbers.substituted > 0 ? "" : undefined}
      data-numbers={`${numbers.metered}/${numbers.expected}`}
      title={words}
    >
      <span aria-hidden="true">{SIGNS[state]}</span>
      <span className="visually-hidden">{words}</span>
    </td>
  );
}
