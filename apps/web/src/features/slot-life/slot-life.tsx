import type { CommunityDescription } from "@pumasi/protocol";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useServerStatus, useSlots } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { SectionCard } from "../../components/section-card.js";
import { SlotCard } from "./slot-card.js";
import classes from "./slot-life.module.css";
import { slotsAround } from "./slots-around.js";
import { StagePipeline } from "./stage-pipeline.js";

/** How slots move from offer to payment: how many are where, and the ones around now. */
export function SlotLife({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const slots = useSlots(community);
  const status = useServerStatus();
  const counts = status.data?.communities.find(({ slug }) => slug === community.slug)?.slotsByStage;
  return (
    <SectionCard title={t("slots.title")}>
      {counts !== undefined && <StagePipeline counts={counts} />}
      <Answer
        state={slots}
        height={220}
        isEmpty={(data) => data.slots.length === 0}
        emptyText={t("slots.empty")}
      >
        {(data) => (
          <SlotStrip {...slotsAround(data.slots, Date.parse(data.asOf), community.slotSeconds)} />
        )}
      </Answer>
    </SectionCard>
  );
}

function SlotStrip({ current, shown }: ReturnType<typeof slotsAround>) {
  const { t } = useTranslation();
  const strip = useRef<HTMLOListElement>(null);
  // On a phone the strip scrolls sideways; it starts where the present is, at its end.
  useEffect(() => {
    const element = strip.current;
    if (element !== null) element.scrollLeft = currentOffset(element);
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the strip on a phone.
    <ol ref={strip} className={classes.strip} aria-label={t("slots.strip")} tabIndex={0}>
      {shown.map((slot) => (
        <SlotCard key={slot.slot} slot={slot} isCurrent={slot.slot === current} />
      ))}
    </ol>
  );
}

function currentOffset(strip: HTMLOListElement): number {
  const card = strip.querySelector<HTMLElement>('[data-current="true"]');
  return card === null ? strip.scrollWidth : card.offsetLeft - strip.offsetLeft - card.offsetWidth;
}
