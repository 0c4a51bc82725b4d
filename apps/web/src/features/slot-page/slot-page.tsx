import type { SlotSummary } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useHouseholdSlot, useSession } from "../../api/household-queries.js";
import { useSlot } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { KeyFigures } from "../../components/key-figures.js";
import { SectionCard } from "../../components/section-card.js";
import { useFormats } from "../../format/formats-context.js";
import { addTexts } from "../../i18n/add-texts.js";
import en from "../../i18n/slot-page.en.json" with { type: "json" };
import ko from "../../i18n/slot-page.ko.json" with { type: "json" };
import { FLOWS } from "../household/household-bars.js";
import { useCommunity } from "../shell/community-context.js";
import { SlotCourse } from "./slot-course.js";
import classes from "./slot-page.module.css";

addTexts({ en, ko });

/** One slot of the market, live from its first order to its payment; with a household's own part in it. */
export function SlotPage({ slot }: { slot: number }) {
  const { slug } = useCommunity();
  const session = useSession().data?.session ?? null;
  const account = session !== null && session.community === slug ? session.account : null;
  return (
    <>
      <Market slot={slot} />
      {account !== null && <Own household={{ slug, account }} slot={slot} />}
    </>
  );
}

function Market({ slot }: { slot: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { slug, slotSeconds } = useCommunity();
  const summary = useSlot(slug, slot);
  return (
    <SectionCard
      title={t("slotPage.title")}
      note={formats.fullDateAndTime(slotStart(slot, slotSeconds))}
    >
      <Neighbours slot={slot} />
      <Answer
        state={summary}
        height={240}
        isEmpty={(shown) => shown === null}
        emptyText={t("slotPage.notYet")}
      >
        {(shown) => shown !== null && <Facts shown={shown} />}
      </Answer>
    </SectionCard>
  );
}

function Facts({ shown }: { shown: SlotSummary }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const figure = (key: string, label: string, text: string) => ({
    ...{ key, label },
    value: <span data-figure={key}>{text}</span>,
  });
  return (
    <div data-slot={shown.slot} data-stage={shown.stage}>
      <SlotCourse stage={shown.stage} />
      <KeyFigures
        figures={[
          figure("orders", t("slotPage.orders"), formats.count(shown.orders)),
          figure("price", t("slots.price"), formats.price(shown.price)),
          figure("contracted", t("slots.contracted"), formats.energy(shown.contracted)),
          figure("delivered", t("slots.delivered"), formats.energy(shown.delivered)),
          figure("shared", t("slots.shared"), formats.energy(shown.shared)),
          figure("imported", t("slotPage.imported"), formats.energy(shown.imported)),
          figure("exported", t("slotPage.exported"), formats.energy(shown.exported)),
        ]}
      />
      <p className={classes.remark} role="status">
        {shown.substitutes !== null &&
          shown.substitutes > 0 &&
          `${t("slots.substituted", { count: shown.substitutes })}. `}
        {shown.version > 1 && t("slots.corrected", { version: shown.version })}
      </p>
    </div>
  );
}

/** The slots before and after. */
function Neighbours({ slot }: { slot: number }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.ways} aria-label={t("slotPage.others")}>
      <Link to="/slots/$slot" params={{ slot: `${slot - 1}` }}>
        ‹ {t("slotPage.before")}
      </Link>
      <Link to="/slots/$slot" params={{ slot: `${slot + 1}` }}>
        {t("slotPage.after")} ›
      </Link>
    </nav>
  );
}

interface OwnProps {
  household: { slug: string; account: number };
  slot: number;
}

function Own({ household, slot }: OwnProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const energy = useHouseholdSlot(household, slot);
  return (
    <SectionCard
      title={t("slotPage.ownTitle")}
      note={<Link to="/home/trust">{t("slotPage.check")}</Link>}
    >
      <Answer
        state={energy}
        height={120}
        isEmpty={({ rows }) => rows.length === 0}
        emptyText={t("slotPage.ownEmpty")}
      >
        {({ sum }) => (
          <KeyFigures
            figures={[
              ...FLOWS.map((flow) => ({
                key: flow,
                label: t(`home.flow.${flow}`),
                value: <span data-own={flow}>{formats.energy(sum[flow])}</span>,
              })),
              {
                key: "paid",
                label: t("home.paid"),
                value: <span data-own="paid">{formats.exactMoney(sum.paid)}</span>,
              },
              {
                key: "saved",
                label: t("home.saved"),
                value: <span data-own="saved">{formats.exactMoney(sum.saved)}</span>,
              },
            ]}
          />
        )}
      </Answer>
    </SectionCard>
  );
}
