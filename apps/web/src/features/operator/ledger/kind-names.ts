import { useTranslation } from "react-i18next";
import en from "../../../i18n/ledger-page.en.json" with { type: "json" };

type KnownKind = keyof typeof en.ledgerPage.kind;

const isKnown = (kind: string): kind is KnownKind => Object.hasOwn(en.ledgerPage.kind, kind);

/** What an action of the outbox is called; a contract's making goes by its own name. */
export function useKindName(): (kind: string) => string {
  const { t } = useTranslation();
  return (kind) => (isKnown(kind) ? t(`ledgerPage.kind.${kind}`) : kind);
}
