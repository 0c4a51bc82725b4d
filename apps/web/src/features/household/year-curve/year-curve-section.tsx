import { Button, Skeleton } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Household, useHouseholdEnergy } from "../../../api/household-queries.js";
import { Answer } from "../../../components/answer.js";
import { Disclosure } from "../../../components/disclosure.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import classes from "./year-curve.module.css";

const YearCurve = lazy(() => import("./year-curve.js"));

/** Offers the whole year slot by slot; it is fetched and drawn only for whoever asks for it. */
export function YearCurveSection({ household }: { household: Household }) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("home.everySlotTitle")}>
      <Disclosure label={t("home.everySlot")}>{() => <Year household={household} />}</Disclosure>
    </SectionCard>
  );
}

function Year({ household }: { household: Household }) {
  const { t } = useTranslation();
  const formats = useFormats();
  /** A slot of the year that is shown; null follows market time. */
  const [at, show] = useState<number | null>(null);
  const energy = useHouseholdEnergy(household, "year", at);
  return (
    <Answer state={energy} height={340} isEmpty={() => false} emptyText="">
      {({ span, sum }) => (
        <>
          <div className={classes.choices}>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t("home.earlierYear")}
              onClick={() => show(span.from - 1)}
            >
              ‹
            </Button>
            <strong>
              {sum.slots === 0 ? t("home.noSpan") : formats.year(Date.parse(sum.start))}
            </strong>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t("home.laterYear")}
              onClick={() => show(span.until)}
            >
              ›
            </Button>
          </div>
          <Suspense fallback={<Skeleton height={340} radius="md" />}>
            <YearCurve
              key={sum.from}
              household={household}
              span={{ from: sum.from, until: sum.until }}
            />
          </Suspense>
        </>
      )}
    </Answer>
  );
}
