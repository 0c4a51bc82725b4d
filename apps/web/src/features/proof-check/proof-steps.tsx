import type { ProofStep } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import classes from "./proof-report.module.css";

/** Every check in the order it was made: what holds, and what does not and why. */
export function ProofSteps({ steps }: { steps: readonly ProofStep[] }) {
  const { t } = useTranslation();
  return (
    <div className={classes.checks}>
      <h3 className={classes.title}>{t("proofAnswer.steps")}</h3>
      <ol className={classes.steps}>
        {steps.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one answer never change places.
          <Step key={place} step={step} />
        ))}
      </ol>
    </div>
  );
}

function Step({ step }: { step: ProofStep }) {
  const { what, index, problem } = step;
  const { t } = useTranslation();
  const verdict = problem === null ? "holds" : "wrong";
  return (
    <li className={classes.step} data-verdict={verdict}>
      <span className={classes.verdict}>{t(`proofAnswer.verdict.${verdict}`)}</span>
      <div>
        {t(`proofAnswer.step.${what}`, { index: `${index}` })}
        {problem !== null && (
          <p className={classes.problem}>
            <Problem step={step} />
          </p>
        )}
      </div>
    </li>
  );
}

/** What a failed check means, in the reader's language, and the judgement's own words behind it. */
export function Problem({ step: { what, problem } }: { step: ProofStep }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`proofAnswer.wrong.${what}`)}{" "}
      <q className={classes.fault} lang="en">
        {problem}
      </q>
    </>
  );
}
