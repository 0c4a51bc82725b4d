import { Button } from "@mantine/core";
import type { MonthEndAnswer } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMonthEnd } from "../../../api/oversight-queries.js";
import { Answer } from "../../../components/answer.js";
import { KeyFigures } from "../../../components/key-figures.js";
import { Notice } from "../../../components/notice.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/month-end.en.json" with { type: "json" };
import ko from "../../../i18n/month-end.ko.json" with { type: "json" };
import { useCommunity } from "../../shell/community-context.js";
import { type Overseer, OversightGate } from "../oversight-gate.js";
import { Balances } from "./balances.js";
import { Calendar } from "./calendar.js";
import { monthBeside, sumOf } from "./month-cells.js";
import classes from "./month-end.module.css";

addTexts({ en, ko });

/** Whether a month can be billed: all readings in, and every balance exactly zero. */
export function MonthEndPage() {
  return <OversightGate>{(overseer) => <Content overseer={overseer} />}</OversightGate>;
}

function Content({ overseer: { slug } }: { overseer: Overseer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [month, choose] = useState<string | null>(null);
  const state = useMonthEnd(slug, month);
  const answer = state.data;
  const note =
    answer === undefined
      ? undefined
      : t("monthEnd.asOf", { time: formats.dayAndTime(Date.parse(answer.asOf)) });
  return (
    <>
      <SectionCard title={t("monthEnd.title")} note={note}>
        {answer !== undefined && <MonthChoice answer={answer} choose={choose} />}
        <Answer state={state} height={180} isEmpty={() => false} emptyText="">
          {(told) => <Summary answer={told} />}
        </Answer>
      </SectionCard>
      {answer !== undefined && (
        <>
          <Balances balances={answer.balances} />
          <Calendar answer={answer} />
        </>
      )}
    </>
  );
}

function MonthChoice({
  answer: { month, firstMonth, lastMonth, from },
  choose,
}: {
  answer: MonthEndAnswer;
  choose: (month: string) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { slotSeconds } = useCommunity();
  const start = slotStart(from, slotSeconds);
  return (
    <div className={classes.choice}>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t("monthEnd.earlier")}
        disabled={month <= firstMonth}
        onClick={() => choose(monthBeside(month, -1))}
      >
        ‹
      </Button>
      <strong data-month={month}>
        {formats.month(start)} {formats.year(start)}
      </strong>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t("monthEnd.later")}
        disabled={month >= lastMonth}
        onClick={() => choose(monthBeside(month, 1))}
      >
        ›
      </Button>
    </div>
  );
}

const FIGURES = ["expected", "metered", "substituted", "final", "paid"] as const;

function Summary({ answer }: { answer: MonthEndAnswer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const sum = sumOf(answer.accounts);
  return (
    <>
      <Verdict answer={answer} />
      <KeyFigures
        figures={FIGURES.map((key) => ({
          key,
          label: t(`monthEnd.figures.${key}`),
          value: <span data-figure={key}>{formats.count(sum[key])}</span>,
        }))}
      />
    </>
  );
}

/** One sentence: can it be billed, and if not, why. */
function Verdict({ answer }: { answer: MonthEndAnswer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { slotSeconds } = useCommunity();
  const { expected, metered, paid } = sumOf(answer.accounts);
  const wrong = answer.balances.filter(({ isZero }) => !isZero).length;
  const [missing, open] = [expected - metered, metered - paid];
  const isRunning = slotStart(answer.until, slotSeconds) > Date.parse(answer.asOf);
  const reasons = [
    ...(wrong > 0 ? [t("monthEnd.wrong", { count: wrong, number: formats.count(wrong) })] : []),
    ...(missing > 0
      ? [t("monthEnd.missing", { count: missing, number: formats.count(missing) })]
      : []),
    ...(open > 0 ? [t("monthEnd.open", { count: open, number: formats.count(open) })] : []),
    ...(isRunning ? [t("monthEnd.running")] : []),
  ];
  const verdict = wrong > 0 ? "bad" : reasons.length > 0 || expected === 0 ? "warning" : "good";
  return (
    <div data-verdict={verdict}>
      <Notice tone={verdict}>
        {verdict === "good" ? (
          <>✓ {t("monthEnd.complete")}</>
        ) : (
          <>
            <strong>{t("monthEnd.readyNot")}</strong> {reasons.join(" ")}
          </>
        )}
      </Notice>
    </div>
  );
}
