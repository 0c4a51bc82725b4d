import type { CommunityLedger } from "@pumasi/protocol";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Disclosure } from "../../../components/disclosure.js";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { Chart } from "../../charts/chart.js";
import { usePalette } from "../../charts/use-palette.js";
import { gasBars, gasEach } from "./gas-bars.js";
import { useKindName } from "./kind-names.js";
import classes from "./ledger-page.module.css";

/** What the ledger cost, by kind of action and by day, drawn and in tables. */
export function GasSection({ ledger }: { ledger: CommunityLedger }) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("ledgerPage.gasTitle")}>
      <div className={classes.columns}>
        <GasByKind ledger={ledger} />
        <GasByDay ledger={ledger} />
      </div>
    </SectionCard>
  );
}

function GasByKind({ ledger: { byKind, gasUsed } }: { ledger: CommunityLedger }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const nameOf = useKindName();
  const used = byKind.filter((row) => row.gasUsed !== "0");
  const bars = used.map((row) => ({ ...row, name: nameOf(row.kind) }));
  const actionsLabel = t("ledgerPage.actions");
  const option = gasBars({ bars, direction: "lying", palette, formats, actionsLabel });
  const label = t("ledgerPage.gasKindSummary", {
    total: formats.count(gasUsed),
    first: bars[0]?.name ?? "",
    most: formats.count(bars[0]?.gasUsed ?? null),
  });
  return (
    <div className={classes.part}>
      <h3 className={classes.subtitle}>{t("ledgerPage.gasByKind")}</h3>
      <Chart option={option} height={Math.max(160, 24 * bars.length + 30)} label={label} />
      <Disclosure label={t("block.showTable")}>
        {() => (
          <PlainTable
            caption={t("ledgerPage.gasByKind")}
            maxHeight={420}
            columns={[
              { key: "kind", title: t("ledgerPage.kindTitle") },
              { key: "actions", title: t("ledgerPage.actions"), isNumber: true },
              { key: "gas", title: t("ledgerPage.gas"), isNumber: true },
              { key: "each", title: t("ledgerPage.average"), isNumber: true },
            ]}
            rows={byKind.map((row) => ({
              key: row.kind,
              cells: [
                nameOf(row.kind),
                formats.count(row.actions),
                formats.count(row.gasUsed),
                formats.count(gasEach(row.gasUsed, row.actions)),
              ],
            }))}
          />
        )}
      </Disclosure>
    </div>
  );
}

function GasByDay({ ledger: { byDay, gasUsed } }: { ledger: CommunityLedger }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const actionsLabel = t("ledgerPage.actions");
  const option = useMemo(() => {
    const bars = byDay.map((row) => ({ ...row, name: row.day.slice(5) }));
    return gasBars({ bars, direction: "standing", palette, formats, actionsLabel });
  }, [byDay, palette, formats, actionsLabel]);
  const label = t("ledgerPage.gasDaySummary", {
    count: byDay.length,
    number: formats.count(byDay.length),
    total: formats.count(gasUsed),
  });
  return (
    <div className={classes.part}>
      <h3 className={classes.subtitle}>{t("ledgerPage.gasByDay")}</h3>
      <Chart option={option} height={260} label={label} />
      <Disclosure label={t("block.showTable")}>
        {() => (
          <PlainTable
            caption={t("ledgerPage.gasByDay")}
            maxHeight={420}
            columns={[
              { key: "day", title: t("ledgerPage.day") },
              { key: "actions", title: t("ledgerPage.actions"), isNumber: true },
              { key: "gas", title: t("ledgerPage.gas"), isNumber: true },
            ]}
            rows={byDay.map((row) => ({
              key: row.day,
              cells: [row.day, formats.count(row.actions), formats.count(row.gasUsed)],
            }))}
          />
        )}
      </Disclosure>
    </div>
  );
}
