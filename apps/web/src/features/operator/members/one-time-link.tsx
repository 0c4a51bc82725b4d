import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { QRCodeSVG } from "qrcode.react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/formats-context.js";
import classes from "./members.module.css";

interface OneTimeLinkProps {
  link: string;
  code: string;
  expiresAt: string;
  /** What the picture is, read aloud. */
  title: string;
  /** What to do with it. */
  help: string;
}

/** A code that is shown once: as a picture for a camera, as a link and by itself, with how long it may be used. */
export function OneTimeLink({ link, code, expiresAt, title, help }: OneTimeLinkProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const until = formats.fullDateAndTime(Date.parse(expiresAt));
  return (
    <div className={classes.oneTime} data-one-time={code}>
      <div className={classes.picture}>
        <QRCodeSVG value={link} size={208} marginSize={2} title={title} />
      </div>
      <div className={classes.words}>
        <p className={classes.help}>{help}</p>
        <Copied label={t("members.link")} text={link} />
        <Copied label={t("members.code")} text={code} />
        <p className={classes.help}>{t("members.onceUntil", { until })}</p>
      </div>
    </div>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  return (
    <div className={classes.copied}>
      <span className={classes.label}>{label}</span>
      <code className={classes.text}>{text}</code>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t("members.copyWhat", { what: label })}
        onClick={() => clipboard.copy(text)}
      >
        {clipboard.copied ? t("members.copied") : t("members.copy")}
      </Button>
      <span className="visually-hidden" aria-live="polite">
        {clipboard.copied ? t("members.copied") : ""}
      </span>
    </div>
  );
}
