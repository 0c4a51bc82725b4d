import { Button, TextInput } from "@mantine/core";
import type { CommunityDescription, RulesTerms } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PREVIEW_DAYS, useAnnounce, usePreview } from "../../../api/market-queries.js";
import { Notice } from "../../../components/notice.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { AnnounceForm } from "./announce-form.js";
import classes from "./market.module.css";
import { PreviewResult } from "./preview-result.js";
import { RefusalNotice } from "./refusal-notice.js";
import {
  type FieldFault,
  faultsOf,
  NUMBER_FIELDS,
  PRICE_FIELDS,
  type TermField,
  type TermTexts,
  termsOf,
  textsOf,
} from "./rule-terms.js";

interface AnnounceSectionProps {
  community: CommunityDescription;
  mayWrite: boolean;
}

/** Another rule: its terms, what it would have meant in the last 30 days, and then, for operators, its announcement. */
export function AnnounceSection({ community, mayWrite }: AnnounceSectionProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announce = useAnnounce(community.slug);
  const newest = community.rules.at(-1);
  return (
    <SectionCard title={t("market.otherTitle")} note={t("market.otherNote")}>
      <div aria-live="polite">
        {announce.data !== undefined && (
          <div data-announced={announce.data.version}>
            <Notice tone="good">
              {t("market.done", {
                version: announce.data.version,
                from: formats.fullDateAndTime(
                  slotStart(announce.data.fromSlot, community.slotSeconds),
                ),
              })}
            </Notice>
          </div>
        )}
      </div>
      {newest !== undefined && (
        <OtherRule
          key={newest.version}
          community={community}
          announce={mayWrite ? announce : null}
          base={newest.terms}
        />
      )}
    </SectionCard>
  );
}

interface OtherRuleProps {
  community: CommunityDescription;
  /** Null for whoever may only look. */
  announce: ReturnType<typeof useAnnounce> | null;
  base: RulesTerms;
}

function OtherRule({ community, announce, base }: OtherRuleProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [texts, setTexts] = useState<TermTexts>(() => textsOf(base));
  const preview = usePreview(community.slug);
  const faults = faultsOf(texts);
  const terms = Object.keys(faults).length === 0 ? termsOf(texts, base) : null;
  const key = terms === null ? null : JSON.stringify(terms);
  const isPreviewed = preview.isSuccess && JSON.stringify(preview.variables) === key;
  const isOutdated = preview.data !== undefined && !isPreviewed;
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (terms !== null) preview.mutate(terms);
        }}
      >
        <Fields
          texts={texts}
          faults={faults}
          change={(changed) => setTexts({ ...texts, ...changed })}
        />
        <div className={classes.actions}>
          <Button type="submit" loading={preview.isPending} disabled={terms === null}>
            {t("market.preview", { days: formats.count(PREVIEW_DAYS) })}
          </Button>
          <Button type="button" variant="default" onClick={() => setTexts(textsOf(base))}>
            {t("market.reset")}
          </Button>
        </div>
      </form>
      <div aria-live="polite">
        {preview.error !== null && <RefusalNotice error={preview.error} />}
        {isOutdated && <p className={classes.help}>{t("market.previewOutdated")}</p>}
        {preview.data !== undefined && isPreviewed && <PreviewResult preview={preview.data} />}
      </div>
      {announce !== null ? (
        <AnnounceForm
          community={community}
          terms={isPreviewed ? terms : null}
          announce={announce}
        />
      ) : (
        <p className={classes.help} data-read-only="">
          {t("market.onlyOperator")}
        </p>
      )}
    </>
  );
}

interface FieldsProps {
  texts: TermTexts;
  faults: Partial<Record<TermField, FieldFault>>;
  change: (changed: Partial<TermTexts>) => void;
}

function Fields({ texts, faults, change }: FieldsProps) {
  const { t } = useTranslation();
  const faultText = (field: TermField) => {
    const fault = faults[field];
    return fault === undefined ? undefined : t(`market.fault.${fault}`);
  };
  return (
    <div className={classes.fields}>
      {[...PRICE_FIELDS, ...NUMBER_FIELDS].map((field) => (
        <TextInput
          key={field}
          name={field}
          label={t(`market.field.${field}`)}
          description={t(`market.fieldHelp.${field}`)}
          inputMode="decimal"
          autoComplete="off"
          value={texts[field]}
          error={faultText(field)}
          onChange={({ currentTarget: { value } }) => change({ [field]: value })}
        />
      ))}
    </div>
  );
}
