import { Button, CopyButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { communityPath } from "../../../api/community-api.js";
import { SectionCard } from "../../../components/section-card.js";
import classes from "./ledger-page.module.css";

/** As `pumasi verify --help` has it. */
const COMMAND = "npx pumasi verify --data .pumasi";

/** How anybody computes all of it again, without trusting this server. */
export function VerifySection({ slug, newest }: { slug: string; newest: number | null }) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("ledgerPage.verifyTitle")}>
      <p className={classes.note}>{t("ledgerPage.verifyText")}</p>
      <p className={classes.note}>{t("ledgerPage.verifyHere")}</p>
      <p className={classes.command}>
        <code data-command="">{COMMAND}</code>
        <CopyButton value={COMMAND}>
          {({ copied, copy }) => (
            <Button variant="subtle" size="compact-xs" onClick={copy}>
              {copied ? t("ledgerPage.copied") : t("ledgerPage.copyCommand")}
            </Button>
          )}
        </CopyButton>
      </p>
      <p className={classes.note}>
        {t("ledgerPage.verifyOne")}{" "}
        <Link to="/" className={classes.link ?? ""}>
          {t("ledgerPage.verifyLink")}
        </Link>
      </p>
      {newest !== null && (
        <p className={classes.note}>
          <a
            className={classes.link}
            href={`${communityPath(slug)}/published?from=${Math.max(0, newest - 9)}&limit=10`}
          >
            {t("ledgerPage.published")}
          </a>
        </p>
      )}
    </SectionCard>
  );
}
