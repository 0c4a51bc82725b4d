import type { AuditEntry } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { PlainTable } from "../../../components/plain-table.js";
import { useFormats } from "../../../format/formats-context.js";
import classes from "./audit.module.css";
import { useEntryNames } from "./entry-names.js";

/** Entries as they are given, newest first. Instants are wall time. */
export function EntryTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { actionName, whoName } = useEntryNames();
  return (
    <PlainTable
      caption={t("audit.caption")}
      maxHeight={640}
      columns={[
        { key: "when", title: t("audit.when") },
        { key: "who", title: t("audit.who") },
        { key: "action", title: t("audit.action") },
        { key: "subject", title: t("audit.subject") },
        { key: "detail", title: t("audit.detail") },
      ]}
      rows={entries.map((entry) => ({
        key: `${entry.id}`,
        cells: [
          <span key="when" data-entry={entry.id} title={entry.at}>
            {formats.fullDateAndTime(Date.parse(entry.at))}
          </span>,
          <span key="who" title={entry.who}>
            {whoName(entry)}
          </span>,
          <span key="action" data-action={entry.action}>
            {actionName(entry.action)}
          </span>,
          <span key="subject" className={classes.long}>
            {entry.subject ?? t("audit.community")}
          </span>,
          <Detail key="detail" detail={entry.detail} />,
        ],
      }))}
    />
  );
}

function Detail({ detail }: Pick<AuditEntry, "detail">) {
  const text = Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
  return <span className={classes.long}>{text}</span>;
}
