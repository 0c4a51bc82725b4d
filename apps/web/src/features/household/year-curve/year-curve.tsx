import { Button, Progress, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Household } from "../../../api/household-queries.js";
import { Answer } from "../../../components/answer.js";
import { useFormats } from "../../../format/formats-context.js";
import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/year-curve.en.json" with { type: "json" };
import ko from "../../../i18n/year-curve.ko.json" with { type: "json" };
import { ChartLegend } from "../../charts/chart-legend.js";
import { usePalette } from "../../charts/use-palette.js";
import { FLOWS, flowColor } from "../household-bars.js";
import { loadYear, type YearCurve as Year } from "./load-year.js";
import { YearCanvas } from "./year-canvas.js";
import classes from "./year-curve.module.css";
import { type CurveWindow, yearOption } from "./year-curve-option.js";

addTexts({ en, ko });

const DAY_MS = 86_400_000;
const WIDTHS = { day: 1, week: 7, month: 30, year: 366 } as const;
type Width = keyof typeof WIDTHS;

interface YearCurveProps {
  household: Household;
  span: { from: number; until: number };
}

/** Every slot of a year in one picture. */
export default function YearCurve({ household, span }: YearCurveProps) {
  const { t } = useTranslation();
  const [part, setPart] = useState(0);
  const { slug, account } = household;
  const year = useQuery({
    queryKey: ["year-curve", slug, account, span.from, span.until],
    queryFn: ({ signal }) => loadYear(household, span, setPart, signal),
    refetchInterval: false,
    staleTime: 300_000,
  });
  return (
    <>
      {year.isPending && (
        <Progress value={part * 100} aria-label={t("yearCurve.loading")} className={classes.bar} />
      )}
      <Answer
        state={year}
        height={340}
        isEmpty={(loaded) => loaded === null}
        emptyText={t("home.empty")}
      >
        {(loaded) => loaded !== null && <Drawn year={loaded} />}
      </Answer>
    </>
  );
}

function Drawn({ year }: { year: Year }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const length = year.values.toGrid.length;
  const [shown, setShown] = useState<CurveWindow>({ from: 0, until: length });
  const show = useCallback((next: CurveWindow) => {
    setShown((now) => (now.from === next.from && now.until === next.until ? now : next));
  }, []);
  const labels = useMemo(
    () => ({
      boughtFromNeighbours: t("home.flow.boughtFromNeighbours"),
      fromGrid: t("home.flow.fromGrid"),
      soldToNeighbours: t("home.flow.soldToNeighbours"),
      toGrid: t("home.flow.toGrid"),
    }),
    [t],
  );
  const option = useMemo(
    () => yearOption({ year, labels, palette, formats }),
    [year, labels, palette, formats],
  );
  const slotsIn = (width: Width) => Math.min(length, (WIDTHS[width] * DAY_MS) / year.stepMs);
  const wide = (width: Width, middle = (shown.from + shown.until) / 2) => {
    const slots = slotsIn(width);
    const from = Math.max(0, Math.min(length - slots, Math.round(middle - slots / 2)));
    show({ from, until: from + slots });
  };
  const move = (by: number) => {
    const slots = shown.until - shown.from;
    const from = Math.max(0, Math.min(length - slots, shown.from + by * slots));
    show({ from, until: from + slots });
  };
  const widths = Object.keys(WIDTHS) as Width[];
  const isWide = widths.find((width) => slotsIn(width) === shown.until - shown.from) ?? "";
  const instant = (slot: number) => formats.fullDateAndTime(year.startMs + slot * year.stepMs);
  const names = { from: instant(shown.from), until: instant(shown.until) };
  const count = formats.count(length);
  return (
    <div data-year-slots={length} data-window={`${shown.from}-${shown.until}`}>
      <div className={classes.choices}>
        <SegmentedControl
          size="xs"
          aria-label={t("yearCurve.width.label")}
          value={isWide}
          onChange={(width) => wide(width as Width)}
          data={widths.map((width) => ({ value: width, label: t(`yearCurve.width.${width}`) }))}
        />
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => move(-1)}
          aria-label={t("home.earlier")}
        >
          ‹
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => move(1)}
          aria-label={t("home.later")}
        >
          ›
        </Button>
        <span role="status">{t("yearCurve.window", names)}</span>
      </div>
      <ChartLegend
        entries={FLOWS.map((flow) => ({
          key: flow,
          label: labels[flow],
          color: flowColor(palette, flow),
          shape: "line",
        }))}
      />
      <YearCanvas
        year={year}
        option={option}
        shown={shown}
        show={show}
        height={300}
        label={t("yearCurve.picture", { ...names, slots: count })}
      />
    </div>
  );
}
