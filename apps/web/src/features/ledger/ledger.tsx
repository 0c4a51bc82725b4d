import type { LedgerAction, LedgerStatus } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { useLedger } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { KeyFigures } from "../../components/key-figures.js";
import { Notice } from "../../components/notice.js";
import { PlainTable } from "../../components/plain-table.js";
import { SectionCard } from "../../components/section-card.js";
import { MISSING } from "../../format/formats.js";
import { useFormats } from "../../format/formats-context.js";
import { shortHex } from "../../format/short-hex.js";
import classes from "./ledger.module.css";

/** A few actions always wait for the next block; more than these mean that the ledger lags behind. */
const ORDINARY_WAITING = 20;

/** How far the ledger is, and what was last written to it. */
export function Ledger() {
  const { t } = useTranslation();
  const ledger = useLedger();
  const chainId = ledger.data?.status.chainId;
  return (
    <SectionCard
      title={t("ledger.title")}
      // A chain's number is a name, not a quantity: it has no thousands separators.
      note={chainId === undefined ? undefined : t("ledger.chain", { chainId: `${chainId}` })}
    >
      <Answer
        state={ledger}
        height={360}
        isEmpty={({ status }) => status.transactions === 0 && status.waiting === 0}
        emptyText={t("ledger.empty")}
      >
        {({ status, actions }) => (
          <>
            <LedgerFigures status={status} />
            {status.failed > 0 && <LedgerTrouble failed={status.failed} />}
            {status.waiting > ORDINARY_WAITING && <LedgerLag waiting={status.waiting} />}
            <LedgerActions actions={actions} />
          </>
        )}
      </Answer>
    </SectionCard>
  );
}

function LedgerFigures({ status }: { status: LedgerStatus }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <KeyFigures
      figures={[
        { key: "block", label: t("ledger.block"), value: formats.count(status.block) },
        {
          key: "blockTime",
          label: t("ledger.blockTime"),
          value:
            status.blockTime === null ? MISSING : formats.dayAndTime(Date.parse(status.blockTime)),
        },
        {
          key: "transactions",
          label: t("ledger.transactions"),
          value: formats.count(status.transactions),
        },
        { key: "waiting", label: t("ledger.waiting"), value: formats.count(status.waiting) },
        {
          key: "failed",
          label: t("ledger.failed"),
          value: formats.count(status.failed),
          isTrouble: status.failed > 0,
        },
        { key: "gas", label: t("ledger.gas"), value: formats.count(status.gasUsed) },
      ]}
    />
  );
}

function LedgerTrouble({ failed }: { failed: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return <Notice tone="bad">{t("ledger.trouble", { failed: formats.count(failed) })}</Notice>;
}

function LedgerLag({ waiting }: { waiting: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return <Notice tone="warning">{t("ledger.behind", { waiting: formats.count(waiting) })}</Notice>;
}

function LedgerActions({ actions }: { actions: readonly LedgerAction[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <PlainTable
      caption={t("ledger.actions")}
      columns={[
        { key: "action", title: t("ledger.action") },
        { key: "at", title: t("ledger.at") },
        { key: "status", title: t("ledger.status") },
        { key: "transaction", title: t("ledger.transaction") },
        { key: "gas", title: t("ledger.gas"), isNumber: true },
      ]}
      rows={actions.map((action) => ({
        key: `${action.id}`,
        cells: [
          action.kind,
          formats.dayAndTime(Date.parse(action.at)),
          <span key="status" className={classes.status} data-status={action.status}>
            {t(`ledger.actionStatus.${action.status}`)}
            {action.reason !== null && <span className={classes.reason}>{action.reason}</span>}
          </span>,
          action.hash === null ? (
            MISSING
          ) : (
            <code key="hash" title={action.hash}>
              {shortHex(action.hash)}
            </code>
          ),
          formats.count(action.gasUsed),
        ],
      }))}
    />
  );
}
