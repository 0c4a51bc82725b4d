import { describe, expect, test } from "vitest";
import { type ConnectionState, followEvents, pauseAfter } from "./follow-events.js";

const SILENCE_MS = 45_000;

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

describe("followEvents", () => {
  test("resumes after the last id when the stream ends, and after refusals", async () => {
    const answers = [
      () => new Response("id: 1\ndata: a\n\nid: 2\ndata: b\n\n"),
      () => new Response("down", { status: 503 }),
      () => new Response("id: 3\ndata: c\n\n"),
    ];
    const stop = new AbortController();
    const asked: (string | null)[] = [];
    const data: string[] = [];
    const states: ConnectionState[] = [];
    const pauses: number[] = [];
    await followEvents({
      open: async (lastEventId) => {
        asked.push(lastEventId);
        const answer = answers.shift();
        if (answer === undefined) throw new Error("no more answers");
        return answer();
      },
      onMessage: (message) => data.push(message.data),
      onState: (state) => states.push(state),
      wait: async (milliseconds, signal) => {
        if (milliseconds === SILENCE_MS) return untilAborted(signal);
        pauses.push(milliseconds);
        if (answers.length === 0) stop.abort();
        return undefined;
      },
      signal: stop.signal,
    });
    expect(asked).toEqual([null, "2", "2"]);
    expect(data).toEqual(["a", "b", "c"]);
    expect(states).toEqual([
      "connecting",
      "live",
      "reconnecting",
      "reconnecting",
      "live",
      "reconnecting",
    ]);
    expect(pauses).toEqual([500, 1000, 500]);
  });

  test("gives up a stream that has been silent for three keep-alives", async () => {
    const stop = new AbortController();
    const states: ConnectionState[] = [];
    let opened = 0;
    await followEvents({
      open: async () => {
        opened += 1;
        if (opened === 2) stop.abort();
        return new Response(new ReadableStream({ start() {} }));
      },
      onMessage: () => undefined,
      onState: (state) => states.push(state),
      wait: async () => undefined,
      signal: stop.signal,
    });
    expect(opened).toBe(2);
    expect(states).toEqual(["connecting", "live", "reconnecting", "live"]);
  });

  test("pauses longer and longer, up to a quarter minute", () => {
    expect([1, 2, 3, 5, 9, 100].map(pauseAfter)).toEqual([500, 1000, 2000, 8000, 15_000, 15_000]);
  });
});
