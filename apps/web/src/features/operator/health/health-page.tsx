import { useTranslation } from "react-i18next";
import { useHealth } from "../../../api/oversight-queries.js";
import { Answer } from "../../../components/answer.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/health.en.json" with { type: "json" };
import ko from "../../../i18n/health.ko.json" with { type: "json" };
import { type Overseer, OversightGate } from "../oversight-gate.js";
import { Findings } from "./findings.js";
import { Meters } from "./meters.js";
import { ServerFigures } from "./server-figures.js";
import { SlotStages } from "./slot-stages.js";

addTexts({ en, ko });

/** Whether anything needs somebody, what to do then, and the figures behind it. */
export function HealthPage() {
  return <OversightGate>{(overseer) => <Content overseer={overseer} />}</OversightGate>;
}

function Content({ overseer }: { overseer: Overseer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const health = useHealth(overseer.slug);
  const note =
    health.data === undefined
      ? undefined
      : t("health.asOf", { time: formats.dayAndTime(Date.parse(health.data.now)) });
  return (
    <>
      <SectionCard title={t("health.title")} note={note}>
        <Answer state={health} height={120} isEmpty={() => false} emptyText="">
          {({ findings }) => <Findings findings={findings} />}
        </Answer>
      </SectionCard>
      {health.data !== undefined && (
        <>
          <SlotStages stages={health.data.slots} />
          <Meters meters={health.data.meters} withNames={overseer.role === "operator"} />
          <ServerFigures health={health.data} />
        </>
      )}
    </>
  );
}
