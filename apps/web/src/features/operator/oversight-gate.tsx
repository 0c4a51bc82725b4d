import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/household-queries.js";
import { Answer } from "../../components/answer.js";
import { SectionCard } from "../../components/section-card.js";
import { useCommunity } from "../shell/community-context.js";

/** Who looks at an operator's screen: auditors see what operators see but for names, and change nothing. */
export interface Overseer {
  slug: string;
  role: "operator" | "auditor";
  mayWrite: boolean;
}

/** Shows operators and auditors of the community its screens, and everybody else the way in. */
export function OversightGate({ children }: { children: (overseer: Overseer) => ReactNode }) {
  const session = useSession();
  const { slug } = useCommunity();
  return (
    <Answer state={session} height={300} isEmpty={() => false} emptyText="">
      {({ session: own }) =>
        own !== null && own.role !== "household" && own.community === slug ? (
          children({ slug, role: own.role, mayWrite: own.role === "operator" })
        ) : (
          <NotPermitted />
        )
      }
    </Answer>
  );
}

function NotPermitted() {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("operator.signInTitle")}>
      <p>{t("operator.signInNote")}</p>
      <Link to="/sign-in">{t("nav.signIn")}</Link>
    </SectionCard>
  );
}
