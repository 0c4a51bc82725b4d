import { createEventParser, type ServerSentMessage } from "./event-parser.js";

export type ConnectionState = "connecting" | "live" | "reconnecting";

export interface FollowEventsOptions {
  /** Opens the stream; the id is that of the last message seen, null before the first. */
  open: (lastEventId: string | null, signal: AbortSignal) => Promise<Response>;
  onMessage: (message: ServerSentMessage) => void;
  onState: (state: ConnectionState) => void;
  /** Waits so many milliseconds, or less when the signal aborts. */
  wait: (milliseconds: number, signal: AbortSignal) => Promise<undefined>;
  signal: AbortSignal;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** The server writes a comment every 15 seconds; after three missed ones the line is dead. */
const LONGEST_SILENCE_MS = 45_000;

/** The pause before attempt number `failures` + 1: it doubles from half a second to a quarter minute. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1));
}

/**
 * Follows a server-sent event stream until the signal aborts, and resumes after the last message
 * seen when the connection breaks. EventSource is not used because it gives up for good when a
 * restarting server answers with an error, and then forgets the last id.
 */
export async function followEvents(options: FollowEventsOptions): Promise<void> {
  const { open, onState, wait, signal } = options;
  let lastEventId: string | null = null;
  let failures = 0;
  onState("connecting");
  while (!signal.aborted) {
    try {
      const response = await open(lastEventId, signal);
      if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
      onState("live");
      failures = 0;
      await readMessages(response.body, options, (message) => {
        lastEventId = message.id ?? lastEventId;
        options.onMessage(message);
      });
    } catch {
      // Whatever broke the stream, the answer is the same: wait and resume.
    }
    if (signal.aborted) return;
    failures += 1;
    onState("reconnecting");
    await wait(pauseAfter(failures), signal);
  }
}

/** Reads until the stream ends, or until it has been silent for so long that it must be dead. */
async function readMessages(
  body: ReadableStream<Uint8Array>,
  { wait, signal }: Pick<FollowEventsOptions, "wait" | "signal">,
  onMessage: (message: ServerSentMessage) => void,
): Promise<void> {
  const parse = createEventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const heard = new AbortController();
      const silence = wait(LONGEST_SILENCE_MS, AbortSignal.any([signal, heard.signal]));
      const piece = await Promise.race([reader.read(), silence]);
      heard.abort();
      if (piece === undefined || piece.done) return;
      const { value } = piece;
      for (const message of parse(decoder.decode(value, { stream: true }))) onMessage(message);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
