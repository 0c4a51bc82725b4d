import { lineTotalOf, type SeenLine } from "@pumasi/protocol";
import { printAmount } from "@pumasi/quantities";
import { useTranslation } from "react-i18next";
import { Notice } from "../../components/notice.js";
import { PlainTable } from "../../components/plain-table.js";
import { useFormats } from "../../format/formats-context.js";
import { type LineRow, lineRows } from "./line-rows.js";
import classes from "./proof-report.module.css";

/** The account's settlement with every digit, as it stands in the proof. */
export function ProofLine({ line, product }: { line: SeenLine | null; product: number }) {
  const { t } = useTranslation();
  if (line === null) return <Notice tone="bad">{t("proofAnswer.lineMalformed")}</Notice>;
  return (
    <>
      <LineTotal total={lineTotalOf(line)} />
      <LineTable rows={lineRows(line, product)} />
    </>
  );
}

/** Who owes whom, in a sentence: no reader has to know what plus means. */
function LineTotal({ total }: { total: bigint }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const amount = formats.exactMoney(printAmount(total < 0n ? -total : total));
  return (
    <p className={classes.total}>
      {total < 0n ? t("proofAnswer.pays", { amount }) : t("proofAnswer.receives", { amount })}
    </p>
  );
}

function LineTable({ rows }: { rows: readonly LineRow[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const shown = rows.map(({ key, bought, sold, amount }) => ({
    key,
    // What a row does not have is empty, because nothing is missing there.
    cells: [
      t(`proofAnswer.line.${key}`),
      bought === null ? "" : formats.exactEnergyNumber(bought),
      sold === null ? "" : formats.exactEnergyNumber(sold),
      amount === null ? "" : formats.exactMoney(amount),
    ],
  }));
  const foot = shown.find(({ key }) => key === "total");
  return (
    <PlainTable
      caption={t("proofAnswer.lineCaption")}
      columns={[
        { key: "what", title: t("proofAnswer.lineWhat") },
        { key: "bought", title: t("proofAnswer.bought"), isNumber: true },
        { key: "sold", title: t("proofAnswer.sold"), isNumber: true },
        { key: "amount", title: t("proofAnswer.amount"), isNumber: true },
      ]}
      rows={shown.filter((row) => row !== foot)}
      {...(foot === undefined ? {} : { foot })}
    />
  );
}
