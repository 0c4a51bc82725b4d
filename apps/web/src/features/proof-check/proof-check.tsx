import type { CommunityDescription } from "@pumasi/protocol";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../components/notice.js";
import { SectionCard } from "../../components/section-card.js";
import classes from "./proof-check.module.css";
import { ProofChoice } from "./proof-choice.js";

const loadChecker = () => import("./proof-checker.js");
const ProofAnswer = lazy(loadChecker);

/** Lets anybody check one account's slot from a file. The file never leaves the browser. */
export function ProofCheck({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const check = useMutation({
    mutationFn: async (files: readonly File[]) => (await loadChecker()).checkProofFiles(files),
    networkMode: "always",
  });
  const checking = <p className={classes.intro}>{t("proof.checking")}</p>;
  return (
    <SectionCard title={t("proof.title")} note={t("proof.offline")}>
      <p className={classes.intro}>{t("proof.intro")}</p>
      <ProofChoice onChoose={check.mutate} />
      <div role="status" className={classes.answer}>
        {check.isPending && checking}
        {check.isError && <Notice tone="bad">{t("proof.notLoaded")}</Notice>}
        {check.data !== undefined && (
          <Suspense fallback={checking}>
            <ProofAnswer community={community} file={check.data} />
          </Suspense>
        )}
      </div>
    </SectionCard>
  );
}
