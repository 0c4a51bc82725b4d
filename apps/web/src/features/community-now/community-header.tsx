import { NativeSelect } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import type { CommunityDescription } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import type { ConnectionState } from "../../api/follow-events.js";
import { useSlots } from "../../api/queries.js";
import { useFormats } from "../../format/formats-context.js";
import { communitySearch } from "./choose-community.js";
import classes from "./community-header.module.css";
import { MarketClock } from "./market-clock.js";
import { ReaderChoices } from "./reader-choices.js";

interface CommunityHeaderProps {
  community: CommunityDescription;
  communities: readonly CommunityDescription[];
  connection: ConnectionState;
}

/** Whose page this is, what time it is in the market, and how fresh the page is. */
export function CommunityHeader({ community, communities, connection }: CommunityHeaderProps) {
  const { t } = useTranslation();
  return (
    <header className={classes.header}>
      <div className={classes.inner}>
        <img className={classes.mark} src="/favicon.svg" alt="" width={36} height={36} />
        <div className={classes.names}>
          <span className={classes.product}>Pumasi</span>
          <h1 className={classes.name}>{community.name}</h1>
        </div>
        <div className={classes.state}>
          <MarketClock />
          <Freshness community={community} connection={connection} />
        </div>
        <div className={classes.choices}>
          {communities.length > 1 && (
            <NativeSelect
              size="xs"
              aria-label={t("page.community")}
              value={community.slug}
              data={communities.map(({ slug, name }) => ({ value: slug, label: name }))}
              onChange={(event) => {
                window.location.search = communitySearch(event.currentTarget.value);
              }}
            />
          )}
          <ReaderChoices />
        </div>
      </div>
    </header>
  );
}

function Freshness({
  community,
  connection,
}: Pick<CommunityHeaderProps, "community" | "connection">) {
  const { t } = useTranslation();
  const formats = useFormats();
  const asOf = useSlots(community).data?.asOf;
  const { online } = useNetwork();
  const state = online || connection === "live" ? connection : "offline";
  return (
    <div className={classes.freshness}>
      <span className={classes.connection} data-state={state} role="status">
        {t(`header.connection.${state}`)}
      </span>
      <span>
        {asOf === undefined
          ? t("header.dataUntilUnknown")
          : t("header.dataUntil", { time: formats.dayAndTime(Date.parse(asOf)) })}
      </span>
    </div>
  );
}
