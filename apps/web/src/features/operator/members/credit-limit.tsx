import { Button, TextInput } from "@mantine/core";
import type { ListedMember } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { setCreditLimit } from "../../../api/members-api.js";
import { useMemberWrite } from "../../../api/members-queries.js";
import { AnswerError } from "../../../components/answer.js";
import { useFormats } from "../../../format/formats-context.js";
import { useCommunity } from "../../shell/community-context.js";
import { cellRefusal, isBelow } from "./cell-refusal.js";
import { ConfirmedAction } from "./confirmed-action.js";
import classes from "./members.module.css";

/** How much a member may owe. A lower limit can keep it from trading, so that is asked for once more. */
export function CreditLimit({ slug, member }: { slug: string; member: ListedMember }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { currency } = useCommunity();
  const [typed, type] = useState(member.creditLimit);
  const limit = typed.trim();
  const refusal = cellRefusal("creditLimit", typed);
  const save = useMemberWrite((key: string) =>
    setCreditLimit(slug, { account: member.account, creditLimit: limit }, key),
  );
  const isUnchanged = limit === member.creditLimit;
  const isLower = refusal === null && isBelow(limit, member.creditLimit);
  const run = () => save.mutate(crypto.randomUUID());
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (refusal === null && !isUnchanged && !isLower) run();
      }}
    >
      <TextInput
        label={t("members.limit.label", { currency })}
        description={t("members.limit.help")}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        error={refusal === null ? null : t(`members.cell.${refusal}`)}
        onChange={(event) => type(event.currentTarget.value)}
      />
      {isLower ? (
        <ConfirmedAction
          label={t("members.limit.lower", { limit: formats.money(limit) })}
          consequence={t("members.limit.lowerText")}
          isDestructive
          action={save}
          run={run}
        />
      ) : (
        <>
          <Button
            type="submit"
            variant="default"
            disabled={refusal !== null || isUnchanged}
            loading={save.isPending}
          >
            {t("members.limit.save")}
          </Button>
          {save.error !== null && <AnswerError error={save.error} refetch={save.reset} />}
        </>
      )}
    </form>
  );
}
