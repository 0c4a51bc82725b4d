import { expect, test } from "vitest";
import { collectTopics } from "./collect-topics.js";
import { topicsTouchedBy } from "./query-topics.js";

test("serves the first event at once and the rest together after the interval", () => {
  const flushed: string[][] = [];
  const timers: (() => void)[] = [];
  const collect = collectTopics({
    everyMs: 1000,
    flush: (topics) => flushed.push([...topics].sort()),
    later: (run) => timers.push(run),
  });
  collect(["slots"]);
  collect(["ledger", "slots"]);
  collect(["ledger", "totals"]);
  expect(flushed).toEqual([["slots"]]);
  timers.shift()?.();
  expect(flushed).toEqual([["slots"], ["ledger", "slots", "totals"]]);
  timers.shift()?.();
  expect(flushed).toHaveLength(2);
  collect(["accounts"]);
  expect(flushed).toHaveLength(3);
});

test("an event of an unknown type makes everything out of date", () => {
  expect(topicsTouchedBy("refusal")).toEqual(["refusals", "status", "health"]);
  expect(topicsTouchedBy("something-new")).toContain("slots");
  expect(topicsTouchedBy("something-new")).toContain("ledger");
});
