import type { HouseholdEnergy } from "@pumasi/protocol";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { drawingNumber } from "../../format/exact-decimal.js";
import { useFormats } from "../../format/formats-context.js";
import classes from "./flow-picture.module.css";
import { FLOWS, type Flow } from "./household-bars.js";
import { hasBattery } from "./own-flows.js";
import { OWN_FLOWS, OwnFlowsPicture } from "./own-flows-picture.js";

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

interface FlowPictureProps {
  row: HouseholdEnergy;
  /** The rows of its day: a battery that rests in one slot is there all the same. */
  day: readonly HouseholdEnergy[];
}

/**
 * One slot as a picture: what came to the home from neighbours and from the grid, and what went there; with the home's own roof and
 * battery where it told of them.
 */
export function FlowPicture({ row, day }: FlowPictureProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const flows = FLOWS.map((flow) => ({ flow, size: drawingNumber(row[flow]) ?? 0 }));
  const isTold = row.ownUse !== null;
  const own = isTold ? OWN_FLOWS.map((flow) => drawingNumber(row[flow] ?? "0") ?? 0) : [];
  const most = Math.max(...flows.map(({ size }) => size), ...own);
  const widthOf = (size: number) => Math.max(THINNEST, (size / most) * WIDEST);
  const withBattery = isTold && hasBattery(day);
  const ownSummary = useId();
  const label = t("home.flowSummary", {
    bought: formats.energy(row.boughtFromNeighbours),
    fromGrid: formats.energy(row.fromGrid),
    sold: formats.energy(row.soldToNeighbours),
    toGrid: formats.energy(row.toGrid),
  });
  return (
    <svg
      className={classes.picture}
      viewBox={isTold ? `0 -120 500 ${withBattery ? 480 : 320}` : "0 0 500 200"}
      role="img"
      aria-label={label}
      aria-describedby={isTold ? ownSummary : undefined}
    >
      {isTold && (
        <desc id={ownSummary}>
          {t("home.own.summary", {
            generated: formats.energy(row.generated),
            consumed: formats.energy(row.consumed),
            charged: formats.energy(row.charged),
            discharged: formats.energy(row.discharged),
          })}
        </desc>
      )}
      {flows
        .filter(({ size }) => size > 0)
        .map(({ flow, size }) => (
          <g key={flow} data-flow={flow}>
            <path className={classes.flow} d={PATHS[flow]} strokeWidth={widthOf(size)} />
            <text className={classes.amount} {...PLACES[flow]}>
              {formats.energy(row[flow])}
            </text>
          </g>
        ))}
      {isTold && <OwnFlowsPicture row={row} widthOf={widthOf} />}
      {isTold && (
        <Place
          x={250}
          y={-60}
          nameY={-46}
          name={t("home.own.roof")}
          path="M-16 6 L0 -8 L16 6 M-9 3 V13 H9 V3 M0 -18 V-13 M-12 -14 L-9 -10 M12 -14 L9 -10"
        />
      )}
      {withBattery && (
        <Place
          x={250}
          y={282}
          name={t("home.own.battery")}
          path="M-9 -11 H9 V14 H-9 Z M-4 -15 H4 V-11 M-4 2 H4 M0 -2 V6"
        />
      )}
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

interface PlaceProps {
  x: number;
  y?: number;
  /** Where the name stands, from the middle. */
  nameY?: number;
  name: string;
  path: string;
}

function Place({ x, y = 100, nameY = 60, name, path }: PlaceProps) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle className={classes.place} r="38" />
      <path className={classes.sign} d={path} transform="scale(1.25)" />
      <text className={classes.name} y={nameY}>
        {name}
      </text>
    </g>
  );
}
