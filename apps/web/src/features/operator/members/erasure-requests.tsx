import { Button, TextInput } from "@mantine/core";
import type { ErasureRequestsAnswer } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDecideErasure, useErasureRequests } from "../../../api/own-data-queries.js";
import { Answer, AnswerError } from "../../../components/answer.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/erasure.en.json" with { type: "json" };
import ko from "../../../i18n/erasure.ko.json" with { type: "json" };
import classes from "./erasure-requests.module.css";

addTexts({ en, ko });

type Request = ErasureRequestsAnswer["requests"][number];

/** Households that ask for their data to be erased, and the operator's decision. Only an operator may read the list. */
export function ErasureRequests({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const requests = useErasureRequests(slug);
  return (
    <SectionCard title={t("erasure.title")}>
      <Answer
        state={requests}
        height={120}
        isEmpty={(answer) => answer.requests.length === 0}
        emptyText={t("erasure.empty")}
      >
        {(answer) => (
          <ul className={classes.requests} aria-label={t("erasure.caption")}>
            {answer.requests.toReversed().map((request) => (
              <li key={request.id} data-erasure-request={request.id} data-status={request.status}>
                <Facts request={request} />
                {request.status === "open" && <Decision slug={slug} request={request} />}
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </SectionCard>
  );
}

function Facts({ request }: { request: Request }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { name, account, status, requestedAt, note } = request;
  return (
    <p className={classes.facts}>
      <strong>{t("erasure.account", { name, account: `${account}` })}</strong>
      <span>{formats.fullDateAndTime(Date.parse(requestedAt))}</span>
      <span>{t(`erasure.status.${status}`)}</span>
      {note !== null && <q>{note}</q>}
    </p>
  );
}

function Decision({ slug, request }: { slug: string; request: Request }) {
  const { t } = useTranslation();
  const decide = useDecideErasure(slug);
  const [note, setNote] = useState("");
  const [isSure, ask] = useState(false);
  const { id, membershipEnded, paid } = request;
  const hurdle = membershipEnded ? (paid ? "none" : "unpaid") : "member";
  const send = (decision: "done" | "refused") =>
    decide.mutate({ id, decision, note: note.trim(), key: crypto.randomUUID() });
  return (
    <>
      <p className={classes.hurdle}>{t(`erasure.hurdle.${hurdle}`)}</p>
      <TextInput
        label={t("erasure.note")}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {decide.error !== null && <AnswerError error={decide.error} refetch={() => decide.reset()} />}
      <div className={classes.actions}>
        {isSure ? (
          <>
            <Button color="red" loading={decide.isPending} onClick={() => send("done")}>
              {t("erasure.sure")}
            </Button>
            <Button variant="default" onClick={() => ask(false)}>
              {t("erasure.back")}
            </Button>
          </>
        ) : (
          <>
            <Button variant="default" disabled={hurdle !== "none"} onClick={() => ask(true)}>
              {t("erasure.erase")}
            </Button>
            <Button variant="default" loading={decide.isPending} onClick={() => send("refused")}>
              {t("erasure.refuse")}
            </Button>
          </>
        )}
      </div>
    </>
  );
}
