import { Button, SegmentedControl } from "@mantine/core";
import type { EnergyPeriod, HouseholdEnergy, HouseholdEnergyAnswer } from "@pumasi/protocol";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Household, useHouseholdEnergy } from "../../api/household-queries.js";
import { Answer } from "../../components/answer.js";
import { Disclosure } from "../../components/disclosure.js";
import { KeyFigures } from "../../components/key-figures.js";
import { PlainTable } from "../../components/plain-table.js";
import { SectionCard } from "../../components/section-card.js";
import { useFormats } from "../../format/formats-context.js";
import { Chart } from "../charts/chart.js";
import { ChartLegend } from "../charts/chart-legend.js";
import { usePalette } from "../charts/use-palette.js";
import classes from "./energy-section.module.css";
import { FLOWS, flowColor, householdBars, partsOf } from "./household-bars.js";
import { householdCsv } from "./household-csv.js";
import { tellsOfHome } from "./own-flows.js";
import { barName, finerPeriod, rowName, spanName } from "./span-names.js";

const PERIODS = ["day", "month", "year"] as const satisfies readonly EnergyPeriod[];

/** What is told of the home itself. */
const OWN = ["generated", "ownUse", "consumed"] as const;

interface Shown {
  period: EnergyPeriod;
  /** A slot of what is shown; null follows market time. */
  at: number | null;
}

/** A household's day, month or year: energy and money in one view, and the way down to a slot. */
export function EnergySection({ household }: { household: Household }) {
  const { t } = useTranslation();
  const [shown, show] = useState<Shown>({ period: "day", at: null });
  const energy = useHouseholdEnergy(household, shown.period, shown.at);
  return (
    <SectionCard
      title={t("home.energyTitle")}
      note={
        <SegmentedControl
          size="xs"
          aria-label={t("home.period.label")}
          value={shown.period}
          onChange={(period) => show({ period: period as EnergyPeriod, at: shown.at })}
          data={PERIODS.map((period) => ({ value: period, label: t(`home.period.${period}`) }))}
        />
      }
    >
      <Answer state={energy} height={420} isEmpty={() => false} emptyText="">
        {(answer) => <Energy answer={answer} period={shown.period} show={show} />}
      </Answer>
    </SectionCard>
  );
}

interface EnergyProps {
  answer: HouseholdEnergyAnswer;
  period: EnergyPeriod;
  show: (shown: Shown) => void;
}

function Energy({ answer, period, show }: EnergyProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { span, sum, rows } = answer;
  const startMs = rows[0] === undefined ? null : Date.parse(rows[0].start);
  return (
    <>
      <div className={classes.span}>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t("home.earlier")}
          onClick={() => show({ period, at: span.from - 1 })}
        >
          ‹
        </Button>
        <strong data-span={span.from}>
          {startMs === null ? t("home.noSpan") : spanName(formats, period, startMs)}
        </strong>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t("home.later")}
          onClick={() => show({ period, at: span.until })}
        >
          ›
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => show({ period, at: null })}>
          {t("home.now")}
        </Button>
      </div>
      <Money sum={sum} isTold={tellsOfHome(rows)} />
      <Completeness sum={sum} />
      {rows.length === 0 ? (
        <p className={classes.empty}>{t("home.empty")}</p>
      ) : (
        <Bars answer={answer} period={period} show={show} />
      )}
    </>
  );
}

/** `isTold`: the home told of itself in a part of the span at least. */
function Money({ sum, isTold }: { sum: HouseholdEnergy; isTold: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const isEmpty = sum.metered === 0;
  const figure = (key: string, label: string, text: string) => ({
    ...{ key, label },
    value: <span data-figure={key}>{text}</span>,
  });
  const money = (amount: string) => formats.money(isEmpty ? null : amount);
  const energy = (kwh: string | null) => formats.energy(isEmpty ? null : kwh);
  return (
    <KeyFigures
      figures={[
        figure("saved", t("home.saved"), money(sum.saved)),
        figure("paid", t("home.paid"), money(sum.paid)),
        figure("paidWithout", t("home.paidWithout"), money(sum.paidWithout)),
        ...FLOWS.map((flow) => figure(flow, t(`home.flow.${flow}`), energy(sum[flow]))),
        ...(isTold ? OWN : []).map((own) => figure(own, t(`home.own.${own}`), energy(sum[own]))),
      ]}
    />
  );
}

/** Late data fills in, and says so until it has. */
function Completeness({ sum }: { sum: HouseholdEnergy }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const missing = sum.slots - sum.metered;
  const open = sum.metered - sum.final;
  const remarks = [
    ...(missing > 0 ? [t("home.missing", { count: missing, slots: formats.count(missing) })] : []),
    ...(sum.substituted > 0
      ? [t("home.substituted", { count: sum.substituted, slots: formats.count(sum.substituted) })]
      : []),
    ...(open > 0 ? [t("home.open", { count: open, slots: formats.count(open) })] : []),
  ];
  return (
    <p className={classes.completeness} role="status">
      {remarks.length === 0 ? t("home.complete") : remarks.join(" ")}
    </p>
  );
}

function Bars({ answer, period, show }: EnergyProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const { rows, sum } = answer;
  const parts = partsOf(rows);
  const labels = useMemo(
    () => ({
      boughtFromNeighbours: t("home.flow.boughtFromNeighbours"),
      fromGrid: t("home.flow.fromGrid"),
      soldToNeighbours: t("home.flow.soldToNeighbours"),
      toGrid: t("home.flow.toGrid"),
      ownUse: t("home.own.ownUse"),
    }),
    [t],
  );
  const option = useMemo(() => {
    const names = rows.map(({ start }) => barName(formats, period, Date.parse(start)));
    return householdBars({ rows, names, labels, palette, formats });
  }, [rows, formats, period, labels, palette]);
  const finer = finerPeriod(period);
  const summary = t("home.chartSummary", {
    bought: formats.energy(sum.boughtFromNeighbours),
    fromGrid: formats.energy(sum.fromGrid),
    sold: formats.energy(sum.soldToNeighbours),
    toGrid: formats.energy(sum.toGrid),
  });
  return (
    <>
      <ChartLegend
        entries={parts.map((flow) => ({
          key: flow,
          label: labels[flow],
          color: flowColor(palette, flow),
          shape: "square",
        }))}
      />
      <Chart option={option} height={260} label={summary} />
      <div className={classes.below}>
        <Disclosure label={t("block.showTable")}>
          {() => (
            <PlainTable
              caption={t("home.energyTitle")}
              maxHeight={360}
              columns={[
                { key: "span", title: t("home.span") },
                ...parts.map((flow) => ({ key: flow, title: labels[flow], isNumber: true })),
                { key: "paid", title: t("home.paid"), isNumber: true },
                { key: "saved", title: t("home.saved"), isNumber: true },
              ]}
              rows={rows.map((row) => ({
                key: `${row.from}`,
                cells: [
                  <SpanName
                    key="span"
                    row={row}
                    period={period}
                    open={finer === null ? null : () => show({ period: finer, at: row.from })}
                  />,
                  ...parts.map((flow) =>
                    formats.energyNumber(row.metered === 0 ? null : row[flow]),
                  ),
                  formats.money(row.metered === 0 ? null : row.paid),
                  formats.money(row.metered === 0 ? null : row.saved),
                ],
              }))}
            />
          )}
        </Disclosure>
        <Button
          component="a"
          variant="subtle"
          size="compact-sm"
          download={`pumasi-${answer.span.from}-${answer.step}.csv`}
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(householdCsv(answer))}`}
        >
          {t("home.csv")}
        </Button>
      </div>
    </>
  );
}

function SpanName({
  row,
  period,
  open,
}: {
  row: HouseholdEnergy;
  period: EnergyPeriod;
  open: (() => void) | null;
}) {
  const formats = useFormats();
  const name = rowName(formats, period, Date.parse(row.start));
  if (open === null) {
    return (
      <Link to="/slots/$slot" params={{ slot: `${row.from}` }}>
        {name}
      </Link>
    );
  }
  return (
    <Button variant="subtle" size="compact-xs" onClick={open}>
      {name}
    </Button>
  );
}
