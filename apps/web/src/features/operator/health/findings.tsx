import type { HealthFinding } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { Notice } from "../../../components/notice.js";
import { useFormats } from "../../../format/formats-context.js";
import { useCommunity } from "../../shell/community-context.js";
import { findingValues } from "./finding-values.js";
import classes from "./health.module.css";

/** What is wrong, worst first, each with what to do; or one line that says that nothing is. */
export function Findings({ findings }: { findings: readonly HealthFinding[] }) {
  const { t } = useTranslation();
  if (findings.length === 0) {
    return (
      <div data-calm="">
        <Notice tone="good">✓ {t("health.calm")}</Notice>
      </div>
    );
  }
  return (
    <ul className={classes.findings} aria-label={t("health.findings")}>
      {findings.map((finding) => (
        <Finding key={finding.code} finding={finding} />
      ))}
    </ul>
  );
}

function Finding({ finding }: { finding: HealthFinding }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { slotSeconds } = useCommunity();
  const { code, severity } = finding;
  const values = findingValues(finding, formats, slotSeconds);
  return (
    <li className={classes.finding} data-severity={severity} data-finding={code}>
      <p className={classes.findingTitle}>
        <span className={classes.severity}>{t(`health.severity.${severity}`)}</span>{" "}
        {t(`health.findingTitle.${code}`, values)}
      </p>
      <p className={classes.findingAction}>{t(`health.findingAction.${code}`)}</p>
    </li>
  );
}
