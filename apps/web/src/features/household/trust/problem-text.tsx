import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/formats-context.js";
import { Problem } from "../../proof-check/proof-steps.js";
import type { OtherFigure } from "./compare-figures.js";
import type { TrustProblem } from "./judge-slot.js";
import classes from "./trust.module.css";

/** What is wrong with a slot, in plain words. */
export function ProblemText({ problem }: { problem: TrustProblem }) {
  const { t } = useTranslation();
  switch (problem.code) {
    case "step":
      return <Problem step={problem.step} />;
    case "other_figure":
      return <OtherFigureText text="trust.problem.other_figure" {...problem} />;
    case "no_proof":
    case "proof_not_understood":
      return (
        <>
          {t(`trust.problem.${problem.code}`)}{" "}
          <code className={classes.detail} lang="en">
            {problem.detail}
          </code>
        </>
      );
    case "other_chain":
      return t("trust.problem.other_chain", { chainId: `${problem.chainId ?? "?"}` });
    case "other_key":
      return t("trust.problem.other_key", { device: problem.device });
    default:
      return t(`trust.problem.${problem.code}`);
  }
}

interface OtherFigureTextProps extends OtherFigure {
  text: "trust.problem.other_figure" | "trust.problem.other_sum";
}

/** Both values with every digit, since they may differ in the last. */
export function OtherFigureText({ text, figure, shown, proven }: OtherFigureTextProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const isMoney = figure === "paid" || figure === "paidWithout" || figure === "saved";
  const write = (value: string) =>
    isMoney ? formats.exactMoney(value) : `${formats.exactEnergyNumber(value)}\u00a0kWh`;
  return (
    <span data-other-figure={figure}>
      {t(text, { figure: t(`trust.figure.${figure}`), shown: write(shown), proven: write(proven) })}
    </span>
  );
}
