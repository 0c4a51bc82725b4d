import { SegmentedControl } from "@mantine/core";
import type { CommunityDescription, SlotSummary } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { HISTORY_DAYS } from "../../../api/market-api.js";
import { useWeek } from "../../../api/market-queries.js";
import { Answer } from "../../../components/answer.js";
import { Disclosure } from "../../../components/disclosure.js";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { Chart } from "../../charts/chart.js";
import { ChartLegend } from "../../charts/chart-legend.js";
import { localTickSlots } from "../../charts/local-ticks.js";
import { usePalette } from "../../charts/use-palette.js";
import {
  isTariff,
  PRICES,
  priceChartOption,
  priceColor,
} from "../../price-history/price-chart-option.js";
import { type PriceSlot, priceSlots } from "../../price-history/price-slots.js";
import { withZoom } from "./market-charts.js";

const DAY_SECONDS = 86_400;
const VIEWS = [1, 3, HISTORY_DAYS] as const;

/** Prices of the last seven days beside the tariffs that held; zoomable by choice, wheel or drag. */
export function PricesSection({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const week = useWeek(community);
  const [days, setDays] = useState<number>(HISTORY_DAYS);
  const slots = useMemo(
    () => priceSlots(week.data ?? [], community.rules, Number.POSITIVE_INFINITY),
    [week.data, community.rules],
  );
  return (
    <SectionCard
      title={t("market.pricesTitle")}
      note={
        <SegmentedControl
          size="xs"
          aria-label={t("market.view")}
          value={`${days}`}
          onChange={(value) => setDays(Number(value))}
          data={VIEWS.map((count) => ({ value: `${count}`, label: t("market.days", { count }) }))}
        />
      }
    >
      <Answer<SlotSummary[]>
        state={week}
        height={340}
        isEmpty={() => slots.length === 0}
        emptyText={t("chart.priceEmpty")}
      >
        {() => <Prices slots={slots} days={days} slotSeconds={community.slotSeconds} />}
      </Answer>
    </SectionCard>
  );
}

interface PricesProps {
  slots: PriceSlot[];
  /** How many of the last days are in view. */
  days: number;
  slotSeconds: number;
}

function Prices({ slots, days, slotSeconds }: PricesProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const labels = useMemo(
    () => ({
      clearing: t("chart.clearing"),
      sharing: t("chart.sharing"),
      retail: t("chart.retail"),
      feedIn: t("chart.feedIn"),
    }),
    [t],
  );
  const noPrice = t("chart.noPrice");
  const option = useMemo(() => {
    const range = { from: slots[0]?.slot ?? 0, until: (slots.at(-1)?.slot ?? -1) + 1 };
    const ticks = localTickSlots(range, slotSeconds, formats.time);
    const base = priceChartOption({ slots, ticks, slotSeconds, labels, noPrice, palette, formats });
    const labelOf = (slot: number) => {
      const instant = slotStart(slot, slotSeconds);
      const time = formats.time(instant);
      return time === "00:00" ? formats.day(instant) : time;
    };
    const shown = Math.min(slots.length, Math.ceil((days * DAY_SECONDS) / slotSeconds));
    return withZoom(base, { slots: slots.map(({ slot }) => slot), shown, labelOf });
  }, [slots, days, slotSeconds, labels, noPrice, palette, formats]);
  const names = [...PRICES].reverse();
  const summary = t("chart.priceSummary", {
    slots: formats.count(slots.length),
    without: formats.count(slots.filter(({ clearing }) => clearing === null).length),
  });
  return (
    <>
      <ChartLegend
        entries={names.map((name) => ({
          key: name,
          label: labels[name],
          color: priceColor(name, palette),
          shape: isTariff(name) ? "dashed" : "line",
        }))}
      />
      <Chart option={option} height={320} label={summary} />
      <Disclosure label={t("block.showTable")}>
        {() => (
          <PlainTable
            caption={t("market.pricesTitle")}
            maxHeight={320}
            columns={[
              { key: "slot", title: t("chart.slot") },
              ...names.map((name) => ({ key: name, title: labels[name], isNumber: true })),
            ]}
            rows={slots.map((slot) => ({
              key: `${slot.slot}`,
              cells: [
                formats.dayAndTime(slot.startMs),
                ...names.map((name) => formats.price(slot[name])),
              ],
            }))}
          />
        )}
      </Disclosure>
    </>
  );
}
