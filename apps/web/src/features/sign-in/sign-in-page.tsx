import { Alert, Button, TextInput } from "@mantine/core";
import type { PersonRole } from "@pumasi/protocol";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDemoPeople, useSession, useSignIn } from "../../api/household-queries.js";
import {
  signInAsDemoPerson,
  signInWithPasskey,
  signInWithRecoveryCode,
  signUp,
} from "../../api/session-api.js";
import { Answer } from "../../components/answer.js";
import { SectionCard } from "../../components/section-card.js";
import { SignInError } from "./sign-in-error.js";
import classes from "./sign-in-page.module.css";
import { takeInvitation } from "./take-invitation.js";

/** Where whoever has signed in begins. */
const landingOf = ({ session }: { session: { role: PersonRole } }) =>
  session.role === "household" ? "/home" : "/operator/health";

/** Every way in: a passkey, an invitation that makes one, a recovery code; and people to try in a demo. */
export function SignInPage() {
  const session = useSession();
  return (
    <Answer state={session} height={240} isEmpty={() => false} emptyText="">
      {({ demoPeople }) => (
        <div className={classes.ways}>
          {demoPeople && <DemoPeople />}
          <Passkey />
          <Invitation />
          <Recovery />
        </div>
      )}
    </Answer>
  );
}

function DemoPeople() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const people = useDemoPeople(true);
  const signIn = useSignIn(signInAsDemoPerson, (answer) => navigate({ to: landingOf(answer) }));
  return (
    <SectionCard title={t("signIn.demoTitle")} note={t("signIn.demoNote")}>
      <Answer
        state={people}
        height={200}
        isEmpty={(list) => list.length === 0}
        emptyText={t("signIn.demoEmpty")}
      >
        {(list) => (
          <ul className={classes.people}>
            {list.map((person) => (
              <li key={`${person.community}:${person.role}:${person.account}`}>
                <Button
                  fullWidth
                  variant="default"
                  disabled={signIn.isPending}
                  onClick={() => signIn.mutate(person)}
                >
                  {person.role === "household" ? person.name : t(`signIn.role.${person.role}`)}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Answer>
      <SignInError error={signIn.error} />
    </SectionCard>
  );
}

function Passkey() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signIn = useSignIn(signInWithPasskey, (answer) => navigate({ to: landingOf(answer) }));
  return (
    <SectionCard title={t("signIn.passkeyTitle")}>
      <p className={classes.help}>{t("signIn.passkeyHelp")}</p>
      <Button loading={signIn.isPending} onClick={() => signIn.mutate()}>
        {t("signIn.passkey")}
      </Button>
      <SignInError error={signIn.error} />
    </SectionCard>
  );
}

function Invitation() {
  const { t } = useTranslation();
  const [code, setCode] = useState(takeInvitation);
  const [recoveryCodes, show] = useState<readonly string[] | null>(null);
  const signUpOnce = useSignIn(async (invitation: string) => {
    const answer = await signUp(invitation);
    show(answer.recoveryCodes);
  });
  return (
    <SectionCard title={t("signIn.invitationTitle")}>
      {recoveryCodes === null ? (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            signUpOnce.mutate(code);
          }}
        >
          <TextInput
            label={t("signIn.invitation")}
            description={t("signIn.invitationHelp")}
            value={code}
            autoComplete="off"
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" disabled={code.trim() === ""} loading={signUpOnce.isPending}>
            {t("signIn.signUp")}
          </Button>
          <SignInError error={signUpOnce.error} />
        </form>
      ) : (
        <Alert color="yellow" title={t("signIn.recoveryCodes")}>
          <p className={classes.help}>{t("signIn.recoveryCodesHelp")}</p>
          <ul className={classes.codes}>
            {recoveryCodes.map((one) => (
              <li key={one}>
                <code>{one}</code>
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </SectionCard>
  );
}

function Recovery() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const signIn = useSignIn(signInWithRecoveryCode, (answer) => navigate({ to: landingOf(answer) }));
  return (
    <SectionCard title={t("signIn.recoveryTitle")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate(code);
        }}
      >
        <TextInput
          label={t("signIn.recoveryCode")}
          description={t("signIn.recoveryHelp")}
          value={code}
          autoComplete="off"
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          disabled={code.trim() === ""}
          loading={signIn.isPending}
        >
          {t("signIn.recover")}
        </Button>
        <SignInError error={signIn.error} />
      </form>
    </SectionCard>
  );
}
