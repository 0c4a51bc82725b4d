import { Button, Progress, TextInput } from "@mantine/core";
import type { CommunityDescription, HouseholdEnergyAnswer } from "@pumasi/protocol";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Household, useHouseholdEnergy } from "../../../api/household-queries.js";
import { Answer } from "../../../components/answer.js";
import { Notice } from "../../../components/notice.js";
import { useFormats } from "../../../format/formats-context.js";
import { otherSums } from "./compare-figures.js";
import { localDate, slotOfDate } from "./local-date.js";
import { OtherFigureText } from "./problem-text.js";
import { SlotRow } from "./slot-row.js";
import classes from "./trust.module.css";
import { useSlotChecks } from "./use-slot-checks.js";

interface CheckedDayProps {
  community: CommunityDescription;
  household: Household;
  nodeUrl: string;
}

/** One local day: every metered slot of it is checked, the newest first. */
export function CheckedDay({ community, household, nodeUrl }: CheckedDayProps) {
  const { t } = useTranslation();
  const [at, show] = useState<number | null>(null);
  const energy = useHouseholdEnergy(household, "day", at);
  return (
    <Answer state={energy} height={420} isEmpty={() => false} emptyText="">
      {(answer) => (
        <>
          <DayChoice answer={answer} community={community} show={show} />
          {answer.rows.length === 0 ? (
            <p className={classes.empty}>{t("trust.empty")}</p>
          ) : (
            <Slots answer={answer} {...{ community, household, nodeUrl }} />
          )}
        </>
      )}
    </Answer>
  );
}

interface DayChoiceProps {
  answer: HouseholdEnergyAnswer;
  community: CommunityDescription;
  show: (slot: number | null) => void;
}

function DayChoice({ answer: { span }, community, show }: DayChoiceProps) {
  const { t } = useTranslation();
  const { timeZone, slotSeconds } = community;
  const noonMs = ((span.from + span.until) / 2) * slotSeconds * 1000;
  return (
    <div className={classes.day}>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t("home.earlier")}
        onClick={() => show(span.from - 1)}
      >
        ‹
      </Button>
      <TextInput
        type="date"
        size="xs"
        aria-label={t("trust.date")}
        data-span={span.from}
        value={localDate(noonMs, timeZone)}
        onChange={(event) => {
          const slot = slotOfDate(event.currentTarget.value, timeZone, slotSeconds);
          if (slot !== null && slot >= 0) show(slot);
        }}
      />
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t("home.later")}
        onClick={() => show(span.until)}
      >
        ›
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={() => show(null)}>
        {t("home.now")}
      </Button>
    </div>
  );
}

function Slots({ answer, ...where }: CheckedDayProps & { answer: HouseholdEnergyAnswer }) {
  const rows = useMemo(() => answer.rows.toReversed(), [answer.rows]);
  const { verdicts, next, again } = useSlotChecks(where, rows);
  return (
    <>
      <DayVerdict answer={answer} verdicts={verdicts} isChecking={next !== null} again={again} />
      <ol className={classes.slots}>
        {rows.map((row) => (
          <li key={row.from}>
            <SlotRow row={row} verdict={verdicts.get(row.from) ?? null} />
          </li>
        ))}
      </ol>
    </>
  );
}

interface DayVerdictProps {
  answer: HouseholdEnergyAnswer;
  verdicts: ReturnType<typeof useSlotChecks>["verdicts"];
  isChecking: boolean;
  again: () => void;
}

/** What the whole day comes to: how far it got, and whether its total is the sum of its slots. */
function DayVerdict({ answer: { rows, sum }, verdicts, isChecking, again }: DayVerdictProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const states = [...verdicts.values()].map(({ state }) => state);
  const countOf = (state: string) => states.filter((one) => one === state).length;
  const [checked, wrong, total] = [countOf("checked"), countOf("wrong"), rows.length];
  const sums = otherSums(rows, sum);
  const named = { total: formats.count(total), checked: formats.count(checked) };
  const isGood = wrong === 0 && sums.length === 0;
  return (
    <div className={classes.verdict}>
      <div className={classes.progress}>
        <Progress
          value={total === 0 ? 0 : (100 * states.length) / total}
          aria-label={t("trust.progress")}
          color={isGood ? "green" : "red"}
        />
        <Button size="compact-sm" variant="default" disabled={isChecking} onClick={again}>
          {t("trust.again")}
        </Button>
      </div>
      <div role="status" data-checked={checked} data-wrong={wrong} data-slots={total}>
        {isGood ? (
          <Notice tone="good">
            {checked === total
              ? t("trust.day.checked", { count: total, ...named })
              : t("trust.day.partly", { count: total, ...named })}
          </Notice>
        ) : (
          wrong > 0 && (
            <Notice tone="bad">
              {t("trust.day.wrong", { count: wrong, wrong: formats.count(wrong), ...named })}
            </Notice>
          )
        )}
        {sums.length > 0 && (
          <Notice tone="bad">
            {t("trust.day.otherSum")}{" "}
            {sums.map((one) => (
              <OtherFigureText key={one.figure} text="trust.problem.other_sum" {...one} />
            ))}
          </Notice>
        )}
      </div>
    </div>
  );
}
