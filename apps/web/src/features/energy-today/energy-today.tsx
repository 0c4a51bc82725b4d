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
import { type EnergyBar, energyBars, energySums } from "./energy-bars.js";
import { energyChartOption, ORIGINS } from "./energy-chart-option.js";

/** Where the energy of the last metered slots came from and went. */
export function EnergyToday({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const slots = useSlots(community);
  const bars = useMemo(() => energyBars(slots.data?.slots ?? []), [slots.data]);
  const [first, last] = [bars[0], bars.at(-1)];
  const range =
    first === undefined || last === undefined
      ? undefined
      : t("chart.energyRange", {
          from: formats.dayAndTime(first.startMs),
          until: formats.dayAndTime(last.startMs + community.slotSeconds * 1000),
        });
  return (
    <SectionCard title={t("chart.energyTitle")} note={range}>
      <Answer
        state={slots}
        height={300}
        isEmpty={() => bars.length === 0}
        emptyText={t("chart.energyEmpty")}
      >
        {() => <EnergyChart bars={bars} slotSeconds={community.slotSeconds} />}
      </Answer>
    </SectionCard>
  );
}

function EnergyChart({ bars, slotSeconds }: { bars: EnergyBar[]; slotSeconds: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const labels = useMemo(
    () => ({
      delivered: t("energy.delivered"),
      shared: t("energy.shared"),
      supplier: t("energy.supplier"),
      exported: t("energy.exported"),
    }),
    [t],
  );
  const option = useMemo(() => {
    const range = { from: bars[0]?.slot ?? 0, until: (bars.at(-1)?.slot ?? -1) + 1 };
    const ticks = localTickSlots(range, slotSeconds, formats.time);
    return energyChartOption({ bars, ticks, labels, palette, formats });
  }, [bars, slotSeconds, formats, labels, palette]);
  const sums = energySums(bars);
  const summary = t("chart.energySummary", {
    slots: formats.count(bars.length),
    neighbours: formats.energy(sums.neighbours),
    supplier: formats.energy(sums.supplier),
    exported: formats.energy(sums.exported),
  });
  return (
    <>
      <ChartLegend
        entries={ORIGINS.map((origin) => ({
          key: origin,
          label: labels[origin],
          color: palette[origin],
          shape: "square",
        }))}
      />
      <Chart option={option} height={268} label={summary} />
      <Disclosure label={t("block.showTable")}>
        {() => (
          <PlainTable
            caption={t("chart.energyTitle")}
            maxHeight={320}
            columns={[
              { key: "slot", title: t("chart.slot") },
              ...ORIGINS.map((origin) => ({
                key: origin,
                title: `${labels[origin]} (${t("page.energyUnit")})`,
                isNumber: true,
              })),
            ]}
            rows={bars.map((bar) => ({
              key: `${bar.slot}`,
              cells: [
                formats.dayAndTime(bar.startMs),
                ...ORIGINS.map((origin) => formats.energyNumber(bar[origin])),
              ],
            }))}
          />
        )}
      </Disclosure>
    </>
  );
}
