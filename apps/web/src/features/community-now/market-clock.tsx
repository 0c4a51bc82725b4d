import type { ClockState } from "@pumasi/protocol";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClock } from "../../api/queries.js";
import { MISSING } from "../../format/formats.js";
import { useFormats } from "../../format/formats-context.js";
import classes from "./market-clock.module.css";
import { marketTimeAfter, paceOf } from "./market-time.js";

const TICK_MS = 1_000;

/** Market time on the community's own clock, and how fast it runs. */
export function MarketClock() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data } = useClock();
  const wallMs = useWallClock();
  return (
    <div className={classes.clock}>
      <span className={classes.label}>{t("header.marketTime")}</span>
      <span className={classes.time} data-testid="market-time">
        {data === undefined
          ? MISSING
          : formats.fullDateAndTime(marketTimeAfter(data.clock, wallMs - data.receivedAtMs))}
      </span>
      {data !== undefined && <Pace clock={data.clock} />}
    </div>
  );
}

function Pace({ clock }: { clock: ClockState }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const texts = {
    paused: t("header.paused"),
    realTime: t("header.realTime"),
    replayed: t("header.replayed", { speed: formats.count(clock.speed) }),
    fastForward: t("header.fastForward"),
  };
  return <span className={classes.pace}>{texts[paceOf(clock)]}</span>;
}

/** Wall time (ms), renewed every second; only to let a paced market clock run on between answers. */
function useWallClock(): number {
  const [wallMs, setWallMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setWallMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return wallMs;
}
