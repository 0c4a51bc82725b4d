import type { StageHealth } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { useTranslation } from "react-i18next";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { MISSING } from "../../../format/formats.js";
import { useFormats } from "../../../format/formats-context.js";
import { useCommunity } from "../../shell/community-context.js";
import classes from "./health.module.css";

/** Slots in each stage of their life, and whether the oldest is where it should be. */
export function SlotStages({ stages }: { stages: readonly StageHealth[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { slotSeconds } = useCommunity();
  const at = (instant: string | null) =>
    instant === null ? MISSING : formats.dayAndTime(Date.parse(instant));
  return (
    <SectionCard title={t("health.slotsTitle")}>
      <PlainTable
        caption={t("health.slotsCaption")}
        columns={[
          { key: "stage", title: t("health.stage") },
          { key: "slots", title: t("health.slots"), isNumber: true },
          { key: "oldest", title: t("health.oldest") },
          { key: "since", title: t("health.since") },
          { key: "due", title: t("health.due") },
          { key: "state", title: t("health.state") },
        ]}
        rows={stages.map(({ stage, slots, oldest, since, due, isLate }) => ({
          key: stage,
          cells: [
            t(`slots.stage.${stage}`),
            <span key="slots" data-figure={`slots-${stage}`}>
              {formats.count(slots)}
            </span>,
            oldest === null ? MISSING : formats.dayAndTime(slotStart(oldest, slotSeconds)),
            at(since),
            at(due),
            oldest === null ? (
              MISSING
            ) : (
              <span key="state" className={classes.condition} data-tone={isLate ? "bad" : "good"}>
                {isLate ? t("health.late") : t("health.inTime")}
              </span>
            ),
          ],
        }))}
      />
    </SectionCard>
  );
}
