import { ApiAnswerInvalidError, ApiRefusedError, ApiUnreachableError } from "@pumasi/client";
import type { ClockState } from "@pumasi/protocol";
import type { Logger } from "pino";
import type { Backoff, Pause } from "./backoff.js";
import type { TickResult } from "./gateway.js";
import { OutcomeCountMismatchError } from "./gateway-errors.js";
import type { GatewayApi } from "./gateway-parts.js";
import { MarketTime } from "./market-time.js";

export interface MarketFollower {
  api: Pick<GatewayApi, "clock">;
  device: string;
  tick(clock: ClockState): Promise<TickResult>;
  /** What can be done at about this market time while the server does not answer as it should. */
  withoutServer(clock: ClockState): Promise<void>;
  /** Wall time (ms) that never goes back. */
  wallMs: () => number;
  backoff: Backoff;
  pause: Pause;
  log: Logger;
  signal: AbortSignal;
}

/** Faults of the connection or of the server, which may pass; others are faults of this gateway. */
export function mayPass(error: unknown): error is Error & { code: string } {
  return (
    error instanceof ApiUnreachableError ||
    error instanceof ApiRefusedError ||
    error instanceof ApiAnswerInvalidError ||
    error instanceof OutcomeCountMismatchError
  );
}

/**
 * Follows market time until the signal aborts or the device is revoked: do what is due, tell the
 * clock so, sleep until the next slot boundary. After a failure it does what can be done without the server, waits, asks for
 * the time again and repeats the tick. Throws only what no waiting can mend.
 */
export async function followMarket(
  follower: MarketFollower,
): Promise<{ state: "stopped" } | Extract<TickResult, { state: "revoked" }>> {
  const { api, device, tick, withoutServer, backoff, pause, log, signal } = follower;
  const time = new MarketTime(follower.wallMs);
  let clock: ClockState | null = null;
  while (!signal.aborted) {
    try {
      clock ??= await api.clock();
      time.note(clock);
      const result = await tick(clock);
      if (result.state === "revoked") return result;
      log.debug({ event: "tick", now: clock.now }, "done");
      const wake = new Date(result.wake).toISOString();
      clock = await api.clock({ after: clock.now, wake, device });
      // An early answer is the server's sign of life; the pause keeps a fault from spinning.
      if (Date.parse(clock.now) < result.wake) await pause(backoff.next(), signal);
      else backoff.reset();
    } catch (error) {
      if (signal.aborted) break;
      if (!mayPass(error)) throw error;
      clock = null;
      const now = time.estimate();
      if (now !== null) await withoutServer(now);
      // A poll without an answer in time is ordinary where market time is slow.
      if (error instanceof ApiUnreachableError && error.reason === "timeout") continue;
      const { code, message } = error;
      const level = error instanceof ApiUnreachableError ? "warn" : "error";
      log[level]({ event: "server_fault", code }, message);
      await pause(backoff.next(), signal);
    }
  }
  return { state: "stopped" };
}
