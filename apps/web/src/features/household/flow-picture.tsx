import type { HouseholdEnergy } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { drawingNumber } from "../../format/exact-decimal.js";
import { useFormats } from "../../format/formats-context.js";
import classes from "./flow-picture.module.css";
import { FLOWS, type Flow } from "./household-bars.js";

/** Lines are this wide (px) at the most; anything that flows at all is seen. */
const WIDEST = 22;
const THINNEST = 2;

const PATHS: Record<Flow, string> = {
  boughtFromNeighbours: "M92 78 H206",
  soldToNeighbours: "M206 122 H92",
  fromGrid: "M408 78 H294",
  toGrid: "M294 122 H408",
};

const PLACES: Record<Flow, { x: number; y: number }> = {
  boughtFromNeighbours: { x: 149, y: 56 },
  soldToNeighbours: { x: 149, y: 156 },
  fromGrid: { x: 351, y: 56 },
  toGrid: { x: 351, y: 156 },
};

/** One slot as a picture: what came to the home from neighbours and from the grid, and what went there. */
export function FlowPicture({ row }: { row: HouseholdEnergy }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const flows = FLOWS.map((flow) => ({ flow, size: drawingNumber(row[flow]) ?? 0 }));
  const most = Math.max(...flows.map(({ size }) => size));
  const label = t("home.flowSummary", {
    bought: formats.energy(row.boughtFromNeighbours),
    fromGrid: formats.energy(row.fromGrid),
    sold: formats.energy(row.soldToNeighbours),
    toGrid: formats.energy(row.toGrid),
  });
  return (
    <svg className={classes.picture} viewBox="0 0 500 200" role="img" aria-label={label}>
      {flows
        .filter(({ size }) => size > 0)
        .map(({ flow, size }) => (
          <g key={flow} data-flow={flow}>
            <path
              className={classes.flow}
              d={PATHS[flow]}
              strokeWidth={Math.max(THINNEST, (size / most) * WIDEST)}
            />
            <text className={classes.amount} {...PLACES[flow]}>
              {formats.energy(row[flow])}
            </text>
          </g>
        ))}
      <Place
        x={50}
        name={t("home.neighbours")}
        path="M-14 8 V-4 L-5 -11 L4 -4 V8 Z M4 8 V-1 L11 -6 L18 -1 V8 Z"
      />
      <Place
        x={250}
        name={t("home.home")}
        path="M-14 12 V-3 L0 -15 L14 -3 V12 Z M-4 12 V3 H4 V12"
      />
      <Place x={450} name={t("home.grid")} path="M-9 14 L-3 -14 H3 L9 14 M-10 -6 H10 M-7 4 H7" />
    </svg>
  );
}

function Place({ x, name, path }: { x: number; name: string; path: string }) {
  return (
    <g transform={`translate(${x} 100)`}>
      <circle className={classes.place} r="38" />
      <path className={classes.sign} d={path} transform="scale(1.25)" />
      <text className={classes.name} y="60">
        {name}
      </text>
    </g>
  );
}
