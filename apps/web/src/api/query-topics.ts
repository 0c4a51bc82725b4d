import type { LiveEvent } from "@pumasi/protocol";

/** What the page asks the server for; each is the first part of its query's key. */
export type QueryTopic =
  | "communities"
  | "clock"
  | "status"
  | "slots"
  | "totals"
  | "accounts"
  | "refusals"
  | "household"
  | "ledger";

const TOPICS_BY_EVENT: Record<LiveEvent["type"], readonly QueryTopic[]> = {
  slot: ["slots", "totals", "accounts", "household", "status"],
  period: ["slots", "accounts", "household", "status"],
  member: ["communities", "accounts", "household", "status"],
  device: ["communities", "status"],
  refusal: ["refusals", "status"],
  ledger: ["ledger", "accounts", "status"],
};

function isEventType(type: string): type is LiveEvent["type"] {
  return Object.hasOwn(TOPICS_BY_EVENT, type);
}

/** The answers that an event makes out of date; all of them when the event is of an unknown type. */
export function topicsTouchedBy(eventType: string): readonly QueryTopic[] {
  if (isEventType(eventType)) return TOPICS_BY_EVENT[eventType];
  return [...new Set(Object.values(TOPICS_BY_EVENT).flat())];
}
