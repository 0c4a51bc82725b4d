import { Button } from "@mantine/core";
import type { PasskeyDescription } from "@pumasi/protocol";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/api-error.js";
import { addPasskey, removePasskey } from "../../api/session-api.js";
import { Notice } from "../../components/notice.js";
import { useFormats } from "../../format/formats-context.js";
import classes from "./sign-in-ways.module.css";

interface PasskeysProps {
  person: string;
  passkeys: readonly PasskeyDescription[];
  isDemo: boolean;
}

/** One's passkeys: each can be removed but the last, and others added. */
export function Passkeys({ person, passkeys, isDemo }: PasskeysProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const onSuccess = (answer: object) => queryClient.setQueryData(["passkeys", person], answer);
  const add = useMutation({ mutationFn: addPasskey, onSuccess });
  const remove = useMutation({ mutationFn: removePasskey, onSuccess });
  const isLast = passkeys.length === 1;
  return (
    <>
      {passkeys.length === 0 && <p className={classes.text}>{t("signInWays.passkeys.none")}</p>}
      <ul className={classes.list}>
        {passkeys.map((passkey, place) => (
          <li key={passkey.id} data-passkey={passkey.id}>
            <Passkey passkey={passkey} number={place + 1} />
            <Button
              size="compact-sm"
              variant="default"
              disabled={isLast || remove.isPending}
              aria-label={t("signInWays.passkeys.removeOne", { number: place + 1 })}
              onClick={() => remove.mutate(passkey.id)}
            >
              {t("signInWays.passkeys.remove")}
            </Button>
          </li>
        ))}
      </ul>
      {isLast && <p className={classes.text}>{t("signInWays.passkeys.last")}</p>}
      <Failure error={add.error ?? remove.error} />
      {isDemo ? (
        <Notice tone="warning">{t("signInWays.demo")}</Notice>
      ) : (
        <Button loading={add.isPending} onClick={() => add.mutate()}>
          {t("signInWays.passkeys.add")}
        </Button>
      )}
    </>
  );
}

function Passkey({ passkey, number }: { passkey: PasskeyDescription; number: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { recordedAt, lastUsedAt, transports } = passkey;
  const when = (at: string) => formats.fullDateAndTime(Date.parse(at));
  const isSynced = transports.includes("hybrid") || transports.includes("internal");
  return (
    <div>
      <strong>{t("signInWays.passkeys.one", { number })}</strong>{" "}
      {isSynced ? t("signInWays.passkeys.device") : t("signInWays.passkeys.key")}
      <div className={classes.detail}>
        {t("signInWays.passkeys.made", { when: when(recordedAt) })}{" "}
        {lastUsedAt === null
          ? t("signInWays.passkeys.unused")
          : t("signInWays.passkeys.used", { when: when(lastUsedAt) })}
      </div>
    </div>
  );
}

/** The browser's own errors mean that the person declined, or waited too long. */
function Failure({ error }: { error: Error | null }) {
  const { t } = useTranslation();
  if (error === null) return null;
  const detail = error.message;
  return (
    <Notice tone="bad">
      {error instanceof ApiError
        ? t("signInWays.refused", { detail })
        : t("signIn.notDone", { detail })}
    </Notice>
  );
}
