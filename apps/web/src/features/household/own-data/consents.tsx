import { Switch } from "@mantine/core";
import type { ConsentEntry, ConsentKind } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { useConsents, useSendConsent } from "../../../api/own-data-queries.js";
import { Answer, AnswerError } from "../../../components/answer.js";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import classes from "./own-data.module.css";

const KINDS = ["name-to-neighbours"] as const satisfies readonly ConsentKind[];

/** What the household agrees to now, and every time it said so or took it back. */
export function Consents({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const consents = useConsents(slug);
  return (
    <SectionCard title={t("ownData.consents.title")}>
      <Answer state={consents} height={160} isEmpty={() => false} emptyText="">
        {({ consents: said }) => (
          <>
            {KINDS.map((kind) => (
              <ConsentSwitch key={kind} slug={slug} kind={kind} said={said} />
            ))}
            {said.length === 0 ? (
              <p className={classes.text}>{t("ownData.consents.none")}</p>
            ) : (
              <History said={said} />
            )}
          </>
        )}
      </Answer>
    </SectionCard>
  );
}

interface ConsentSwitchProps {
  slug: string;
  kind: ConsentKind;
  said: readonly ConsentEntry[];
}

function ConsentSwitch({ slug, kind, said }: ConsentSwitchProps) {
  const { t } = useTranslation();
  const send = useSendConsent(slug);
  const isGiven = said.findLast((one) => one.kind === kind)?.given ?? false;
  return (
    <>
      <Switch
        label={t(`ownData.consentLabel.${kind}`)}
        description={t(`ownData.consentHelp.${kind}`)}
        checked={isGiven}
        disabled={send.isPending}
        onChange={({ currentTarget: { checked } }) =>
          send.mutate({ consent: { kind, given: checked }, key: crypto.randomUUID() })
        }
      />
      {send.error !== null && <AnswerError error={send.error} refetch={() => send.reset()} />}
    </>
  );
}

function History({ said }: { said: readonly ConsentEntry[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const newestFirst = said.toReversed();
  return (
    <div className={classes.below}>
      <PlainTable
        caption={t("ownData.consents.history")}
        maxHeight={260}
        columns={[
          { key: "when", title: t("ownData.consents.when") },
          { key: "what", title: t("ownData.consents.what") },
          { key: "said", title: t("ownData.consents.said") },
        ]}
        rows={newestFirst.map(({ kind, given, recordedAt }, place) => ({
          key: `${newestFirst.length - place}`,
          cells: [
            formats.fullDateAndTime(Date.parse(recordedAt)),
            t(`ownData.consentLabel.${kind}`),
            given ? t("ownData.consents.given") : t("ownData.consents.takenBack"),
          ],
        }))}
      />
    </div>
  );
}
