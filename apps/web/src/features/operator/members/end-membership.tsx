import { TextInput } from "@mantine/core";
import type { ListedMember } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { endMembership } from "../../../api/members-api.js";
import { useMemberWrite } from "../../../api/members-queries.js";
import { Notice } from "../../../components/notice.js";
import { useCommunity } from "../../shell/community-context.js";
import { ConfirmedAction } from "./confirmed-action.js";
import classes from "./members.module.css";
import { slotOfDay } from "./slot-of-day.js";
import { useSlotDay } from "./use-slot-day.js";

/** Ends a membership, from a local day on or as early as can be. */
export function EndMembership({ slug, member }: { slug: string; member: ListedMember }) {
  const { t } = useTranslation();
  const dayOf = useSlotDay();
  const { timeZone, slotSeconds } = useCommunity();
  const [day, choose] = useState("");
  const untilSlot = day === "" ? null : slotOfDay(day, timeZone, slotSeconds);
  const end = useMemberWrite((key: string) => endMembership(slug, member.member, untilSlot, key));
  if (end.data !== undefined && end.data.untilSlot !== null) {
    const from = dayOf(end.data.untilSlot);
    return <Notice tone="good">{t("members.end.done", { from })}</Notice>;
  }
  const from =
    untilSlot === null
      ? t("members.end.earliest")
      : t("members.end.from", { from: dayOf(untilSlot) });
  return (
    <div className={classes.form}>
      <TextInput
        type="date"
        label={t("members.end.day")}
        description={t("members.end.dayHelp", { timeZone })}
        value={day}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <ConfirmedAction
        label={t("members.end.do")}
        consequence={
          <>
            <p>{from}</p>
            <p>{t("members.end.text")}</p>
          </>
        }
        isDestructive
        action={end}
        run={() => end.mutate(crypto.randomUUID())}
      />
    </div>
  );
}
