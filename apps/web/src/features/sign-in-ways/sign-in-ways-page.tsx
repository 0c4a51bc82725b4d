import { useTranslation } from "react-i18next";
import { SectionCard } from "../../components/section-card.js";
import { addTexts } from "../../i18n/add-texts.js";
import en from "../../i18n/sign-in-ways.en.json" with { type: "json" };
import ko from "../../i18n/sign-in-ways.ko.json" with { type: "json" };

addTexts({ en, ko });

export function SignInWaysPage() {
  const { t } = useTranslation();
  return <SectionCard title={t("signInWays.title")}>{null}</SectionCard>;
}
