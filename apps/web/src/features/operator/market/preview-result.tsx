import type { PreviewAccount, PreviewSums, RulesPreview } from "@pumasi/protocol";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Disclosure } from "../../../components/disclosure.js";
import { Notice } from "../../../components/notice.js";
import { PlainTable } from "../../../components/plain-table.js";
import { signOf, subtractDecimals } from "../../../format/exact-decimal.js";
import { useFormats } from "../../../format/formats-context.js";
import { Chart } from "../../charts/chart.js";
import { usePalette } from "../../charts/use-palette.js";
import classes from "./market.module.css";
import { differenceBars } from "./market-charts.js";

const ENERGIES = ["contracted", "delivered", "shared", "fromSupplier", "toSupplier"] as const;
const MONEY = ["paid", "paidWithout", "saved", "fees"] as const;

/** More bars than these cannot be read: of a larger community the ends are drawn, and the table has all. */
const MOST_BARS = 40;

const BAR_HEIGHT = 22;

/** What other rules would have meant: for all, for each account, and day by day. */
export function PreviewResult({ preview }: { preview: RulesPreview }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { accounts, slots } = preview;
  if (slots === 0) return <Notice tone="warning">{t("market.previewEmpty")}</Notice>;
  const members = accounts.filter(({ kind }) => kind === "member");
  const counted = (sign: number) =>
    members.filter(({ difference }) => signOf(difference) === sign).length;
  const [losing, gaining] = [counted(1), counted(-1)];
  const values = {
    from: formats.day(Date.parse(preview.start)),
    until: formats.day(Date.parse(preview.end) - 1),
    slots: formats.count(slots),
    orders: formats.count(preview.orders),
    notAdmitted: formats.count(preview.notAdmitted),
  };
  return (
    <div data-preview="" data-slots={slots} data-losing={losing} data-gaining={gaining}>
      <h3 className={classes.subtitle}>{t("market.previewTitle")}</h3>
      <Notice tone={losing > 0 ? "warning" : "good"}>
        {losing === 0 && gaining === 0
          ? t("market.previewSame")
          : t("market.previewCounts", {
              gaining: formats.count(gaining),
              losing: formats.count(losing),
              members: formats.count(members.length),
            })}
      </Notice>
      <p className={classes.help}>{t("market.assumption", values)}</p>
      <Sums preview={preview} />
      <h3 className={classes.subtitle}>{t("market.whoTitle")}</h3>
      <Bars accounts={members} />
      <Accounts accounts={accounts} />
      <Disclosure label={t("market.byDay")}>{() => <ByDay preview={preview} />}</Disclosure>
    </div>
  );
}

function Sums({ preview: { settled, instead } }: { preview: RulesPreview }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const row = (key: keyof PreviewSums, text: (value: string | null) => string) => ({
    key,
    cells: [
      t(`market.sum.${key}`),
      <span key="settled" data-figure={`settled-${key}`}>
        {text(settled[key])}
      </span>,
      <span key="instead" data-figure={`instead-${key}`}>
        {text(instead[key])}
      </span>,
      text(subtractDecimals(instead[key], [settled[key]])),
    ],
  });
  return (
    <PlainTable
      caption={t("market.previewTitle")}
      columns={[
        { key: "name", title: t("market.sum.name") },
        { key: "settled", title: t("market.sum.settled"), isNumber: true },
        { key: "instead", title: t("market.sum.instead"), isNumber: true },
        { key: "difference", title: t("market.sum.difference"), isNumber: true },
      ]}
      rows={[
        ...ENERGIES.map((key) => row(key, formats.energy)),
        ...MONEY.map((key) => row(key, formats.money)),
      ]}
    />
  );
}

function Bars({ accounts }: { accounts: readonly PreviewAccount[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const drawn = useMemo(() => {
    if (accounts.length <= MOST_BARS) return accounts;
    const half = MOST_BARS / 2;
    return [...accounts.slice(0, half), ...accounts.slice(-half)];
  }, [accounts]);
  const option = useMemo(
    () =>
      differenceBars({
        accounts: drawn,
        names: drawn.map(({ account }) => formats.count(account)),
        palette,
        formats,
      }),
    [drawn, palette, formats],
  );
  return (
    <>
      <p className={classes.help}>
        {drawn.length < accounts.length
          ? t("market.barsPart", { drawn: formats.count(drawn.length) })
          : t("market.bars")}
      </p>
      <Chart
        option={option}
        height={60 + drawn.length * BAR_HEIGHT}
        label={t("market.barsSummary")}
      />
    </>
  );
}

function Accounts({ accounts }: { accounts: readonly PreviewAccount[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <PlainTable
      caption={t("market.whoTitle")}
      maxHeight={420}
      columns={[
        { key: "account", title: t("accounts.account") },
        { key: "paid", title: t("market.paid"), isNumber: true },
        { key: "wouldPay", title: t("market.wouldPay"), isNumber: true },
        { key: "difference", title: t("market.sum.difference"), isNumber: true },
        { key: "verdict", title: t("market.verdictTitle") },
      ]}
      rows={accounts.map(({ account, kind, paid, wouldPay, difference }) => ({
        key: `${account}`,
        cells: [
          kind === "member"
            ? formats.count(account)
            : `${formats.count(account)} (${t(`accounts.kind.${kind}`)})`,
          formats.money(paid),
          formats.money(wouldPay),
          <span key="difference" data-difference={account}>
            {formats.money(difference)}
          </span>,
          t(`market.verdict.${verdictOf(difference)}`),
        ],
      }))}
    />
  );
}

function verdictOf(difference: string): "loses" | "same" | "gains" {
  const sign = signOf(difference);
  if (sign === 0) return "same";
  return sign > 0 ? "loses" : "gains";
}

function ByDay({ preview: { days } }: { preview: RulesPreview }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns = ["contracted", "fromSupplier", "paid", "fees"] as const;
  const text = (key: (typeof columns)[number]) =>
    key === "contracted" || key === "fromSupplier" ? formats.energyNumber : formats.money;
  return (
    <PlainTable
      caption={t("market.byDay")}
      maxHeight={360}
      columns={[
        { key: "day", title: t("market.day.day") },
        ...columns.map((key) => ({ key, title: t(`market.sum.${key}`), isNumber: true })),
      ]}
      rows={days.map((day) => ({
        key: day.day,
        cells: [
          formats.day(Date.parse(day.start)),
          ...columns.map((key) =>
            day.slots === 0
              ? text(key)(null)
              : `${text(key)(day.settled[key])} → ${text(key)(day.instead[key])}`,
          ),
        ],
      }))}
    />
  );
}
