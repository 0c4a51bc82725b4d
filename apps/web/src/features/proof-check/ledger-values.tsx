import type { CheckedProof, SlotProof } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import classes from "./proof-report.module.css";

/** How many characters of a hash the ledger's slot word keeps: "0x" and 200 bits. */
const WORD_CHARACTERS = 2 + 200 / 4;

interface LedgerValuesProps {
  proof: SlotProof;
  checked: CheckedProof;
}

/** What has to be asked of the ledger, because no file can prove it by itself. */
export function LedgerValues({ proof, checked }: LedgerValuesProps) {
  const { t } = useTranslation();
  const { slot, market, ledger, period, chainId } = proof;
  return (
    <section>
      <h3 className={classes.title}>{t("proofAnswer.ledger.title")}</h3>
      <p className={classes.explanation}>
        {t("proofAnswer.ledger.explanation", { chainId: `${chainId}` })}
      </p>
      <dl className={classes.values}>
        <LedgerValue
          name={t("proofAnswer.ledger.word", { slot: `${slot}` })}
          meaning={t("proofAnswer.ledger.wordMeaning", { market })}
          value={checked.meteringHash.slice(0, WORD_CHARACTERS)}
        />
        <LedgerValue
          name={t("proofAnswer.ledger.terms", { version: `${checked.rulesVersion ?? "?"}` })}
          meaning={t("proofAnswer.ledger.termsMeaning")}
          value={checked.termsHash}
        />
        {period === null || checked.periodHash === null ? (
          <LedgerValue
            name={t("proofAnswer.ledger.noPeriod")}
            meaning={t("proofAnswer.ledger.noPeriodMeaning")}
            value={null}
          />
        ) : (
          <LedgerValue
            name={t("proofAnswer.ledger.period", { period: `${period.header.period}` })}
            meaning={t("proofAnswer.ledger.periodMeaning", { ledger })}
            value={checked.periodHash}
          />
        )}
      </dl>
      <p className={classes.explanation}>{t("proofAnswer.ledger.command")}</p>
      <code className={classes.hash}>pumasi check FILE --rpc-url URL</code>
    </section>
  );
}

function LedgerValue(props: { name: string; meaning: string; value: string | null }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.value !== null && <code className={classes.hash}>{props.value}</code>}
        <p className={classes.meaning}>{props.meaning}</p>
      </dd>
    </div>
  );
}
