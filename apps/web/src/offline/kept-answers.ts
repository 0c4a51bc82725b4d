import { dehydrate, hydrate, type Query, type QueryClient } from "@tanstack/react-query";
import type { QueryTopic } from "../api/query-topics.js";

const STORAGE_KEY = "pumasi-answers";
const SAVE_EVERY_MS = 2_000;
const LONGEST_KEPT_MS = 7 * 86_400_000;

/** What a household looks at; nothing that tells of other people stays on a device. */
const KEPT: readonly unknown[] = [
  "session",
  "communities",
  "slots",
  "totals",
  "household",
] satisfies (QueryTopic | "session")[];

export interface KeptAnswersOptions {
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Answers are kept for the build that understood them. */
  build: string;
  now: () => number;
}

/**
 * Keeps the newest answers on the device, so that the page opens with them when there is no network, each with the market
 * instant up to which it is true. They are forgotten after a week, with another build, and when the person signs out or is
 * signed out.
 */
export function keepAnswers(client: QueryClient, options: KeptAnswersOptions): void {
  restore(client, options);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const saveLater = (milliseconds: number) => {
    timer ??= setTimeout(() => {
      timer = null;
      save(client, options);
    }, milliseconds);
  };
  client.getQueryCache().subscribe((event) => {
    const { query } = event;
    if (!isKept(query)) return;
    if (event.type === "removed") {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      saveLater(0);
    }
    if (event.type === "updated" && event.action.type === "success") {
      if (hasEnded(query)) client.removeQueries({ queryKey: ["household"] });
      saveLater(SAVE_EVERY_MS);
    }
  });
}

const isKept = ({ queryKey: [topic] }: Query) => KEPT.includes(topic);

/** Whether it is the answer that nobody is signed in. */
function hasEnded({ queryKey: [topic], state }: Query): boolean {
  const data = state.data as { session?: unknown } | undefined;
  return topic === "session" && data?.session === null;
}

function restore(client: QueryClient, { storage, build, now }: KeptAnswersOptions): void {
  try {
    const kept = JSON.parse(storage.getItem(STORAGE_KEY) ?? "null");
    if (kept?.build === build && now() - kept.savedAt < LONGEST_KEPT_MS) {
      hydrate(client, kept.answers);
      return;
    }
  } catch {
    // What cannot be read is as good as nothing.
  }
  storage.removeItem(STORAGE_KEY);
}

function save(client: QueryClient, { storage, build, now }: KeptAnswersOptions): void {
  const answers = dehydrate(client, {
    shouldDehydrateQuery: (query) => isKept(query) && query.state.data !== undefined,
    shouldDehydrateMutation: () => false,
  });
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify({ build, savedAt: now(), answers }));
  } catch {
    // A full storage: better nothing than half.
    storage.removeItem(STORAGE_KEY);
  }
}
