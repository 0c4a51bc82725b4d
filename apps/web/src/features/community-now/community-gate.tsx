import { Anchor, Container } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useCommunities } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { SectionCard } from "../../components/section-card.js";
import { CommunityShell } from "../shell/community-shell.js";
import { askedCommunity, chooseCommunity } from "./choose-community.js";

/** Finds the community that the address asks for and shows a screen of it, or says why there is none to show. */
export function CommunityGate({ children }: { children: ReactNode }) {
  const communities = useCommunities();
  const asked = askedCommunity(window.location.search);
  const community = chooseCommunity(communities.data ?? [], asked);
  if (community !== null) {
    return (
      <CommunityShell
        key={community.slug}
        community={community}
        communities={communities.data ?? []}
      >
        {children}
      </CommunityShell>
    );
  }
  return (
    <Container component="main" size="sm" py="xl">
      <h1>Pumasi</h1>
      <Answer state={communities} height={160} isEmpty={() => false} emptyText="">
        {() => <NoCommunity asked={asked} />}
      </Answer>
    </Container>
  );
}

function NoCommunity({ asked }: { asked: string | null }) {
  const { t } = useTranslation();
  if (asked === null) {
    return (
      <SectionCard title={t("page.noCommunity")}>
        <p>{t("page.noCommunityAction")}</p>
      </SectionCard>
    );
  }
  return (
    <SectionCard title={t("page.unknownCommunity", { slug: asked })}>
      <p>{t("page.unknownCommunityAction")}</p>
      <Anchor href={window.location.pathname}>{t("page.openFirst")}</Anchor>
    </SectionCard>
  );
}
