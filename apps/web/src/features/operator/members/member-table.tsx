import { Button } from "@mantine/core";
import type { ListedMember } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { PlainTable, type TableColumn } from "../../../components/plain-table.js";
import { MISSING } from "../../../format/formats.js";
import { useFormats } from "../../../format/formats-context.js";
import { shortHex } from "../../../format/short-hex.js";
import classes from "./members.module.css";
import { useSlotDay } from "./use-slot-day.js";

interface MemberTableProps {
  members: readonly ListedMember[];
  open: (member: ListedMember) => void;
}

/** A row a member; the name opens it. */
export function MemberTable({ members, open }: MemberTableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const columns: TableColumn[] = [
    { key: "name", title: t("members.name") },
    { key: "state", title: t("members.stateTitle") },
    { key: "pod", title: t("members.pod") },
    { key: "account", title: t("members.account"), isNumber: true },
    { key: "meter", title: t("members.meter"), isNumber: true },
    { key: "creditLimit", title: t("members.creditLimit"), isNumber: true },
    { key: "balance", title: t("members.balance"), isNumber: true },
    { key: "span", title: t("members.span") },
    { key: "devices", title: t("members.devices") },
    { key: "buyBelow", title: t("members.buyBelow"), isNumber: true },
    { key: "sellAbove", title: t("members.sellAbove"), isNumber: true },
  ];
  const rows = members.map((member) => ({
    key: `${member.member}`,
    cells: [
      <Button
        key="open"
        variant="subtle"
        size="compact-sm"
        className={classes.name ?? ""}
        data-member={member.account}
        onClick={() => open(member)}
      >
        {member.name}
      </Button>,
      <State key="state" state={member.state} />,
      member.pod,
      `${member.account}`,
      `${member.meter}`,
      formats.money(member.creditLimit),
      <span key="balance" data-balance={member.account}>
        {formats.money(member.balance)}
      </span>,
      <Span key="span" member={member} />,
      <Devices key="devices" member={member} />,
      formats.price(member.wish.buyBelow),
      formats.price(member.wish.sellAbove),
    ],
  }));
  return <PlainTable caption={t("members.caption")} columns={columns} rows={rows} />;
}

/** What state a membership is in: in words and by a sign, never by colour alone. */
export function State({ state }: { state: ListedMember["state"] }) {
  const { t } = useTranslation();
  return (
    <span className={classes.state} data-state={state}>
      {t(`members.state.${state}`)}
    </span>
  );
}

/** From when to when it is a member; it begins with its first gateway. */
export function Span({ member }: { member: ListedMember }) {
  const { t } = useTranslation();
  const dayOf = useSlotDay();
  const { fromSlot, untilSlot } = member;
  const from = fromSlot === null ? t("members.notBegun") : dayOf(fromSlot);
  if (untilSlot === null) return <>{`${from} –`}</>;
  return <>{`${from} – ${dayOf(untilSlot)}`}</>;
}

function Devices({ member }: { member: ListedMember }) {
  const { t } = useTranslation();
  const dayOf = useSlotDay();
  if (member.devices.length === 0) return <>{MISSING}</>;
  return (
    <ul className={classes.devices}>
      {member.devices.map(({ device, fromSlot, untilSlot }) => (
        <li key={device}>
          <code>{shortHex(device)}</code>{" "}
          {untilSlot === null
            ? t("members.deviceSince", { from: dayOf(fromSlot) })
            : t("members.deviceUntil", { from: dayOf(fromSlot), until: dayOf(untilSlot) })}
        </li>
      ))}
    </ul>
  );
}
