import type { CommunityLedger } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { MISSING } from "../../../format/formats.js";
import { useFormats } from "../../../format/formats-context.js";
import { shortHex } from "../../../format/short-hex.js";
import en from "../../../i18n/ledger-page.en.json" with { type: "json" };
import classes from "./ledger-page.module.css";
import { PlaceName } from "./place-name.js";
import { TransactionHash } from "./transaction-hash.js";

type DemandKind = keyof typeof en.ledgerPage.demandKind;

const isDemandKind = (kind: string): kind is DemandKind =>
  Object.hasOwn(en.ledgerPage.demandKind, kind);

/** What others did on the ledger: demands, proofs of wrong results and what became of them, and what they sent. */
export function ChallengesSection({ ledger }: { ledger: CommunityLedger }) {
  const { t } = useTranslation();
  const { demands, setbacks, fallbacks, foreign } = ledger;
  const isQuiet = demands.length + setbacks.length + fallbacks.length + foreign.length === 0;
  return (
    <SectionCard title={t("ledgerPage.challengesTitle")}>
      <p className={classes.note}>{t("ledgerPage.challengesNote")}</p>
      {isQuiet && <p data-quiet="">{t("ledgerPage.noChallenges")}</p>}
      {demands.length > 0 && <Demands demands={demands} />}
      {setbacks.length > 0 && <Setbacks setbacks={setbacks} />}
      {fallbacks.length > 0 && <Fallbacks fallbacks={fallbacks} />}
      {foreign.length > 0 && <Foreign foreign={foreign} />}
    </SectionCard>
  );
}

function Demands({ demands }: Pick<CommunityLedger, "demands">) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className={classes.subtitle}>{t("ledgerPage.demands")}</h3>
      <PlainTable
        caption={t("ledgerPage.demands")}
        columns={[
          { key: "demand", title: t("ledgerPage.demand") },
          { key: "kind", title: t("ledgerPage.demandKindTitle") },
          { key: "about", title: t("ledgerPage.about") },
          { key: "status", title: t("ledgerPage.status") },
          { key: "answer", title: t("ledgerPage.answer") },
        ]}
        rows={demands.map(({ id, kind, slot, period, status, problem, answer }) => ({
          key: `${id}`,
          cells: [
            `${id}`,
            isDemandKind(kind) ? t(`ledgerPage.demandKind.${kind}`) : kind,
            <PlaceName key="about" slot={slot} period={period} />,
            <span key="status" className={classes.status}>
              {t(`ledgerPage.demandStatus.${status}`)}
              {problem !== null && <span className={classes.reason}>{problem}</span>}
            </span>,
            <TransactionHash key="answer" hash={answer} />,
          ],
        }))}
      />
    </>
  );
}

function Setbacks({ setbacks }: Pick<CommunityLedger, "setbacks">) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className={classes.subtitle}>{t("ledgerPage.setbacks")}</h3>
      <PlainTable
        caption={t("ledgerPage.setbacks")}
        columns={[
          { key: "about", title: t("ledgerPage.about") },
          { key: "fault", title: t("ledgerPage.fault") },
          { key: "what", title: t("ledgerPage.what") },
          { key: "outcome", title: t("ledgerPage.outcomeTitle") },
        ]}
        rows={setbacks.map(({ id, slot, period, state, fault, outcome }) => ({
          key: `${id}`,
          cells: [
            <PlaceName key="about" slot={slot} period={period} />,
            fault === null ? t("ledgerPage.late") : t(`ledgerPage.faults.${fault}`),
            t(`ledgerPage.wentBack.${state ?? "period"}`),
            t(`ledgerPage.outcome.${outcome}`),
          ],
        }))}
      />
    </>
  );
}

function Fallbacks({ fallbacks }: Pick<CommunityLedger, "fallbacks">) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className={classes.subtitle}>{t("ledgerPage.fallbacks")}</h3>
      <PlainTable
        caption={t("ledgerPage.fallbacks")}
        columns={[
          { key: "about", title: t("ledgerPage.about") },
          { key: "what", title: t("ledgerPage.what") },
        ]}
        rows={fallbacks.map(({ slot, fallback }) => ({
          key: `${slot}`,
          cells: [
            <PlaceName key="about" slot={slot} period={null} />,
            t(`ledgerPage.fallback.${fallback}`),
          ],
        }))}
      />
    </>
  );
}

function Foreign({ foreign }: Pick<CommunityLedger, "foreign">) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <>
      <h3 className={classes.subtitle}>{t("ledgerPage.foreign")}</h3>
      <PlainTable
        caption={t("ledgerPage.foreign")}
        maxHeight={360}
        columns={[
          { key: "receivedAt", title: t("ledgerPage.receivedAt") },
          { key: "sender", title: t("ledgerPage.sender") },
          { key: "status", title: t("ledgerPage.status") },
          { key: "block", title: t("ledgerPage.block"), isNumber: true },
          { key: "transaction", title: t("ledgerPage.transaction") },
        ]}
        rows={foreign.map(({ hash, sender, receivedAt, block, status, reason }) => ({
          key: hash,
          cells: [
            formats.dayAndTime(Date.parse(receivedAt)),
            <code key="sender" title={sender}>
              {shortHex(sender)}
            </code>,
            <span key="status" className={classes.status}>
              {t(`ledgerPage.foreignStatus.${status}`)}
              {reason !== null && <span className={classes.reason}>{reason}</span>}
            </span>,
            block === null ? MISSING : formats.count(block),
            <TransactionHash key="transaction" hash={hash} />,
          ],
        }))}
      />
    </>
  );
}
