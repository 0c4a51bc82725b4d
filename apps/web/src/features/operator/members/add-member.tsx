import { Button, Modal, TextInput } from "@mantine/core";
import { MEMBER_COLUMNS, type MemberColumn, type MemberRow } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addMember } from "../../../api/members-api.js";
import { useMemberWrite } from "../../../api/members-queries.js";
import { AnswerError } from "../../../components/answer.js";
import { Notice } from "../../../components/notice.js";
import { useCommunity } from "../../shell/community-context.js";
import { cellRefusal } from "./cell-refusal.js";
import classes from "./members.module.css";

const EMPTY: MemberRow = { name: "", pod: "", creditLimit: "0", buyBelow: "", sellAbove: "" };

interface AddMemberProps {
  slug: string;
  isOpen: boolean;
  close: () => void;
}

/** Registers one household. */
export function AddMember({ slug, isOpen, close }: AddMemberProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t("members.add.title")}
      closeButtonProps={{ "aria-label": t("members.close") }}
    >
      <Form slug={slug} />
    </Modal>
  );
}

function Form({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const { currency } = useCommunity();
  const [row, setRow] = useState(EMPTY);
  const [touched, touch] = useState<ReadonlySet<MemberColumn>>(new Set());
  const add = useMemberWrite(async ({ key, member }: { key: string; member: MemberRow }) => {
    const { name, pod, creditLimit, buyBelow, sellAbove } = member;
    const wish = { buyBelow: buyBelow.trim(), sellAbove: sellAbove.trim() };
    const body = { name: name.trim(), pod: pod.trim(), creditLimit: creditLimit.trim(), wish };
    const added = await addMember(slug, body, key);
    setRow(EMPTY);
    touch(new Set());
    return added;
  });
  const refusals = MEMBER_COLUMNS.map(
    (column) => [column, cellRefusal(column, row[column])] as const,
  );
  const isGood = refusals.every(([, refusal]) => refusal === null);
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        touch(new Set(MEMBER_COLUMNS));
        if (isGood) add.mutate({ key: crypto.randomUUID(), member: row });
      }}
    >
      {refusals.map(([column, refusal]) => (
        <TextInput
          key={column}
          label={t(`members.column.${column}`, { currency })}
          description={t(`members.columnHelp.${column}`)}
          value={row[column]}
          required
          autoComplete="off"
          {...(column === "name" || column === "pod" ? {} : { inputMode: "decimal" as const })}
          error={refusal !== null && touched.has(column) ? t(`members.cell.${refusal}`) : null}
          onBlur={() => touch(new Set([...touched, column]))}
          onChange={(event) => setRow({ ...row, [column]: event.currentTarget.value })}
        />
      ))}
      <Button type="submit" loading={add.isPending}>
        {t("members.add.do")}
      </Button>
      {add.error !== null && <AnswerError error={add.error} refetch={add.reset} />}
      {add.data !== undefined && (
        <Notice tone="good">
          {t("members.add.done", { name: add.data.name, account: add.data.account })}
        </Notice>
      )}
    </form>
  );
}
