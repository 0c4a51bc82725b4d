import { LineChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { YearCurve } from "./load-year.js";
import { type CurveWindow, windowOption, type YearOption } from "./year-curve-option.js";

use([LineChart, DataZoomComponent, GridComponent, TooltipComponent, CanvasRenderer]);

interface YearCanvasProps {
  year: YearCurve;
  option: YearOption;
  /** What is on screen; it follows the wheel, the slider and the buttons alike. */
  shown: CurveWindow;
  show: (shown: CurveWindow) => void;
  height: number;
  label: string;
}

/** A year of slots that is zoomed by wheel, slider or buttons; only what is on screen is drawn. */
export function YearCanvas({ year, option, shown, show, height, label }: YearCanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);

  useEffect(() => {
    if (place.current === null) return;
    const made = init(place.current);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const made = chart.current;
    if (made === null) return;
    const length = year.values.toGrid.length;
    const follow = () => {
      const [zoom] = made.getOption().dataZoom as { start: number; end: number }[];
      if (zoom === undefined) return;
      const from = Math.round((zoom.start / 100) * length);
      show({ from, until: Math.max(from + 1, Math.round((zoom.end / 100) * length)) });
    };
    made.on("datazoom", follow);
    return () => {
      made.off("datazoom", follow);
    };
  }, [year, show]);

  useEffect(() => {
    // Merged, so that a slider under the hand stays the same slider.
    chart.current?.setOption(windowOption(option, year, shown));
  }, [year, shown, option]);

  return <div ref={place} role="img" aria-label={label} style={{ height, width: "100%" }} />;
}
