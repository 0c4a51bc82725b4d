import type { HouseholdEnergy } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { drawingNumber } from "../../format/exact-decimal.js";
import { useFormats } from "../../format/formats-context.js";
import classes from "./flow-picture.module.css";

/** What the home's own device tells of, as lines of the picture. */
export const OWN_FLOWS = ["generated", "charged", "discharged"] as const;
type OwnFlow = (typeof OWN_FLOWS)[number];

const PATHS: Record<OwnFlow, string> = {
  generated: "M250 -18 V54",
  charged: "M238 190 V240",
  discharged: "M262 240 V190",
};

const PLACES: Record<OwnFlow, { x: number; y: number; textAnchor: "start" | "end" }> = {
  generated: { x: 270, y: 24, textAnchor: "start" },
  charged: { x: 218, y: 220, textAnchor: "end" },
  discharged: { x: 282, y: 220, textAnchor: "start" },
};

interface OwnFlowsPictureProps {
  row: HouseholdEnergy;
  /** The line's width (px) for a flow (kWh). */
  widthOf(size: number): number;
}

/** Lines between the home and its own roof and battery, and what the home used. */
export function OwnFlowsPicture({ row, widthOf }: OwnFlowsPictureProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const flows = OWN_FLOWS.map((flow) => ({ flow, size: drawingNumber(row[flow] ?? "0") ?? 0 }));
  return (
    <>
      {flows
        .filter(({ size }) => size > 0)
        .map(({ flow, size }) => (
          <g key={flow} data-flow={flow}>
            <path className={classes.flow} d={PATHS[flow]} strokeWidth={widthOf(size)} />
            <text className={classes.ownAmount} {...PLACES[flow]}>
              {formats.energy(row[flow])}
            </text>
          </g>
        ))}
      <text className={classes.amount} x="250" y="180" data-flow="consumed">
        {t("home.own.uses", { consumed: formats.energy(row.consumed) })}
      </text>
    </>
  );
}
