import { Button } from "@mantine/core";
import type { AuditEntry } from "@pumasi/protocol";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AuditConditions, fetchWholeAudit } from "../../../api/oversight-api.js";
import { useFormats } from "../../../format/formats-context.js";
import classes from "./audit.module.css";
import { auditCsv, saveFile } from "./audit-files.js";

const FORMATS = {
  csv: { type: "text/csv;charset=utf-8", print: auditCsv },
  json: {
    type: "application/json",
    print: (entries: readonly AuditEntry[]) => `${JSON.stringify(entries, null, 2)}\n`,
  },
} as const;

/** Saves every entry that fits the filter, not only those that are shown. */
export function ExportButtons({ slug, conditions }: { slug: string; conditions: AuditConditions }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const save = useMutation({
    mutationFn: async (format: keyof typeof FORMATS) => {
      const entries = await fetchWholeAudit(slug, conditions);
      const { type, print } = FORMATS[format];
      saveFile(`pumasi-audit-${slug}.${format}`, type, print(entries));
      return entries.length;
    },
  });
  return (
    <div className={classes.export}>
      <span>{t("audit.export")}</span>
      {(["csv", "json"] as const).map((format) => (
        <Button
          key={format}
          variant="default"
          size="compact-sm"
          loading={save.isPending && save.variables === format}
          onClick={() => save.mutate(format)}
        >
          {t(`audit.${format}`)}
        </Button>
      ))}
      <span role="status">
        {save.data !== undefined &&
          t("audit.exported", { count: save.data, number: formats.count(save.data) })}
        {save.error !== null && t("audit.exportFailed", { detail: save.error.message })}
      </span>
    </div>
  );
}
