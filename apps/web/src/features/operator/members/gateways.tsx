import { Button } from "@mantine/core";
import { type ListedMember, printEnrolmentLink } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { issueEnrolmentCode, revokeDevice } from "../../../api/members-api.js";
import { useMemberWrite } from "../../../api/members-queries.js";
import { AnswerError } from "../../../components/answer.js";
import { Notice } from "../../../components/notice.js";
import { ConfirmedAction } from "./confirmed-action.js";
import classes from "./members.module.css";
import { OneTimeLink } from "./one-time-link.js";
import { useSlotDay } from "./use-slot-day.js";

interface GatewaysProps {
  slug: string;
  member: ListedMember;
}

/** The member's devices, each of which can be revoked, and a one-time code for the next. */
export function Gateways({ slug, member }: GatewaysProps) {
  const { t } = useTranslation();
  const issue = useMemberWrite((key: string) => issueEnrolmentCode(slug, member.member, key));
  return (
    <>
      {member.devices.length === 0 && <p className={classes.help}>{t("members.gateway.none")}</p>}
      <ul className={classes.list}>
        {member.devices.map((device) => (
          <li key={device.device}>
            <Device slug={slug} device={device} />
          </li>
        ))}
      </ul>
      {member.untilSlot === null && (
        <Button
          variant={member.state === "without-gateway" ? "filled" : "default"}
          loading={issue.isPending}
          onClick={() => issue.mutate(crypto.randomUUID())}
        >
          {t("members.gateway.issue")}
        </Button>
      )}
      {issue.error !== null && <AnswerError error={issue.error} refetch={issue.reset} />}
      {issue.data !== undefined && (
        <OneTimeLink
          link={printEnrolmentLink({
            ...{ server: window.location.origin, community: slug, code: issue.data.code },
          })}
          code={issue.data.code}
          expiresAt={issue.data.expiresAt}
          title={t("members.gateway.picture", { name: member.name })}
          help={t("members.gateway.help")}
        />
      )}
    </>
  );
}

function Device({ slug, device }: { slug: string; device: ListedMember["devices"][number] }) {
  const { t } = useTranslation();
  const dayOf = useSlotDay();
  const { device: address, fromSlot, untilSlot } = device;
  const revoke = useMemberWrite((key: string) => revokeDevice(slug, address, key));
  const until = revoke.data?.untilSlot ?? untilSlot;
  return (
    <div className={classes.device} data-device={address}>
      <code className={classes.text}>{address}</code>
      <span className={classes.help}>
        {until === null
          ? t("members.deviceSince", { from: dayOf(fromSlot) })
          : t("members.deviceUntil", { from: dayOf(fromSlot), until: dayOf(until) })}
      </span>
      {revoke.data !== undefined && (
        <Notice tone="good">
          {t("members.gateway.revoked", { from: dayOf(revoke.data.untilSlot) })}
        </Notice>
      )}
      {until === null && (
        <ConfirmedAction
          label={t("members.gateway.revoke")}
          consequence={t("members.gateway.revokeText")}
          isDestructive
          action={revoke}
          run={() => revoke.mutate(crypto.randomUUID())}
        />
      )}
    </div>
  );
}
