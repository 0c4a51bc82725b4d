import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { collectTopics } from "./collect-topics.js";
import { communityPath } from "./community-api.js";
import { type ConnectionState, followEvents } from "./follow-events.js";
import { topicsTouchedBy } from "./query-topics.js";

/** Nobody reads a page that changes more often than this. */
const REFRESH_EVERY_MS = 1_000;

/** Keeps the community's queries fresh by its live events, and says how the connection is doing. */
export function useLiveUpdates(slug: string): ConnectionState {
  const queryClient = useQueryClient();
  const [state, setState] = useState<ConnectionState>("connecting");
  useEffect(() => {
    const stop = new AbortController();
    const collect = collectTopics({
      everyMs: REFRESH_EVERY_MS,
      later: (run, milliseconds) => setTimeout(run, milliseconds),
      flush: (topics) => {
        for (const topic of topics) void queryClient.invalidateQueries({ queryKey: [topic] });
      },
    });
    void followEvents({
      open: (lastEventId, signal) => openEvents(slug, lastEventId, signal),
      onMessage: (message) => collect(topicsTouchedBy(eventTypeOf(message))),
      onState: (next) => {
        setState(next);
        // What happened while nobody listened may be more than the server can send again.
        if (next === "live") void queryClient.invalidateQueries();
      },
      wait: pause,
      signal: stop.signal,
    });
    return () => stop.abort();
  }, [slug, queryClient]);
  return state;
}

function openEvents(slug: string, lastEventId: string | null, signal: AbortSignal) {
  return fetch(`${communityPath(slug)}/events`, {
    headers: {
      accept: "text/event-stream",
      ...(lastEventId === null ? {} : { "last-event-id": lastEventId }),
    },
    cache: "no-store",
    signal,
  });
}

/** The stream may name its events in the `event` field or only in the JSON they carry. */
function eventTypeOf(message: { type: string; data: string }): string {
  if (message.type !== "message") return message.type;
  try {
    const event: unknown = JSON.parse(message.data);
    const hasType = typeof event === "object" && event !== null && "type" in event;
    return hasType ? String(event.type) : message.type;
  } catch {
    return message.type;
  }
}

/** Waits, but no longer than until the network is back. */
function pause(milliseconds: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve(undefined);
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end, { once: true });
    window.addEventListener("online", end);
  });
}
