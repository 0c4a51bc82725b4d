import { Button, NativeSelect } from "@mantine/core";
import type { CommunityDescription, RulesTerms } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { useAnnounce } from "../../../api/market-queries.js";
import { useClock } from "../../../api/queries.js";
import { useFormats } from "../../../format/formats-context.js";
import { dayStarts, earliestStart } from "./announce-starts.js";
import classes from "./market.module.css";
import { RefusalNotice } from "./refusal-notice.js";

const SOON = "soon";

interface AnnounceFormProps {
  community: CommunityDescription;
  /** The terms that were previewed; null until they were. */
  terms: RulesTerms | null;
  announce: ReturnType<typeof useAnnounce>;
}

/** From when on the previewed terms are to hold, and the button that announces them. */
export function AnnounceForm({ community, terms, announce }: AnnounceFormProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const clock = useClock().data?.clock;
  const [start, setStart] = useState(SOON);
  if (clock === undefined) return null;
  const soonest = earliestStart(clock, community);
  const days = dayStarts(soonest, community.slotSeconds, formats.time);
  const nameOf = (slot: number) => formats.fullDateAndTime(slotStart(slot, community.slotSeconds));
  // A day that market time has gone past is not offered any more.
  const chosen = days.includes(Number(start)) ? Number(start) : soonest;
  return (
    <>
      <div className={classes.actions}>
        <NativeSelect
          label={t("market.startsFrom")}
          value={chosen === soonest ? SOON : `${chosen}`}
          onChange={({ currentTarget: { value } }) => setStart(value)}
          data={[
            { value: SOON, label: t("market.soonest", { from: nameOf(soonest) }) },
            ...days
              .filter((slot) => slot !== soonest)
              .map((slot) => ({ value: `${slot}`, label: nameOf(slot) })),
          ]}
        />
        <Button
          disabled={terms === null}
          loading={announce.isPending}
          onClick={() =>
            terms !== null && announce.mutate({ fromSlot: chosen, terms, key: crypto.randomUUID() })
          }
        >
          {t("market.announce")}
        </Button>
      </div>
      {terms === null && <p className={classes.help}>{t("market.previewFirst")}</p>}
      <div aria-live="polite">
        {announce.error !== null && <RefusalNotice error={announce.error} />}
      </div>
    </>
  );
}
