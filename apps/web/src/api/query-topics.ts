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
  | "ledger"
  | "health"
  | "market"
  | "members"
  | "month-end"
  | "audit";

const TOPICS_BY_EVENT: Record<LiveEvent["type"], readonly QueryTopic[]> = {
  slot: ["slots", "totals", "accounts", "household", "status", "health", "market", "month-end"],
  period: ["slots", "accounts", "household", "status", "health", "members", "month-end"],
  member: ["communities", "accounts", "household", "status", "health", "members", "audit"],
  device: ["communities", "status", "health", "members", "audit"],
  refusal: ["refusals", "status", "health"],
  ledger: ["ledger", "accounts", "status", "health", "members"],
};

function isEventType(type: string): type is LiveEvent["type"] {
  return Object.hasOwn(TOPICS_BY_EVENT, type);
}

/** The answers that an event makes out of date; all of them when the event is of an unknown type. */
export function topicsTouchedBy(eventType: string): readonly QueryTopic[] {
  if (isEventType(eventType)) return TOPICS_BY_EVENT[eventType];
  return [...new Set(Object.values(TOPICS_BY_EVENT).flat())];
}
