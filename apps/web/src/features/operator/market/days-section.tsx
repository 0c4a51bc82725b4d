import type { MarketDay, MarketDaysAnswer, MarketSums } from "@pumasi/protocol";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMarketDays } from "../../../api/market-queries.js";
import { Answer } from "../../../components/answer.js";
import { Disclosure } from "../../../components/disclosure.js";
import { KeyFigures } from "../../../components/key-figures.js";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { Chart } from "../../charts/chart.js";
import { ChartLegend } from "../../charts/chart-legend.js";
import { usePalette } from "../../charts/use-palette.js";
import classes from "./market.module.css";
import { dayBars, ORIGINS, originColor } from "./market-charts.js";

const ENERGIES = ["contracted", "delivered", "shared", "fromSupplier", "toSupplier"] as const;
const PRICES = ["averagePrice", "lowestPrice", "highestPrice"] as const;

/** What was traded on each of the last 30 local days. */
export function DaysSection({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const days = useMarketDays(slug);
  return (
    <SectionCard title={t("market.daysTitle")} note={t("market.daysNote")}>
      <Answer
        state={days}
        height={420}
        isEmpty={({ sum }) => sum.slots === 0}
        emptyText={t("market.daysEmpty")}
      >
        {(answer) => <Days answer={answer} />}
      </Answer>
    </SectionCard>
  );
}

function Days({ answer: { days, sum } }: { answer: MarketDaysAnswer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const labels = useMemo(
    () => ({
      delivered: t("market.day.delivered"),
      shared: t("market.day.shared"),
      fromSupplier: t("market.day.fromSupplier"),
    }),
    [t],
  );
  const option = useMemo(
    () => dayBars({ days, labels, palette, formats }),
    [days, labels, palette, formats],
  );
  const label = t("market.daysSummary", {
    delivered: formats.energy(sum.delivered),
    shared: formats.energy(sum.shared),
    supplier: formats.energy(sum.fromSupplier),
  });
  return (
    <div data-days={days.length} data-until={sum.until}>
      <KeyFigures
        figures={[
          ...ENERGIES.map((key) => ({
            key,
            label: t(`market.day.${key}`),
            value: <span data-figure={key}>{formats.energy(sum[key])}</span>,
          })),
          {
            key: "averagePrice",
            label: t("market.day.averagePrice"),
            value: <span data-figure="averagePrice">{formats.price(sum.averagePrice)}</span>,
          },
        ]}
      />
      <p className={classes.help}>{completeness(sum)}</p>
      <ChartLegend
        entries={ORIGINS.map((origin) => ({
          key: origin,
          label: labels[origin],
          color: originColor(origin, palette),
          shape: "square",
        }))}
      />
      <Chart option={option} height={240} label={label} />
      <Disclosure label={t("block.showTable")}>{() => <DayTable days={days} />}</Disclosure>
    </div>
  );

  function completeness({ slots, metered, priced }: MarketSums) {
    return t("market.completeness", {
      slots: formats.count(slots),
      metered: formats.count(metered),
      priced: formats.count(priced),
    });
  }
}

function DayTable({ days }: { days: readonly MarketDay[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const number = (key: (typeof ENERGIES)[number] | (typeof PRICES)[number]) => ({
    ...{ key, title: t(`market.day.${key}`) },
    isNumber: true,
  });
  return (
    <PlainTable
      caption={t("market.daysTitle")}
      maxHeight={420}
      columns={[
        { key: "day", title: t("market.day.day") },
        ...ENERGIES.map(number),
        ...PRICES.map(number),
        { key: "tariffs", title: t("market.day.tariffs"), isNumber: true },
      ]}
      rows={[...days].reverse().map((day) => ({
        key: day.day,
        cells: [
          <span key="day" data-day={day.day}>
            {formats.day(Date.parse(day.start))}
          </span>,
          ...ENERGIES.map((key) => (
            <span key={key} data-figure={`${key}-${day.day}`}>
              {formats.energyNumber(day[key])}
            </span>
          )),
          ...PRICES.map((key) => formats.price(day[key])),
          day.tariffs
            .map(
              ({ retailPrice, feedInPrice }) =>
                `${formats.price(retailPrice)} / ${formats.price(feedInPrice)}`,
            )
            .join(" → "),
        ],
      }))}
    />
  );
}
