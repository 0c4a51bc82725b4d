import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/formats-context.js";
import { STAGES } from "./slots-around.js";
import classes from "./stage-pipeline.module.css";

/** How many slots are in each stage, as the steps of one way. */
export function StagePipeline({ counts }: { counts: Record<string, number> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <ol className={classes.pipeline} aria-label={t("slots.pipeline")}>
      {STAGES.map((stage) => (
        <li key={stage} className={classes.step}>
          <span className={classes.name}>{t(`slots.stage.${stage}`)}</span>
          <strong className={classes.count}>{formats.count(counts[stage] ?? 0)}</strong>
          <span className={classes.meaning}>{t(`slots.stageMeaning.${stage}`)}</span>
        </li>
      ))}
    </ol>
  );
}
