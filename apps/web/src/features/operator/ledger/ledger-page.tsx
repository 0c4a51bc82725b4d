import { useTranslation } from "react-i18next";
import { SectionCard } from "../../../components/section-card.js";
import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/ledger-page.en.json" with { type: "json" };
import ko from "../../../i18n/ledger-page.ko.json" with { type: "json" };
import { type Overseer, OversightGate } from "../oversight-gate.js";

addTexts({ en, ko });

export function LedgerPage() {
  return <OversightGate>{(overseer) => <Content overseer={overseer} />}</OversightGate>;
}

function Content({ overseer }: { overseer: Overseer }) {
  const { t } = useTranslation();
  return <SectionCard title={t("ledgerPage.title")}>{overseer.slug}</SectionCard>;
}
