import { Button } from "@mantine/core";
import { type ListedMember, printInvitationLink } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { inviteHousehold } from "../../../api/members-api.js";
import { useMemberWrite } from "../../../api/members-queries.js";
import { AnswerError } from "../../../components/answer.js";
import classes from "./members.module.css";
import { OneTimeLink } from "./one-time-link.js";

/** Lets a household's people sign in: each makes a passkey with a code of its own. */
export function InviteHousehold({ slug, member }: { slug: string; member: ListedMember }) {
  const { t } = useTranslation();
  const invite = useMemberWrite(() => inviteHousehold(slug, member.account));
  return (
    <>
      <p className={classes.help}>{t("members.invite.text")}</p>
      <Button variant="default" loading={invite.isPending} onClick={() => invite.mutate(undefined)}>
        {t("members.invite.issue")}
      </Button>
      {invite.error !== null && <AnswerError error={invite.error} refetch={invite.reset} />}
      {invite.data !== undefined && (
        <OneTimeLink
          link={printInvitationLink({ server: window.location.origin, code: invite.data.code })}
          code={invite.data.code}
          expiresAt={invite.data.expiresAt}
          title={t("members.invite.picture", { name: member.name })}
          help={t("members.invite.help")}
        />
      )}
    </>
  );
}
