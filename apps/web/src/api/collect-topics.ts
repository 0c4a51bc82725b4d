import type { QueryTopic } from "./query-topics.js";

interface CollectTopicsOptions {
  /** At most one flush in this many milliseconds. */
  everyMs: number;
  flush: (topics: ReadonlySet<QueryTopic>) => void;
  /** Runs a function later; the browser's setTimeout, or a test's own. */
  later: (run: () => void, milliseconds: number) => void;
}

/**
 * Collects what became out of date and asks again at most once per interval, because a
 * fast-forwarded market can send hundreds of events a second. The first event is served at once.
 */
export function collectTopics({ everyMs, flush, later }: CollectTopicsOptions) {
  let pending = new Set<QueryTopic>();
  let resting = false;

  function serve(): void {
    if (pending.size === 0) {
      resting = false;
      return;
    }
    const topics = pending;
    pending = new Set();
    resting = true;
    later(serve, everyMs);
    flush(topics);
  }

  return (topics: readonly QueryTopic[]): void => {
    for (const topic of topics) pending.add(topic);
    if (!resting) serve();
  };
}
