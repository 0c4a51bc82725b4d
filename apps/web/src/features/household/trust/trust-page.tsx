import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SectionCard } from "../../../components/section-card.js";
import { addTexts } from "../../../i18n/add-texts.js";
import proofEn from "../../../i18n/proof-answer.en.json" with { type: "json" };
import proofKo from "../../../i18n/proof-answer.ko.json" with { type: "json" };
import en from "../../../i18n/trust.en.json" with { type: "json" };
import ko from "../../../i18n/trust.ko.json" with { type: "json" };
import { useCommunity } from "../../shell/community-context.js";
import { HouseholdGate } from "../household-gate.js";
import { CheckedDay } from "./checked-day.js";
import { readNodeAddress } from "./node-address.js";
import { NodeChoice } from "./node-choice.js";
import classes from "./trust.module.css";

addTexts({ en: proofEn, ko: proofKo });
addTexts({ en, ko });

/** A household's slots, each computed again on this device and compared with the ledger. */
export function TrustPage() {
  const { t } = useTranslation();
  const community = useCommunity();
  const [nodeUrl, setNodeUrl] = useState(readNodeAddress);
  return (
    <HouseholdGate>
      {(household) => (
        <>
          <SectionCard title={t("trust.title")} note={t("trust.note")}>
            <p className={classes.intro}>{t("trust.intro")}</p>
            {/* Another node's answers are another check of everything. */}
            <CheckedDay key={nodeUrl} {...{ community, household, nodeUrl }} />
          </SectionCard>
          <SectionCard title={t("trust.node.title")}>
            <NodeChoice nodeUrl={nodeUrl} choose={setNodeUrl} />
          </SectionCard>
        </>
      )}
    </HouseholdGate>
  );
}
