import { Skeleton } from "@mantine/core";
import type { EChartsCoreOption } from "echarts/core";
import { Component, lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../components/notice.js";

const EchartsCanvas = lazy(() => import("./echarts-canvas.js"));

interface ChartProps {
  option: EChartsCoreOption;
  height: number;
  label: string;
}

/** A chart whose drawing code is loaded on its own; without it, the numbers are still in the table. */
export function Chart(props: ChartProps) {
  const { t } = useTranslation();
  return (
    <DrawingBoundary fallback={<Notice tone="warning">{t("chart.failed")}</Notice>}>
      <Suspense fallback={<Skeleton height={props.height} radius="md" />}>
        <EchartsCanvas {...props} />
      </Suspense>
    </DrawingBoundary>
  );
}

/** React has error boundaries only as classes. */
class DrawingBoundary extends Component<
  { fallback: ReactNode; children: ReactNode },
  { hasFailed: boolean }
> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
