import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SectionCard } from "../../components/section-card.js";

/** An address that no screen has. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("page.noScreen")}>
      <Link to="/">{t("nav.community")}</Link>
    </SectionCard>
  );
}
