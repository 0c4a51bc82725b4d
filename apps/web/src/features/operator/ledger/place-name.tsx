import { slotStart } from "@pumasi/quantities";
import { useTranslation } from "react-i18next";
import { MISSING } from "../../../format/formats.js";
import { useFormats } from "../../../format/formats-context.js";
import { useCommunity } from "../../shell/community-context.js";

/** A slot by its local time and number, or a settlement period by its number. */
export function PlaceName({ slot, period }: { slot: number | null; period: number | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { slotSeconds } = useCommunity();
  if (slot !== null) {
    const start = formats.dayAndTime(slotStart(slot, slotSeconds));
    return <span title={t("ledgerPage.slot", { slot: `${slot}` })}>{start}</span>;
  }
  return period === null ? MISSING : t("ledgerPage.period", { period: `${period}` });
}
