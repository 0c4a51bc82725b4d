import type { CommunityDescription } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { type Household, useHouseholdEnergy } from "../../api/household-queries.js";
import { useSlots } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { KeyFigures } from "../../components/key-figures.js";
import { SectionCard } from "../../components/section-card.js";
import { useFormats } from "../../format/formats-context.js";
import { EnergySection } from "./energy-section.js";
import { FlowPicture } from "./flow-picture.js";
import { YearCurveSection } from "./year-curve/year-curve-section.js";

interface HomePageProps {
  community: CommunityDescription;
  household: Household;
}

/** What a household sees first: the newest slot as one picture, the price, and its day. */
export function HomePage({ community, household }: HomePageProps) {
  return (
    <>
      <Now community={community} household={household} />
      <EnergySection household={household} />
      <YearCurveSection household={household} />
    </>
  );
}

function Now({ community, household }: HomePageProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const energy = useHouseholdEnergy(household, "day", null);
  const slots = useSlots(community).data?.slots ?? [];
  const row = energy.data?.rows.at(-1);
  const slot = slots.find((one) => one.slot === row?.from);
  const tariff = community.rules.at(-1)?.terms.tariff;
  return (
    <SectionCard
      title={t("home.nowTitle")}
      note={
        row === undefined
          ? undefined
          : t("home.nowSpan", {
              from: formats.dayAndTime(Date.parse(row.start)),
              until: formats.time(Date.parse(row.end)),
            })
      }
    >
      <Answer
        state={energy}
        height={260}
        isEmpty={(answer) => answer.rows.length === 0}
        emptyText={t("home.nowEmpty")}
      >
        {() => row !== undefined && <FlowPicture row={row} day={energy.data?.rows ?? []} />}
      </Answer>
      <KeyFigures
        figures={[
          {
            key: "price",
            label: t("home.price"),
            value: formats.price(slot?.price ?? slot?.sharingPrice ?? null),
          },
          { key: "retail", label: t("home.retail"), value: formats.price(tariff?.retailPrice) },
          { key: "feedIn", label: t("home.feedIn"), value: formats.price(tariff?.feedInPrice) },
        ]}
      />
    </SectionCard>
  );
}
