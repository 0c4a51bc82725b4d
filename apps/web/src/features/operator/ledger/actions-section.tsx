import { Button, Tabs } from "@mantine/core";
import type { CommunityAction } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActionChoice } from "../../../api/oversight-api.js";
import { useCommunityActions } from "../../../api/oversight-queries.js";
import { Answer } from "../../../components/answer.js";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { MISSING } from "../../../format/formats.js";
import { useFormats } from "../../../format/formats-context.js";
import { useKindName } from "./kind-names.js";
import classes from "./ledger-page.module.css";
import { PlaceName } from "./place-name.js";
import { TransactionHash } from "./transaction-hash.js";

const CHOICES = [
  "commitments",
  "settlements",
  "register",
  "duties",
  "refused",
] as const satisfies readonly ActionChoice[];

/** What the ledger was told, by what it was for, newest first; each with its transaction. */
export function ActionsSection({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const [choice, choose] = useState<ActionChoice>("commitments");
  return (
    <SectionCard title={t("ledgerPage.actionsTitle")}>
      <Tabs value={choice} onChange={(chosen) => choose(chosen as ActionChoice)}>
        <Tabs.List aria-label={t("ledgerPage.groupsLabel")} className={classes.tabs ?? ""}>
          {CHOICES.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`ledgerPage.group.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {CHOICES.map((one) => (
          <Tabs.Panel key={one} value={one} pt="sm">
            {one === choice && <Actions slug={slug} choice={one} />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </SectionCard>
  );
}

function Actions({ slug, choice }: { slug: string; choice: ActionChoice }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const pages = useCommunityActions(slug, choice);
  return (
    <>
      <p className={classes.note}>{t(`ledgerPage.groupNote.${choice}`)}</p>
      <Answer
        state={pages}
        height={320}
        isEmpty={(data) => data.pages[0]?.actions.length === 0}
        emptyText={t("ledgerPage.noneOfGroup")}
      >
        {(data) => {
          const actions = data.pages.flatMap((page) => page.actions);
          return (
            <>
              <ActionTable choice={choice} actions={actions} />
              <p className={classes.note} role="status">
                {t("ledgerPage.shown", {
                  count: actions.length,
                  number: formats.count(actions.length),
                })}
              </p>
              {pages.hasNextPage && (
                <Button
                  variant="default"
                  size="compact-sm"
                  loading={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  {t("ledgerPage.older")}
                </Button>
              )}
            </>
          );
        }}
      </Answer>
    </>
  );
}

function ActionTable({ choice, actions }: { choice: ActionChoice; actions: CommunityAction[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useKindName();
  const at = (instant: string | null) =>
    instant === null ? MISSING : formats.dayAndTime(Date.parse(instant));
  return (
    <PlainTable
      caption={t(`ledgerPage.group.${choice}`)}
      maxHeight={560}
      columns={[
        { key: "kind", title: t("ledgerPage.kindTitle") },
        { key: "about", title: t("ledgerPage.about") },
        { key: "status", title: t("ledgerPage.status") },
        { key: "block", title: t("ledgerPage.block"), isNumber: true },
        { key: "blockTime", title: t("ledgerPage.blockTime") },
        { key: "gas", title: t("ledgerPage.gas"), isNumber: true },
        { key: "transaction", title: t("ledgerPage.transaction") },
      ]}
      rows={actions.map((action) => ({
        key: `${action.nonce}`,
        cells: [
          nameOf(action.kind),
          <PlaceName key="about" slot={action.slot} period={action.period} />,
          <span key="status" className={classes.status} data-status={action.status}>
            {t(`ledger.actionStatus.${action.status}`)}
            {action.reason !== null && <span className={classes.reason}>{action.reason}</span>}
          </span>,
          action.block === null ? MISSING : formats.count(action.block),
          at(action.blockTime),
          formats.count(action.gasUsed),
          <TransactionHash key="transaction" hash={action.hash} />,
        ],
      }))}
    />
  );
}
