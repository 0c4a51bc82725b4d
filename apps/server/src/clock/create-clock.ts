import { type OpenDatabase, tables } from "@pumasi/database";
import type { CommunityState } from "../community/community-state.js";
import type { RunningServer } from "../running-server.js";
import type { ServerOptions } from "../server-options.js";
import type { Writer } from "../writer.js";
import { MarketClock } from "./market-clock.js";
import { resumeInstant } from "./resume-instant.js";

/** What the clock of a server moves. */
export interface ClockParts {
  open: OpenDatabase;
  writer: Writer;
  communities: ReadonlyMap<string, CommunityState>;
  parts: RunningServer["parts"];
}

/** Market time for a server: it moves every community's trading process and goes on where it stopped. */
export async function createClock(
  options: ServerOptions,
  start: number,
  { open, writer, communities, parts }: ClockParts,
): Promise<MarketClock> {
  const resumed = await resumeInstant(open.database, start);
  // An external ledger has not stood still while the server was down.
  const isRealTime = options.externalLedger !== null && !options.isReadOnly;
  const settings = {
    start: isRealTime ? Math.max(resumed, Date.now()) : resumed,
    speed: options.speed,
    wallNow: () => performance.now(),
  };
  return new MarketClock(settings, {
    async runDue() {
      for (const { process } of parts.values()) await process.runDue();
    },
    nextDue() {
      const dues = [...parts.values()].map(({ process }) => process.nextDue());
      const known = dues.filter((due) => due !== null);
      return known.length === 0 ? null : Math.min(...known);
    },
    activeDevices: () =>
      [...communities.values()].flatMap((state) =>
        state.activeDevices().map(({ device }) => device),
      ),
    isUnderWay: () =>
      !options.isReadOnly &&
      [...communities.values()].some(({ untilSlot }) => untilSlot !== null) &&
      [...parts.values()].some(({ process }) => !process.isDone(options.periods)),
    async persist(now) {
      if (options.isReadOnly) return;
      const { marketClock } = tables;
      await writer.write((tx) =>
        tx
          .insert(marketClock)
          .values({ id: 1, now })
          .onConflictDoUpdate({ target: marketClock.id, set: { now } }),
      );
    },
    onRest() {
      for (const { intake } of parts.values()) intake.schedule();
    },
    onFailure(error) {
      options.log.fatal({ err: error }, "the trading process failed");
      options.onFatal();
    },
  });
}
