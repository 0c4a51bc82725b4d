import { Button, CopyButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MISSING } from "../../../format/formats.js";
import { shortHex } from "../../../format/short-hex.js";
import classes from "./ledger-page.module.css";

/** A transaction's hash, short to read and whole to copy. */
export function TransactionHash({ hash }: { hash: string | null }) {
  const { t } = useTranslation();
  if (hash === null) return MISSING;
  return (
    <span className={classes.hash}>
      <code title={hash} data-hash={hash}>
        {shortHex(hash)}
      </code>
      <CopyButton value={hash}>
        {({ copied, copy }) => (
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={copy}
            aria-label={copied ? t("ledgerPage.copied") : t("ledgerPage.copy")}
          >
            {copied ? "✓" : t("ledgerPage.copyCommand")}
          </Button>
        )}
      </CopyButton>
    </span>
  );
}
