import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Household, useSession } from "../../api/household-queries.js";
import { Answer } from "../../components/answer.js";
import { SectionCard } from "../../components/section-card.js";
import { useCommunity } from "../shell/community-context.js";

/** Shows a household its own screen, and everybody else the way in. */
export function HouseholdGate({ children }: { children: (household: Household) => ReactNode }) {
  const session = useSession();
  const { slug } = useCommunity();
  return (
    <Answer state={session} height={300} isEmpty={() => false} emptyText="">
      {({ session: own }) =>
        own !== null && own.account !== null && own.community === slug ? (
          children({ slug, account: own.account })
        ) : (
          <NotSignedIn />
        )
      }
    </Answer>
  );
}

function NotSignedIn() {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("home.signInTitle")}>
      <p>{t("home.signInNote")}</p>
      <Link to="/sign-in">{t("nav.signIn")}</Link>
    </SectionCard>
  );
}
