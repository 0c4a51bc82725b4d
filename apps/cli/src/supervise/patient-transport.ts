import { ApiUnreachableError, type Transport } from "@pumasi/client";

/** How long a server may be away, being started again, before its absence is an error; wall ms. */
const PATIENCE_MS = 90_000;

const PAUSE_MS = 200;

/**
 * Sends a request again while nobody answers: a server that was killed is being started again by its
 * supervisor. Every write of the API may be sent twice, so this loses nothing and does nothing twice.
 */
export function patientTransport(transport: Transport): Transport {
  return async (request) => {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await transport(request);
      } catch (error) {
        const isAway = error instanceof ApiUnreachableError;
        if (!isAway || request.signal?.aborted === true || performance.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  };
}
