import type { SlotSummary } from "@pumasi/protocol";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/formats-context.js";
import classes from "./slot-card.module.css";
import { STAGES, stagesReached } from "./slots-around.js";

/** One slot: when, how far it has come, and its numbers as far as they exist. */
export function SlotCard({ slot, isCurrent }: { slot: SlotSummary; isCurrent: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const reached = stagesReached(slot.stage);
  // "Nothing crossed" is known only once the book is cleared; before that there is no price yet.
  const nothingCrossed = slot.price === null && reached >= stagesReached("cleared");
  return (
    <li className={classes.card} data-stage={slot.stage} data-current={isCurrent}>
      <div className={classes.when}>
        <Link to="/slots/$slot" params={{ slot: `${slot.slot}` }}>
          <time dateTime={slot.start}>{formats.dayAndTime(Date.parse(slot.start))}</time>
        </Link>
        {isCurrent && <span className={classes.now}>{t("slots.now")}</span>}
      </div>
      <div className={classes.track} aria-hidden="true">
        {STAGES.map((stage, index) => (
          <span key={stage} data-reached={index < reached} />
        ))}
      </div>
      <div className={classes.stage}>
        <strong>{t(`slots.stage.${slot.stage}`)}</strong>
        <span>{t("slots.orders", { count: slot.orders, orders: formats.count(slot.orders) })}</span>
      </div>
      <dl className={classes.numbers}>
        <dt>{t("slots.price")}</dt>
        <dd>{nothingCrossed ? t("slots.noPrice") : formats.price(slot.price)}</dd>
        <dt>{t("slots.contracted")}</dt>
        <dd>{formats.energy(slot.contracted)}</dd>
        <dt>{t("slots.delivered")}</dt>
        <dd>{formats.energy(slot.delivered)}</dd>
        <dt>{t("slots.shared")}</dt>
        <dd>{formats.energy(slot.shared)}</dd>
      </dl>
      <SlotFlags slot={slot} />
    </li>
  );
}

/** What a reader must know about the quality of the slot's numbers. */
function SlotFlags({ slot }: { slot: SlotSummary }) {
  const { t } = useTranslation();
  const substitutes = slot.substitutes ?? 0;
  return (
    <>
      {substitutes > 0 && (
        <p className={classes.flag}>{t("slots.substituted", { count: substitutes })}</p>
      )}
      {slot.version > 1 && (
        <p className={classes.flag}>{t("slots.corrected", { version: slot.version })}</p>
      )}
    </>
  );
}
