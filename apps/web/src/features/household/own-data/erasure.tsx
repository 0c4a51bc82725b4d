import { Button } from "@mantine/core";
import type { ErasureRequest, OwnErasureAnswer } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErasure, useSendErasure } from "../../../api/own-data-queries.js";
import { Answer, AnswerError } from "../../../components/answer.js";
import { Notice } from "../../../components/notice.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import classes from "./own-data.module.css";

/** The household's request to be forgotten: what it means, what it waits for, and what became of it. */
export function Erasure({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const erasure = useErasure(slug);
  return (
    <SectionCard title={t("ownData.erasure.title")}>
      <p className={classes.text}>{t("ownData.erasure.what")}</p>
      <p className={classes.text}>{t("ownData.erasure.stays")}</p>
      <Answer state={erasure} height={120} isEmpty={() => false} emptyText="">
        {(answer) => <Requests slug={slug} answer={answer} />}
      </Answer>
    </SectionCard>
  );
}

function Requests({ slug, answer }: { slug: string; answer: OwnErasureAnswer }) {
  const { t } = useTranslation();
  const send = useSendErasure(slug);
  const [isSure, ask] = useState(false);
  const { requests, membershipEnded, paid } = answer;
  const isOpen = requests.some(({ status }) => status === "open");
  const mutate = (action: "ask" | "withdraw") => {
    ask(false);
    send.mutate({ action, key: crypto.randomUUID() });
  };
  return (
    <>
      <ul className={classes.requests}>
        {requests.map((request) => (
          <Request key={request.id} request={request} />
        ))}
      </ul>
      {isOpen && (
        <Notice tone="warning">
          {membershipEnded
            ? paid
              ? t("ownData.erasure.ready")
              : t("ownData.erasure.unpaid")
            : t("ownData.erasure.member")}
        </Notice>
      )}
      {send.error !== null && <AnswerError error={send.error} refetch={() => send.reset()} />}
      <div className={classes.actions}>
        {isOpen ? (
          <Button variant="default" loading={send.isPending} onClick={() => mutate("withdraw")}>
            {t("ownData.erasure.withdraw")}
          </Button>
        ) : isSure ? (
          <>
            <Button color="red" loading={send.isPending} onClick={() => mutate("ask")}>
              {t("ownData.erasure.sure")}
            </Button>
            <Button variant="default" onClick={() => ask(false)}>
              {t("ownData.erasure.back")}
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => ask(true)}>
            {t("ownData.erasure.ask")}
          </Button>
        )}
      </div>
    </>
  );
}

function Request({
  request: { status, requestedAt, decidedAt, note },
}: {
  request: ErasureRequest;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const when = (at: string) => formats.fullDateAndTime(Date.parse(at));
  return (
    <li data-erasure={status}>
      {t("ownData.erasure.asked", { when: when(requestedAt) })}{" "}
      <strong>
        {t(`ownData.erasure.status.${status}`, {
          when: decidedAt === null ? "" : when(decidedAt),
        })}
      </strong>
      {note !== null && <q className={classes.note}>{note}</q>}
    </li>
  );
}
