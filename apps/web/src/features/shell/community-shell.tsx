import type { CommunityDescription } from "@pumasi/protocol";
import { type ReactNode, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLiveUpdates } from "../../api/use-live-updates.js";
import { createFormats } from "../../format/formats.js";
import { FormatsContext } from "../../format/formats-context.js";
import { isLanguage, LOCALES } from "../../i18n/i18n.js";
import { CommunityHeader } from "../community-now/community-header.js";
import { CommunityContext } from "./community-context.js";
import classes from "./community-shell.module.css";
import { Navigation } from "./navigation.js";

interface CommunityShellProps {
  community: CommunityDescription;
  communities: readonly CommunityDescription[];
  children: ReactNode;
}

/** What every screen of a community stands in: header, ways to the other screens, live data, the reader's formats. */
export function CommunityShell({ community, communities, children }: CommunityShellProps) {
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
    <CommunityContext.Provider value={community}>
      <FormatsContext.Provider value={formats}>
        <a className={classes.skip} href="#content">
          {t("page.skip")}
        </a>
        <CommunityHeader community={community} communities={communities} connection={connection} />
        <Navigation />
        <main id="content" className={classes.content} tabIndex={-1}>
          {children}
        </main>
        <footer className={classes.footer}>{t("page.footer")}</footer>
      </FormatsContext.Provider>
    </CommunityContext.Provider>
  );
}
