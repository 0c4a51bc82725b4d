import { Button } from "@mantine/core";
import type { OwnDescription } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { useOwn } from "../../../api/household-queries.js";
import { exportPath } from "../../../api/own-data-api.js";
import { Answer } from "../../../components/answer.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import classes from "./own-data.module.css";

/** What is kept, in the order in which a reader asks: who I am, what I measured and traded, what I paid, what I did here. */
const KINDS = ["identity", "energy", "home", "trades", "money", "signIn", "audit"] as const;

/** What is kept about the household and why, and the file with all of it. */
export function KeptData({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const own = useOwn(slug);
  return (
    <SectionCard title={t("ownData.title")}>
      <Answer state={own} height={300} isEmpty={() => false} emptyText="">
        {(description) => <Identity own={description} />}
      </Answer>
      <h3 className={classes.title}>{t("ownData.kept.title")}</h3>
      <ul className={classes.kept}>
        {KINDS.map((kind) => (
          <li key={kind} data-kept={kind}>
            <strong>{t(`ownData.keptWhat.${kind}`)}</strong>
            <span>
              <span className={classes.label}>{t("ownData.kept.why")}: </span>
              {t(`ownData.keptWhy.${kind}`)}
            </span>
            <span>
              <span className={classes.label}>{t("ownData.kept.after")}: </span>
              {t(`ownData.keptAfter.${kind}`)}
            </span>
          </li>
        ))}
      </ul>
      <p className={classes.text}>{t("ownData.export.text")}</p>
      <Button component="a" href={exportPath(slug)} download>
        {t("ownData.export.button")}
      </Button>
    </SectionCard>
  );
}

function Identity({ own }: { own: OwnDescription }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const facts = [
    ["name", own.name],
    ["pod", own.pod],
    // Numbers of accounts and meters are names: they have no thousands separators.
    ["account", `${own.account}`],
    ["meter", `${own.meter}`],
    ["devices", formats.count(own.devices.length)],
    ["balance", formats.exactMoney(own.balance)],
  ] as const;
  return (
    <dl className={classes.facts}>
      {facts.map(([key, value]) => (
        <div key={key}>
          <dt>{t(`ownData.fact.${key}`)}</dt>
          <dd data-fact={key}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
