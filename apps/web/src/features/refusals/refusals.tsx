import type { CommunityDescription } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { useClock, useRefusals, useServerStatus } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { Notice } from "../../components/notice.js";
import { PlainTable } from "../../components/plain-table.js";
import { SectionCard } from "../../components/section-card.js";
import { useFormats } from "../../format/formats-context.js";
import en from "../../i18n/en.json" with { type: "json" };
import { type RefusalCount, recentRefusals } from "./recent-refusals.js";
import classes from "./refusals.module.css";

type KnownCode = keyof typeof en.refusals.code;

function isKnownCode(code: string): code is KnownCode {
  return Object.hasOwn(en.refusals.code, code);
}

/** What the market did not take lately, and what the server asks the operator to do. */
export function Refusals({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const refusals = useRefusals(community.slug);
  const clock = useClock();
  const now = clock.data?.clock.now;
  // Without market time nobody knows which refusals are recent, so there is nothing to show yet.
  const recent =
    refusals.data === undefined || now === undefined
      ? undefined
      : recentRefusals(refusals.data, Date.parse(now));
  return (
    <SectionCard title={t("refusals.title")}>
      <Warnings slug={community.slug} />
      <h3 className={classes.title}>{t("refusals.listTitle")}</h3>
      <Answer
        state={{
          data: recent,
          error: refusals.error ?? clock.error,
          refetch: () => Promise.all([refusals.refetch(), clock.refetch()]),
        }}
        height={120}
        isEmpty={(data) => data.length === 0}
        emptyText={t("refusals.empty")}
      >
        {(data) => <RefusalTable refusals={data} />}
      </Answer>
    </SectionCard>
  );
}

function Warnings({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const status = useServerStatus();
  if (status.data === undefined) {
    return status.error === null ? null : (
      <Notice tone="bad">{t("refusals.warningsFailed")}</Notice>
    );
  }
  const warnings =
    status.data.communities.find((community) => community.slug === slug)?.warnings ?? [];
  return (
    <>
      <h3 className={classes.title}>{t("refusals.warnings")}</h3>
      {warnings.length === 0 && <Notice tone="good">{t("refusals.warningsNone")}</Notice>}
      {warnings.map((warning) => (
        <Notice key={warning} tone="warning">
          {warning}
        </Notice>
      ))}
    </>
  );
}

function RefusalTable({ refusals }: { refusals: readonly RefusalCount[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <PlainTable
      caption={t("refusals.caption")}
      columns={[
        { key: "what", title: t("refusals.what") },
        { key: "times", title: t("refusals.times"), isNumber: true },
        { key: "last", title: t("refusals.last") },
      ]}
      rows={refusals.map(({ code, count, detail, lastHourMs }) => ({
        key: code,
        cells: [
          <div key="what" className={classes.what} title={detail}>
            {isKnownCode(code) ? t(`refusals.code.${code}`) : detail}
            <code>{code}</code>
          </div>,
          formats.count(count),
          formats.dayAndTime(lastHourMs),
        ],
      }))}
    />
  );
}
