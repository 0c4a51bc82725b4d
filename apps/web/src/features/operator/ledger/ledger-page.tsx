import type { CommunityLedger } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { useCommunityActions, useCommunityLedger } from "../../../api/oversight-queries.js";
import { Answer } from "../../../components/answer.js";
import { KeyFigures } from "../../../components/key-figures.js";
import { SectionCard } from "../../../components/section-card.js";
import { MISSING } from "../../../format/formats.js";
import { useFormats } from "../../../format/formats-context.js";
import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/ledger-page.en.json" with { type: "json" };
import ko from "../../../i18n/ledger-page.ko.json" with { type: "json" };
import { useCommunity } from "../../shell/community-context.js";
import { type Overseer, OversightGate } from "../oversight-gate.js";
import { ActionsSection } from "./actions-section.js";
import { ChallengesSection } from "./challenges-section.js";
import { gasEach } from "./gas-bars.js";
import { GasSection } from "./gas-section.js";
import { VerifySection } from "./verify-section.js";

addTexts({ en, ko });

/** What the ledger was told, what it cost, what others did there, and how to check it. */
export function LedgerPage() {
  return <OversightGate>{(overseer) => <Content overseer={overseer} />}</OversightGate>;
}

function Content({ overseer: { slug } }: { overseer: Overseer }) {
  const { t } = useTranslation();
  const { chainId } = useCommunity();
  const ledger = useCommunityLedger(slug);
  const newest = useCommunityActions(slug, "commitments").data?.pages[0]?.actions ?? [];
  const newestSlot = newest.find(({ slot }) => slot !== null)?.slot ?? null;
  return (
    <>
      {/* A chain's number is a name, not a quantity: it has no thousands separators. */}
      <SectionCard
        title={t("ledgerPage.title")}
        note={t("ledgerPage.chain", { chainId: `${chainId}` })}
      >
        <Answer
          state={ledger}
          height={160}
          isEmpty={({ transactions, waiting }) => transactions + waiting === 0}
          emptyText={t("ledgerPage.empty")}
        >
          {(told) => <Figures ledger={told} />}
        </Answer>
      </SectionCard>
      {ledger.data !== undefined && <GasSection ledger={ledger.data} />}
      <ActionsSection slug={slug} />
      {ledger.data !== undefined && <ChallengesSection ledger={ledger.data} />}
      <VerifySection slug={slug} newest={newestSlot} />
    </>
  );
}

function Figures({ ledger }: { ledger: CommunityLedger }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { nextScheduledAt, byKind } = ledger;
  const slots = byKind.find(({ kind }) => kind === "clear")?.actions ?? 0;
  const ofSlots = byKind.filter(({ kind }) => SLOT_KINDS.includes(kind));
  const slotGas = ofSlots.reduce((sum, { gasUsed }) => sum + BigInt(gasUsed), 0n).toString();
  const figure = (key: string, label: string, value: string, isTrouble = false) => ({
    ...{ key, label, isTrouble },
    value: <span data-figure={key}>{value}</span>,
  });
  const { transactions, waiting, scheduled, failed, gasUsed } = ledger;
  return (
    <KeyFigures
      figures={[
        figure("transactions", t("ledgerPage.transactions"), formats.count(transactions)),
        figure("waiting", t("ledgerPage.waiting"), formats.count(waiting)),
        figure("scheduled", t("ledgerPage.scheduled"), formats.count(scheduled)),
        figure(
          "nextScheduled",
          t("ledgerPage.nextScheduled"),
          nextScheduledAt === null ? MISSING : formats.dayAndTime(Date.parse(nextScheduledAt)),
        ),
        figure("failed", t("ledgerPage.failed"), formats.count(failed), failed > 0),
        figure("gasUsed", t("ledgerPage.gasUsed"), formats.count(gasUsed)),
        figure(
          "gasPerSlot",
          t("ledgerPage.gasPerSlot"),
          slots === 0 ? MISSING : formats.count(gasEach(slotGas, slots)),
        ),
      ]}
    />
  );
}

/** The actions that every slot costs. */
const SLOT_KINDS = ["closeBook", "clear", "meter", "remeter"];
