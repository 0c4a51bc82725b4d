import type { AuditEntry } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import en from "../../../i18n/audit.en.json" with { type: "json" };

type KnownAction = keyof typeof en.audit.actions;

const isKnown = (key: string): key is KnownAction => Object.hasOwn(en.audit.actions, key);

/** How the audit trail names whoever sends the operator's token, and gateways. */
const TOKEN_HOLDER = "operator token";
const DEVICE = "device";

/** What people call an action and whoever did it; an action that has no name here goes by the trail's own word. */
export function useEntryNames() {
  const { t } = useTranslation();
  return {
    actionName: (action: string) => {
      const key = action.replaceAll(" ", "-");
      return isKnown(key) ? t(`audit.actions.${key}`) : action;
    },
    whoName: ({ who, role, name }: Pick<AuditEntry, "who" | "role" | "name">) => {
      if (who === TOKEN_HOLDER) return t("audit.token");
      if (who === DEVICE) return t("audit.device");
      if (role === null) return who;
      return `${name ?? t("audit.unnamed")} (${t(`audit.role.${role}`)})`;
    },
  };
}
