import type { CheckedProof, CommunityDescription, SlotProof } from "@pumasi/protocol";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../components/notice.js";
import { createFormats } from "../../format/formats.js";
import { FormatsContext, useFormats } from "../../format/formats-context.js";
import { isLanguage, LOCALES } from "../../i18n/i18n.js";
import { LedgerValues } from "./ledger-values.js";
import { ProofLine } from "./proof-line.js";
import classes from "./proof-report.module.css";
import { Problem, ProofSteps } from "./proof-steps.js";

interface ProofReportProps {
  community: CommunityDescription;
  name: string;
  proof: SlotProof;
  checked: CheckedProof;
}

/** Everything that a checked proof shows, the verdict first. */
export function ProofReport({ community, name, proof, checked }: ProofReportProps) {
  const { t } = useTranslation();
  const { chainId, contracts } = community;
  const isOwn = proof.chainId === chainId && proof.market === contracts.market;
  return (
    <>
      <Verdict name={name} checked={checked} />
      {!isOwn && <Notice tone="warning">{t("proofAnswer.otherCommunity")}</Notice>}
      <ProofFormats isOwn={isOwn} community={community}>
        <div className={classes.columns}>
          <div>
            <SlotTitle proof={proof} slotSeconds={isOwn ? community.slotSeconds : null} />
            <ProofLine line={checked.line} product={proof.terms.product} />
          </div>
          <ProofSteps steps={checked.steps} />
          <LedgerValues proof={proof} checked={checked} />
        </div>
      </ProofFormats>
    </>
  );
}

function Verdict({ name, checked }: { name: string; checked: CheckedProof }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const wrong = checked.steps.filter(({ problem }) => problem !== null);
  const total = formats.count(checked.steps.length);
  if (checked.ok) return <Notice tone="good">{t("proofAnswer.holds", { name, total })}</Notice>;
  const counts = { name, total, count: wrong.length, wrong: formats.count(wrong.length) };
  const [first] = wrong;
  return (
    <Notice tone="bad">
      <strong>{t("proofAnswer.doesNotHold", counts)}</strong>{" "}
      {first !== undefined && <Problem step={first} />}
    </Notice>
  );
}

/** Another community's currency is not in its proofs, so its amounts bear no sign of one. */
function ProofFormats({
  isOwn,
  community,
  children,
}: {
  isOwn: boolean;
  community: CommunityDescription;
  children: ReactNode;
}) {
  const { i18n } = useTranslation();
  const formats = useFormats();
  const locale = isLanguage(i18n.language) ? LOCALES[i18n.language] : LOCALES.en;
  const { timeZone } = community;
  const foreign = useMemo(
    () => createFormats({ locale, currency: null, timeZone }),
    [locale, timeZone],
  );
  return (
    <FormatsContext.Provider value={isOwn ? formats : foreign}>{children}</FormatsContext.Provider>
  );
}

/** Which slot of which account; when it was is known only for the page's own community. */
function SlotTitle({ proof, slotSeconds }: { proof: SlotProof; slotSeconds: number | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { slot, account } = proof;
  // Numbers of slots and accounts are names, not quantities: they have no thousands separators.
  const named = { slot: `${slot}`, account: `${account}` };
  return (
    <h3 className={classes.title}>
      {t("proofAnswer.slot", named)}
      {slotSeconds !== null && (
        <span className={classes.when}>{formats.fullDateAndTime(slot * slotSeconds * 1000)}</span>
      )}
    </h3>
  );
}
