import { Button } from "@mantine/core";
import type { SignedIn } from "@pumasi/protocol";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession, useSignIn } from "../../api/household-queries.js";
import { fetchPasskeys, signOut } from "../../api/session-api.js";
import { Answer } from "../../components/answer.js";
import { SectionCard } from "../../components/section-card.js";
import { useFormats } from "../../format/formats-context.js";
import { addTexts } from "../../i18n/add-texts.js";
import en from "../../i18n/sign-in-ways.en.json" with { type: "json" };
import ko from "../../i18n/sign-in-ways.ko.json" with { type: "json" };
import { Passkeys } from "./passkeys.js";
import { RecoveryCodes } from "./recovery-codes.js";
import classes from "./sign-in-ways.module.css";

addTexts({ en, ko });

/** How whoever is signed in comes in: passkeys, recovery codes, and the way out. */
export function SignInWaysPage() {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <Answer state={session} height={300} isEmpty={() => false} emptyText="">
      {({ session: own }) =>
        own === null ? (
          <SectionCard title={t("signInWays.title")}>
            <p>{t("signInWays.nobody")}</p>
            <Link to="/sign-in">{t("nav.signIn")}</Link>
          </SectionCard>
        ) : (
          <Ways key={own.person} session={own} />
        )
      }
    </Answer>
  );
}

function Ways({ session }: { session: SignedIn }) {
  const { t } = useTranslation();
  const isDemo = session.signedInBy === "demo";
  const passkeys = useQuery({
    queryKey: ["passkeys", session.person],
    queryFn: ({ signal }) => fetchPasskeys(signal),
  });
  return (
    <>
      <SectionCard title={t("signInWays.title")}>
        <Who session={session} />
      </SectionCard>
      <SectionCard title={t("signInWays.passkeys.title")}>
        <p className={classes.text}>{t("signInWays.passkeys.text")}</p>
        <Answer state={passkeys} height={140} isEmpty={() => false} emptyText="">
          {(answer) => (
            <Passkeys person={session.person} passkeys={answer.passkeys} isDemo={isDemo} />
          )}
        </Answer>
      </SectionCard>
      <SectionCard title={t("signInWays.codes.title")}>
        <p className={classes.text}>{t("signInWays.codes.text")}</p>
        <Answer state={passkeys} height={100} isEmpty={() => false} emptyText="">
          {({ recoveryCodesLeft }) => (
            <RecoveryCodes person={session.person} left={recoveryCodesLeft} isDemo={isDemo} />
          )}
        </Answer>
      </SectionCard>
    </>
  );
}

function Who({ session: { name, role, signedInBy, expiresAt } }: { session: SignedIn }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const leave = useSignIn(signOut, () => navigate({ to: "/sign-in" }));
  return (
    <>
      <p className={classes.text}>
        {t("signInWays.who", {
          name,
          role: t(`signIn.role.${role}`),
          by: t(`signInWays.by.${signedInBy}`),
          until: formats.fullDateAndTime(Date.parse(expiresAt)),
        })}
      </p>
      <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t("nav.signOut")}
      </Button>
    </>
  );
}
