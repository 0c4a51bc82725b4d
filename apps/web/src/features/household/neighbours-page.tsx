import { SegmentedControl } from "@mantine/core";
import type { EnergyPeriod, HouseholdNeighbours } from "@pumasi/protocol";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Household, useHouseholdEnergy, useNeighbours } from "../../api/household-queries.js";
import { Answer } from "../../components/answer.js";
import { PlainTable } from "../../components/plain-table.js";
import { SectionCard } from "../../components/section-card.js";
import { sumDecimals } from "../../format/exact-decimal.js";
import { useFormats } from "../../format/formats-context.js";
import { Chart } from "../charts/chart.js";
import { usePalette } from "../charts/use-palette.js";
import { neighbourFlows } from "./neighbour-flows.js";

const PERIODS = ["day", "month", "year"] as const satisfies readonly EnergyPeriod[];

/** From whom the household bought and to whom it sold: account numbers, and names where both agreed to tell theirs. */
export function NeighboursPage({ household }: { household: Household }) {
  const { t } = useTranslation();
  const [period, choose] = useState<EnergyPeriod>("month");
  const energy = useHouseholdEnergy(household, period, null);
  return (
    <SectionCard
      title={t("neighbours.title")}
      note={
        <SegmentedControl
          size="xs"
          aria-label={t("home.period.label")}
          value={period}
          onChange={(chosen) => choose(chosen as EnergyPeriod)}
          data={PERIODS.map((one) => ({ value: one, label: t(`home.period.${one}`) }))}
        />
      }
    >
      <Answer state={energy} height={360} isEmpty={() => false} emptyText="">
        {({ span }) => <OfSpan household={household} span={span} />}
      </Answer>
    </SectionCard>
  );
}

interface OfSpanProps {
  household: Household;
  span: { from: number; until: number };
}

function OfSpan({ household, span }: OfSpanProps) {
  const { t } = useTranslation();
  const neighbours = useNeighbours(household, span);
  return (
    <Answer
      state={neighbours}
      height={360}
      isEmpty={(answer) => answer.neighbours.length === 0 && !hasShared(answer)}
      emptyText={t("neighbours.empty")}
    >
      {(answer) => <Neighbours answer={answer} />}
    </Answer>
  );
}

function hasShared({ sharedBought, sharedSold }: HouseholdNeighbours): boolean {
  return sharedBought !== "0" || sharedSold !== "0";
}

function Neighbours({ answer }: { answer: HouseholdNeighbours }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const { neighbours, sharedBought, sharedSold } = answer;
  const names = new Map(neighbours.map(({ account, name }) => [account, name]));
  const nameOf = (account: number) =>
    names.get(account) ?? t("neighbours.account", { account: `${account}` });
  const option = neighbourFlows({
    answer,
    palette,
    formats,
    names: { home: t("home.home"), shared: t("neighbours.shared"), nameOf },
  });
  const bought = sumDecimals([...neighbours.map((one) => one.bought), sharedBought]);
  const sold = sumDecimals([...neighbours.map((one) => one.sold), sharedSold]);
  const label = t("neighbours.summary", {
    count: neighbours.length,
    bought: formats.energy(bought),
    sold: formats.energy(sold),
  });
  const rows = [
    ...neighbours.map((one) => ({
      key: `${one.account}`,
      cells: [
        nameOf(one.account),
        formats.energyNumber(one.bought),
        formats.energyNumber(one.sold),
      ],
    })),
    {
      key: "shared",
      cells: [
        t("neighbours.shared"),
        formats.energyNumber(sharedBought),
        formats.energyNumber(sharedSold),
      ],
    },
  ];
  return (
    <>
      <Chart option={option} height={Math.max(220, 34 * (neighbours.length + 2))} label={label} />
      <PlainTable
        caption={t("neighbours.title")}
        columns={[
          { key: "who", title: t("neighbours.who") },
          { key: "bought", title: t("neighbours.bought"), isNumber: true },
          { key: "sold", title: t("neighbours.sold"), isNumber: true },
        ]}
        rows={rows}
      />
      <p>
        {t("neighbours.pseudonyms")} <Link to="/home/data">{t("neighbours.consent")}</Link>
      </p>
    </>
  );
}
