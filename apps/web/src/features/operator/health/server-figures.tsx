import type { CommunityHealth } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { KeyFigures } from "../../../components/key-figures.js";
import { SectionCard } from "../../../components/section-card.js";
import { MISSING } from "../../../format/formats.js";
import { useFormats } from "../../../format/formats-context.js";

const BYTES_PER_MEGABYTE = 1_000_000;

/** How the ledger, the database and the queues are doing, in numbers. */
export function ServerFigures({ health }: { health: CommunityHealth }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { ledger, database, queue, openDemands, setbacks } = health;
  const count = (key: string, label: string, number: number, isTrouble = false) => ({
    ...{ key, label, isTrouble },
    value: <span data-figure={key}>{formats.count(number)}</span>,
  });
  const minutes = ledger.behindSeconds === null ? null : Math.round(ledger.behindSeconds / 60);
  return (
    <SectionCard title={t("health.serverTitle")}>
      <KeyFigures
        figures={[
          {
            key: "ledger",
            label: t("health.ledger"),
            value: ledger.isUp ? t("health.up") : t("health.down"),
            isTrouble: !ledger.isUp,
          },
          count("block", t("health.block"), ledger.block),
          {
            key: "behind",
            label: t("health.behind"),
            value:
              minutes === null
                ? MISSING
                : t("health.minutes", { count: minutes, number: formats.count(minutes) }),
          },
          count("waiting", t("health.waiting"), ledger.waiting),
          {
            key: "oldestWaiting",
            label: t("health.oldestWaiting"),
            value:
              ledger.oldestWaiting === null
                ? MISSING
                : formats.dayAndTime(Date.parse(ledger.oldestWaiting)),
          },
          count("scheduled", t("health.scheduled"), ledger.scheduled),
          count("failed", t("health.failed"), ledger.failedOpen, ledger.failedOpen > 0),
          count("demands", t("health.demands"), openDemands),
          count("setbacks", t("health.setbacks"), setbacks),
        ]}
      />
      <KeyFigures
        figures={[
          { key: "database", label: t("health.database"), value: database.engine },
          {
            key: "roundTrip",
            label: t("health.roundTrip"),
            value: t("health.milliseconds", { ms: `${database.roundTripMs}` }),
          },
          {
            key: "size",
            label: t("health.size"),
            value: t("health.megabytes", {
              size: formats.count(Math.round(database.sizeBytes / BYTES_PER_MEGABYTE)),
            }),
          },
          count("posts", t("health.posts"), queue.orders + queue.readings),
          count("outbox", t("health.outbox"), queue.outbox),
          count("foreign", t("health.foreign"), queue.foreign),
          count("unread", t("health.unread"), queue.unreadBlocks),
          count("inbox", t("health.inbox"), queue.inboxOrders),
        ]}
      />
    </SectionCard>
  );
}
