import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/formats-context.js";
import type { TermField } from "./rule-terms.js";

/** Writes a term's value with its unit. */
export function useFieldText(): (field: TermField, value: string) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return (field, value) => {
    if (field === "openSlots") {
      return t("market.slotCount", { count: Number(value), slots: formats.count(value) });
    }
    if (field === "meteringDeadlineMinutes") {
      return t("market.minutes", { count: Number(value), minutes: formats.count(value) });
    }
    return t("market.perKwh", { price: formats.price(value) });
  };
}
