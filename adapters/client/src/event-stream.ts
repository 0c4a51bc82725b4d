import { type LiveEvent, liveEvent } from "@pumasi/protocol";
import { ApiAnswerInvalidError, ApiUnreachableError } from "./api-errors.js";
import type { ApiRequest, StreamTransport } from "./transport.js";

/** The data of each server-sent event in a text that comes in arbitrary pieces. */
export async function* splitEvents(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  let data: string[] = [];
  for await (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const raw of lines) {
      const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
      if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
      if (line !== "") continue;
      if (data.length > 0) yield data.join("\n");
      data = [];
    }
  }
}

/**
 * Reads live events until the connection ends, which is an ApiUnreachableError because the stream
 * has no end of its own. An event that does not fit its schema is an ApiAnswerInvalidError.
 */
export async function* readEvents(
  stream: StreamTransport | undefined,
  request: Pick<ApiRequest, "path" | "headers" | "signal">,
): AsyncGenerator<LiveEvent> {
  const name = { method: "GET", path: request.path };
  if (stream === undefined) throw new TypeError("this client was made without a stream transport");
  for await (const text of splitEvents(stream(request))) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new ApiAnswerInvalidError(name, "an event is not JSON", { cause });
    }
    const checked = liveEvent.safeParse(value);
    if (!checked.success) throw new ApiAnswerInvalidError(name, "an event has another shape");
    yield checked.data;
  }
  throw new ApiUnreachableError(name, "connection_lost", "the event stream ended");
}
