import type { CommunityDescription, CommunityTotals as Totals } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { useTotals } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { SectionCard } from "../../components/section-card.js";
import { useFormats } from "../../format/formats-context.js";
import classes from "./community-totals.module.css";
import { fromNeighbours } from "./energy-origins.js";
import { OriginBar } from "./origin-bar.js";

/** What the community did for its members so far. */
export function CommunityTotals({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const totals = useTotals(community.slug);
  const slots = totals.data?.slots;
  return (
    <SectionCard
      title={t("totals.title")}
      note={
        slots === undefined
          ? undefined
          : t("totals.counted", { count: slots, slots: formats.count(slots) })
      }
    >
      <Answer
        state={totals}
        height={190}
        isEmpty={(data) => data.slots === 0}
        emptyText={t("totals.empty")}
      >
        {(data) => (
          <>
            <TotalFigures totals={data} />
            <OriginBar totals={data} />
          </>
        )}
      </Answer>
    </SectionCard>
  );
}

function TotalFigures({ totals }: { totals: Totals }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const energy = (kwh: string | null) => (
    <>
      {formats.energyNumber(kwh)} <small>{t("page.energyUnit")}</small>
    </>
  );
  const figures = [
    {
      key: "saved",
      label: t("totals.saved"),
      value: formats.money(totals.saved),
      detail: t("totals.savedDetail", {
        with: formats.money(totals.costWith),
        without: formats.money(totals.costWithout),
      }),
    },
    {
      key: "neighbours",
      label: t("totals.neighbours"),
      value: energy(fromNeighbours(totals)),
      detail: t("totals.neighboursDetail", {
        delivered: formats.energyNumber(totals.delivered),
        shared: formats.energyNumber(totals.shared),
      }),
    },
    {
      key: "supplier",
      label: t("totals.supplier"),
      value: energy(totals.suppliedImport),
      detail: t("totals.supplierDetail", { exported: formats.energy(totals.suppliedExport) }),
    },
    {
      key: "imported",
      label: t("totals.imported"),
      value: energy(totals.imported),
      detail: t("totals.importedDetail", { exported: formats.energy(totals.exported) }),
    },
  ];
  return (
    <dl className={classes.figures}>
      {figures.map((figure) => (
        <div key={figure.key} className={classes.figure} data-total={figure.key}>
          <dt>{figure.label}</dt>
          <dd className={classes.value}>{figure.value}</dd>
          <dd className={classes.detail}>{figure.detail}</dd>
        </div>
      ))}
    </dl>
  );
}
