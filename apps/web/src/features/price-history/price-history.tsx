import type { CommunityDescription } from "@pumasi/protocol";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSlots } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { Disclosure } from "../../components/disclosure.js";
import { PlainTable } from "../../components/plain-table.js";
import { SectionCard } from "../../components/section-card.js";
import { useFormats } from "../../format/formats-context.js";
import { Chart } from "../charts/chart.js";
import { ChartLegend } from "../charts/chart-legend.js";
import { localTickSlots } from "../charts/local-ticks.js";
import { usePalette } from "../charts/use-palette.js";
import {
  isTariff,
  PRICES,
  type PriceName,
  priceChartOption,
  priceColor,
} from "./price-chart-option.js";
import { type PriceSlot, priceSlots } from "./price-slots.js";

/** What neighbours paid each other, beside what the grid would have asked and given. */
export function PriceHistory({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const answer = useSlots(community);
  const slots = useMemo(
    () => priceSlots(answer.data?.slots ?? [], community.rules),
    [answer.data, community.rules],
  );
  return (
    <SectionCard
      title={t("chart.priceTitle")}
      note={t("chart.priceRange", { currency: community.currency })}
    >
      <Answer
        state={answer}
        height={300}
        isEmpty={() => slots.length === 0}
        emptyText={t("chart.priceEmpty")}
      >
        {() => <PriceChart slots={slots} slotSeconds={community.slotSeconds} />}
      </Answer>
    </SectionCard>
  );
}

function PriceChart({ slots, slotSeconds }: { slots: PriceSlot[]; slotSeconds: number }) {
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
    return priceChartOption({ slots, ticks, slotSeconds, labels, noPrice, palette, formats });
  }, [slots, slotSeconds, labels, noPrice, palette, formats]);
  const summary = t("chart.priceSummary", {
    slots: formats.count(slots.length),
    without: formats.count(slots.filter(({ clearing }) => clearing === null).length),
  });
  const named = [...PRICES].reverse();
  return (
    <>
      <ChartLegend
        entries={named.map((name) => ({
          key: name,
          label: labels[name],
          color: priceColor(name, palette),
          shape: isTariff(name) ? "dashed" : "line",
        }))}
      />
      <Chart option={option} height={268} label={summary} />
      <Disclosure label={t("block.showTable")}>
        {() => <PriceTable slots={slots} names={named} labels={labels} />}
      </Disclosure>
    </>
  );
}

interface PriceTableProps {
  slots: readonly PriceSlot[];
  names: readonly PriceName[];
  labels: Record<PriceName, string>;
}

function PriceTable({ slots, names, labels }: PriceTableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <PlainTable
      caption={t("chart.priceTitle")}
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
  );
}
