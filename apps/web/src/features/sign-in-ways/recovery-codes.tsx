import { Alert, Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { renewRecoveryCodes } from "../../api/session-api.js";
import { AnswerError } from "../../components/answer.js";
import { useFormats } from "../../format/formats-context.js";
import classes from "./sign-in-ways.module.css";

/** Below so many the reader is told to make new ones. */
const FEW = 3;

/** How many recovery codes are left, and new ones, which replace all earlier and are shown once. */
export function RecoveryCodes({
  person,
  left,
  isDemo,
}: {
  person: string;
  left: number;
  isDemo: boolean;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const queryClient = useQueryClient();
  const [isSure, ask] = useState(false);
  const renew = useMutation({
    mutationFn: renewRecoveryCodes,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["passkeys", person] }),
  });
  const counted = { count: left, left: formats.count(left) };
  return (
    <>
      <p className={classes.text} data-codes-left={left}>
        {t("signInWays.codes.left", counted)} {left < FEW && !isDemo && t("signInWays.codes.few")}
      </p>
      {renew.data !== undefined && <Shown codes={renew.data} />}
      {renew.error !== null && <AnswerError error={renew.error} refetch={() => renew.reset()} />}
      {!isDemo && (
        <div className={classes.actions}>
          {isSure ? (
            <>
              <Button
                loading={renew.isPending}
                onClick={() => {
                  ask(false);
                  renew.mutate();
                }}
              >
                {t("signInWays.codes.sure")}
              </Button>
              <Button variant="default" onClick={() => ask(false)}>
                {t("signInWays.codes.back")}
              </Button>
            </>
          ) : (
            <Button variant="default" loading={renew.isPending} onClick={() => ask(true)}>
              {t("signInWays.codes.renew")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Shown({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <Alert color="yellow" title={t("signIn.recoveryCodes")} mb="sm">
      <p className={classes.text}>{t("signIn.recoveryCodesHelp")}</p>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
