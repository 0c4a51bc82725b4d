import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./new-page-notice.module.css";
import type { TakeNewPage } from "./register-service-worker.js";

/** Offers the newer page that waits; nobody loses what they are writing to it. */
export function NewPageNotice({ take }: { take: TakeNewPage }) {
  const { t } = useTranslation();
  return (
    <div className={classes.notice} role="status">
      <span>{t("page.newPage")}</span>
      <Button size="compact-sm" onClick={take}>
        {t("page.takeNewPage")}
      </Button>
    </div>
  );
}
