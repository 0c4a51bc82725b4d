import { Drawer } from "@mantine/core";
import type { ListedMember } from "@pumasi/protocol";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { KeyFigures } from "../../../components/key-figures.js";
import { useFormats } from "../../../format/formats-context.js";
import { CreditLimit } from "./credit-limit.js";
import { EndMembership } from "./end-membership.js";
import { Gateways } from "./gateways.js";
import { InviteHousehold } from "./invite-household.js";
import { Span, State } from "./member-table.js";
import classes from "./members.module.css";

interface MemberDrawerProps {
  slug: string;
  /** Null: closed. */
  member: ListedMember | null;
  close: () => void;
}

/** One member and all that an operator can do with it. */
export function MemberDrawer({ slug, member, close }: MemberDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={member !== null}
      onClose={close}
      position="right"
      size="lg"
      title={member?.name ?? ""}
      closeButtonProps={{ "aria-label": t("members.close") }}
    >
      {member !== null && <Content key={member.member} slug={slug} member={member} />}
    </Drawer>
  );
}

function Content({ slug, member }: { slug: string; member: ListedMember }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const hasEnd = member.untilSlot !== null;
  const figures = [
    { key: "state", label: t("members.stateTitle"), value: <State state={member.state} /> },
    { key: "pod", label: t("members.pod"), value: member.pod },
    { key: "account", label: t("members.account"), value: `${member.account}` },
    { key: "meter", label: t("members.meter"), value: `${member.meter}` },
    { key: "span", label: t("members.span"), value: <Span member={member} /> },
    { key: "limit", label: t("members.creditLimit"), value: formats.money(member.creditLimit) },
    { key: "balance", label: t("members.balance"), value: formats.exactMoney(member.balance) },
    { key: "buy", label: t("members.buyBelow"), value: formats.price(member.wish.buyBelow) },
    { key: "sell", label: t("members.sellAbove"), value: formats.price(member.wish.sellAbove) },
  ];
  return (
    <div className={classes.drawer}>
      <KeyFigures figures={figures} />
      <Part title={t("members.gateway.title")}>
        <Gateways slug={slug} member={member} />
      </Part>
      <Part title={t("members.invite.title")}>
        <InviteHousehold slug={slug} member={member} />
      </Part>
      <Part title={t("members.limit.title")}>
        <CreditLimit key={member.creditLimit} slug={slug} member={member} />
      </Part>
      <Part title={t("members.end.title")}>
        {hasEnd ? (
          <p className={classes.help}>{t("members.end.hasEnd")}</p>
        ) : (
          <EndMembership slug={slug} member={member} />
        )}
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h3 className={classes.partTitle}>{title}</h3>
      {children}
    </section>
  );
}
