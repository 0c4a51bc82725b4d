import type { CommunityDescription, PublishedRules } from "@pumasi/protocol";
import { slotAt, slotStart } from "@pumasi/quantities";
import { useTranslation } from "react-i18next";
import { useClock } from "../../../api/queries.js";
import { Notice } from "../../../components/notice.js";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { rulesInForce } from "../../price-history/price-slots.js";
import classes from "./market.module.css";
import { changesBetween } from "./rule-terms.js";
import { useFieldText } from "./use-field-text.js";

/** The rule in force in words, what is announced, and every version there was. */
export function RulesSection({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const clock = useClock().data?.clock;
  const { rules, slotSeconds, firstSlot } = community;
  const now = clock === undefined ? null : slotAt(Date.parse(clock.now), slotSeconds);
  const inForce = rulesInForce(rules, Math.max(now ?? firstSlot, firstSlot));
  const next = rules.filter(({ fromSlot }) => now !== null && fromSlot > now);
  const startOf = ({ fromSlot }: PublishedRules) =>
    formats.fullDateAndTime(slotStart(fromSlot, slotSeconds));
  return (
    <SectionCard
      title={t("market.ruleTitle")}
      note={
        inForce === null
          ? undefined
          : t("market.ruleNote", { version: inForce.version, from: startOf(inForce) })
      }
    >
      {inForce !== null && <Words rules={inForce} />}
      {next.map((later) => (
        <Notice key={later.version} tone="warning">
          {t("market.announced", { version: later.version, from: startOf(later) })}
        </Notice>
      ))}
      <h3 className={classes.subtitle}>{t("market.historyTitle")}</h3>
      <PlainTable
        caption={t("market.historyTitle")}
        maxHeight={320}
        columns={[
          { key: "version", title: t("market.version") },
          { key: "from", title: t("market.from") },
          { key: "changes", title: t("market.changes") },
        ]}
        rows={rules
          .map((own, index) => ({
            key: `${own.version}`,
            cells: [
              <span key="version" data-rules-version={own.version}>
                {formats.count(own.version)}
              </span>,
              startOf(own),
              <Changes key="changes" before={rules[index - 1]} after={own} />,
            ],
          }))
          .reverse()}
      />
    </SectionCard>
  );
}

function Words({ rules: { terms } }: { rules: PublishedRules }) {
  const { t } = useTranslation();
  const text = useFieldText();
  const { tariff } = terms;
  return (
    <ul className={classes.words} data-rule="">
      <li>{t("market.words.clearing")}</li>
      <li>{t("market.words.settlement")}</li>
      <li>
        {t("market.words.tariff", {
          retail: text("retailPrice", tariff.retailPrice),
          feedIn: text("feedInPrice", tariff.feedInPrice),
        })}
      </li>
      <li>
        {t("market.words.fees", {
          buyer: text("buyerFee", tariff.buyerFee),
          seller: text("sellerFee", tariff.sellerFee),
        })}
      </li>
      <li>
        {t("market.words.limits", {
          floor: text("priceFloor", terms.priceFloor),
          cap: text("priceCap", terms.priceCap),
        })}
      </li>
      <li>
        {t("market.words.times", {
          open: text("openSlots", `${terms.openSlots}`),
          deadline: text(
            "meteringDeadlineMinutes",
            `${Math.ceil(terms.meteringDeadlineSeconds / 60)}`,
          ),
        })}
      </li>
    </ul>
  );
}

function Changes({ before, after }: { before: PublishedRules | undefined; after: PublishedRules }) {
  const { t } = useTranslation();
  const text = useFieldText();
  if (before === undefined) return t("market.firstRules");
  const changes = changesBetween(before.terms, after.terms);
  if (changes.length === 0) return t("market.noChanges");
  return (
    <ul className={classes.changes}>
      {changes.map(({ field, ...values }) => (
        <li key={field}>
          {t(`market.field.${field}`)}: {text(field, values.before)} → {text(field, values.after)}
        </li>
      ))}
    </ul>
  );
}
