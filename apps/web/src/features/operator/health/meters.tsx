import { Switch } from "@mantine/core";
import type { CommunityHealth, MeterCondition, MeterHealth } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyFigures } from "../../../components/key-figures.js";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { MISSING } from "../../../format/formats.js";
import { useFormats } from "../../../format/formats-context.js";
import { useCommunity } from "../../shell/community-context.js";
import classes from "./health.module.css";

const TONES: Record<MeterCondition, "bad" | "warning" | "good" | "none"> = {
  silent: "bad",
  "not-enrolled": "warning",
  substituted: "warning",
  reporting: "good",
  ended: "none",
};

const CONDITIONS = Object.keys(TONES) as MeterCondition[];

/** More rows than these make the page slow and are not read. */
const MOST_ROWS = 200;

/** Every meter, worst first. Auditors see accounts only. */
export function Meters({
  meters,
  withNames,
}: {
  meters: CommunityHealth["meters"];
  withNames: boolean;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [onlyTroubled, show] = useState(false);
  const total = Object.values(meters.counts).reduce((sum, count) => sum + count, 0);
  const troubled = meters.list.filter(({ condition }) => isTrouble(condition));
  const wanted = onlyTroubled ? troubled : meters.list;
  const shown = wanted.slice(0, MOST_ROWS);
  return (
    <SectionCard title={t("health.metersTitle")}>
      {total === 0 ? (
        <p className={classes.note}>{t("health.metersEmpty")}</p>
      ) : (
        <>
          <KeyFigures
            figures={CONDITIONS.map((condition) => ({
              key: condition,
              label: t(`health.conditions.${condition}`),
              value: (
                <span data-figure={`meters-${condition}`}>
                  {formats.count(meters.counts[condition])}
                </span>
              ),
              isTrouble: TONES[condition] === "bad" && meters.counts[condition] > 0,
            }))}
          />
          <Switch
            className={classes.filter ?? ""}
            label={t("health.onlyTroubled")}
            checked={onlyTroubled}
            onChange={(event) => show(event.currentTarget.checked)}
          />
          {shown.length === 0 ? (
            <p className={classes.note}>{t("health.allReport")}</p>
          ) : (
            <MeterTable meters={shown} withNames={withNames} />
          )}
          {shown.length < wanted.length && (
            <p className={classes.note}>
              {t("health.more", {
                shown: formats.count(shown.length),
                total: formats.count(onlyTroubled ? wanted.length : total),
              })}
            </p>
          )}
        </>
      )}
    </SectionCard>
  );
}

function isTrouble(condition: MeterCondition): boolean {
  return TONES[condition] === "bad" || TONES[condition] === "warning";
}

function MeterTable({ meters, withNames }: { meters: MeterHealth[]; withNames: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { slotSeconds } = useCommunity();
  return (
    <PlainTable
      caption={t("health.metersCaption")}
      maxHeight={520}
      columns={[
        { key: "meter", title: t("health.meter") },
        { key: "account", title: t("health.account") },
        ...(withNames
          ? [
              { key: "household", title: t("health.household") },
              { key: "pod", title: t("health.pod") },
            ]
          : []),
        { key: "condition", title: t("health.condition") },
        { key: "newest", title: t("health.newest") },
        { key: "silentSince", title: t("health.silentSince") },
        { key: "substitutes", title: t("health.substitutes"), isNumber: true },
      ]}
      rows={meters.map((meter) => ({
        key: `${meter.meter}`,
        cells: [
          `${meter.meter}`,
          `${meter.account}`,
          ...(withNames ? [meter.name ?? MISSING, meter.pod ?? MISSING] : []),
          <span key="condition" className={classes.condition} data-tone={TONES[meter.condition]}>
            {t(`health.conditions.${meter.condition}`)}
          </span>,
          meter.newest === null
            ? MISSING
            : formats.dayAndTime(slotStart(meter.newest, slotSeconds)),
          meter.silentSince === null ? MISSING : formats.dayAndTime(Date.parse(meter.silentSince)),
          formats.count(meter.substitutes),
        ],
      }))}
    />
  );
}
