import type { CommunityDescription } from "@pumasi/protocol";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLiveUpdates } from "../../api/use-live-updates.js";
import { createFormats } from "../../format/formats.js";
import { FormatsContext } from "../../format/formats-context.js";
import { isLanguage, LOCALES } from "../../i18n/i18n.js";
import { Accounts } from "../accounts/accounts.js";
import { CommunityTotals } from "../community-totals/community-totals.js";
import { EnergyToday } from "../energy-today/energy-today.js";
import { Ledger } from "../ledger/ledger.js";
import { PriceHistory } from "../price-history/price-history.js";
import { ProofCheck } from "../proof-check/proof-check.js";
import { Refusals } from "../refusals/refusals.js";
import { SlotLife } from "../slot-life/slot-life.js";
import { CommunityHeader } from "./community-header.js";
import classes from "./community-page.module.css";

interface CommunityPageProps {
  community: CommunityDescription;
  communities: readonly CommunityDescription[];
}

/** "Community now": everything anyone may see of one community, kept live. */
export function CommunityPage({ community, communities }: CommunityPageProps) {
  const { t, i18n } = useTranslation();
  const connection = useLiveUpdates(community.slug);
  const locale = isLanguage(i18n.language) ? LOCALES[i18n.language] : LOCALES.en;
  const { currency, timeZone, name } = community;
  const formats = useMemo(
    () => createFormats({ locale, currency, timeZone }),
    [locale, currency, timeZone],
  );
  const title = t("page.title", { community: name });
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <FormatsContext.Provider value={formats}>
      <a className={classes.skip} href="#content">
        {t("page.skip")}
      </a>
      <CommunityHeader community={community} communities={communities} connection={connection} />
      <main id="content" className={classes.content} tabIndex={-1}>
        <CommunityTotals community={community} />
        <SlotLife community={community} />
        <div className={classes.pair}>
          <EnergyToday community={community} />
          <PriceHistory community={community} />
        </div>
        <Accounts community={community} />
        <div className={classes.pair}>
          <Ledger />
          <Refusals community={community} />
        </div>
        <ProofCheck community={community} />
      </main>
      <footer className={classes.footer}>{t("page.footer")}</footer>
    </FormatsContext.Provider>
  );
}
