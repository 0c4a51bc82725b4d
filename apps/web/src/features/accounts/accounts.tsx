import { Switch } from "@mantine/core";
import type { AccountDescription, CommunityDescription } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccounts } from "../../api/queries.js";
import { Answer } from "../../components/answer.js";
import { PlainTable } from "../../components/plain-table.js";
import { SectionCard } from "../../components/section-card.js";
import { signOf, sumDecimals } from "../../format/exact-decimal.js";
import { useFormats } from "../../format/formats-context.js";
import { shortHex } from "../../format/short-hex.js";
import { inReadingOrder } from "./account-order.js";
import classes from "./accounts.module.css";

/** More rows than anybody reads, and few enough to draw at once; the sums are always of all. */
const ROWS_SHOWN = 200;

/** Everybody's balance on the ledger, under pseudonyms. */
export function Accounts({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const accounts = useAccounts(community.slug);
  const [isExact, setIsExact] = useState(false);
  return (
    <SectionCard
      title={t("accounts.title")}
      note={
        <Switch
          size="xs"
          label={t("accounts.exact")}
          checked={isExact}
          onChange={(event) => setIsExact(event.currentTarget.checked)}
        />
      }
    >
      <Answer
        state={accounts}
        height={360}
        isEmpty={(data) => data.length === 0}
        emptyText={t("accounts.empty")}
      >
        {(data) => (
          <>
            <AccountsTable accounts={inReadingOrder(data)} isExact={isExact} />
            {data.length > ROWS_SHOWN && <MoreAccounts total={data.length} />}
          </>
        )}
      </Answer>
    </SectionCard>
  );
}

function MoreAccounts({ total }: { total: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const counts = { shown: formats.count(ROWS_SHOWN), total: formats.count(total) };
  return <p className={classes.more}>{t("accounts.more", counts)}</p>;
}

interface AccountsTableProps {
  accounts: readonly AccountDescription[];
  isExact: boolean;
}

function AccountsTable({ accounts, isExact }: AccountsTableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const money = isExact ? formats.exactMoney : formats.money;
  return (
    <PlainTable
      caption={t("accounts.caption")}
      maxHeight={560}
      columns={[
        { key: "account", title: t("accounts.account") },
        { key: "kind", title: t("accounts.kindTitle") },
        { key: "balance", title: t("accounts.balance"), isNumber: true },
        { key: "unsettled", title: t("accounts.unsettled"), isNumber: true },
        { key: "creditLimit", title: t("accounts.creditLimit"), isNumber: true },
      ]}
      rows={accounts.slice(0, ROWS_SHOWN).map((account) => ({
        key: `${account.account}`,
        cells: [
          <span key="account" className={classes.account}>
            {account.account}
            <code title={`${t("accounts.pseudonym")} ${account.pseudonym}`}>
              {shortHex(account.pseudonym)}
            </code>
          </span>,
          <span key="kind" className={classes.kind} data-kind={account.kind}>
            {t(`accounts.kind.${account.kind}`)}
          </span>,
          <span key="balance" className={classes.amount} data-sign={signOf(account.balance)}>
            {money(account.balance)}
          </span>,
          money(account.unsettled),
          account.kind === "member" ? money(account.creditLimit) : "–",
        ],
      }))}
      foot={{
        key: "sum",
        // The sum is always written in full: a rest far behind the point is an error to be seen.
        cells: [
          "Σ",
          t("accounts.sum"),
          formats.exactMoney(sumDecimals(accounts.map(({ balance }) => balance))),
          formats.exactMoney(sumDecimals(accounts.map(({ unsettled }) => unsettled))),
          "",
        ],
      }}
    />
  );
}
