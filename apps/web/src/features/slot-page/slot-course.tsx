import type { SlotStage } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { STAGES, stagesReached } from "../slot-life/slots-around.js";
import classes from "./slot-page.module.css";

/** The six steps of a slot's life, and how far it has come. */
export function SlotCourse({ stage }: { stage: SlotStage }) {
  const { t } = useTranslation();
  const reached = stagesReached(stage);
  return (
    <ol className={classes.course} aria-label={t("slotPage.course")}>
      {STAGES.map((step, index) => (
        <li
          key={step}
          className={classes.step}
          data-reached={index < reached}
          aria-current={step === stage ? "step" : undefined}
        >
          <span aria-hidden="true">{index < reached ? "✓" : "·"}</span>
          <strong>{t(`slots.stage.${step}`)}</strong>
          <span>{t(`slots.stageMeaning.${step}`)}</span>
        </li>
      ))}
    </ol>
  );
}
