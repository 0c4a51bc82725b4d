import { ApiUnreachableError } from "./api-errors.js";
import type { Transport } from "./transport.js";

/** A transport over fetch, for the browser; an empty base URL means the page's own server. */
export function fetchTransport(baseUrl = ""): Transport {
  const base = baseUrl.replace(/\/$/, "");
  return async (request) => {
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const signals = request.signal === undefined ? [timeout] : [timeout, request.signal];
    try {
      const response = await fetch(`${base}${request.path}`, {
        method: request.method,
        headers: request.headers,
        signal: AbortSignal.any(signals),
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      const headers: Record<string, string> = {};
      response.headers.forEach((value, name) => {
        headers[name] = value;
      });
      return { status: response.status, headers, body: await response.text() };
    } catch (cause) {
      request.signal?.throwIfAborted();
      const reason = timeout.aborted ? "timeout" : "connection_failed";
      throw new ApiUnreachableError(request, reason, "fetch failed", { cause });
    }
  };
}
