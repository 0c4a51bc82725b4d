import { useTranslation } from "react-i18next";
import { SectionCard } from "../../../components/section-card.js";
import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/members.en.json" with { type: "json" };
import ko from "../../../i18n/members.ko.json" with { type: "json" };
import { OversightGate } from "../oversight-gate.js";
import { ErasureRequests } from "./erasure-requests.js";
import { MemberSearch } from "./member-search.js";

addTexts({ en, ko });

/** Who takes part, with which meter and gateway: names and points of delivery, so for operators alone. */
export function MembersPage() {
  return (
    <OversightGate>
      {({ slug, mayWrite }) =>
        mayWrite ? (
          <>
            <MemberSearch slug={slug} />
            <ErasureRequests slug={slug} />
          </>
        ) : (
          <OperatorsOnly />
        )
      }
    </OversightGate>
  );
}

function OperatorsOnly() {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("members.title")}>
      <p>{t("members.operatorsOnly")}</p>
    </SectionCard>
  );
}
