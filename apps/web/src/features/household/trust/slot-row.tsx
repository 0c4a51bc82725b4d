import type { HouseholdEnergy } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/formats-context.js";
import type { SlotVerdict } from "./check-slot.js";
import { ProblemText } from "./problem-text.js";
import { SlotDetails } from "./slot-details.js";
import classes from "./trust.module.css";

/** A sign beside the words, so that colour is never alone. */
const SIGNS = { checking: "…", checked: "✓", wrong: "✕", waiting: "○", unasked: "?" } as const;

/** One slot: its time and figures as all screens show them, what this device found, and the details behind it. */
export function SlotRow({ row, verdict }: { row: HouseholdEnergy; verdict: SlotVerdict | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const state = verdict?.state ?? "checking";
  return (
    <details className={classes.slot} data-slot={row.from} data-verdict={state}>
      <summary className={classes.summary}>
        <span className={classes.time}>
          {formats.time(Date.parse(row.start))}–{formats.time(Date.parse(row.end))}
        </span>
        <span className={classes.figures}>
          {t("trust.figures", {
            imported: formats.energy(row.imported),
            exported: formats.energy(row.exported),
            paid: formats.money(row.paid),
          })}
        </span>
        <span className={classes.badge} data-state={state}>
          <span aria-hidden="true">{SIGNS[state]}</span> {t(`trust.state.${state}`)}
        </span>
        {verdict !== null && <Reason verdict={verdict} />}
      </summary>
      {verdict !== null && verdict.state !== "unasked" && (
        <SlotDetails verdict={verdict} row={row} />
      )}
    </details>
  );
}

/** Why a slot is not green, without opening it. */
function Reason({ verdict }: { verdict: SlotVerdict }) {
  const { t } = useTranslation();
  if (verdict.state === "unasked") {
    return (
      <span className={classes.reason}>
        {t(`trust.unasked.${verdict.silent}`)}{" "}
        <code className={classes.detail} lang="en">
          {verdict.detail}
        </code>
      </span>
    );
  }
  const { problems, waits } = verdict;
  if (problems.length === 0 && waits.length === 0) return null;
  return (
    <span className={classes.reason}>
      {problems.map((problem, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the problems of one verdict never change places.
        <span key={place} data-problem={problem.code}>
          <ProblemText problem={problem} />{" "}
        </span>
      ))}
      {waits.map((wait) => (
        <span key={wait}>{t(`trust.wait.${wait}`)} </span>
      ))}
    </span>
  );
}
