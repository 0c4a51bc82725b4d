import { ApiUnreachableError } from "@pumasi/client";
import { createNodeClient } from "@pumasi/client/node";
import { MeterExhaustedError } from "@pumasi/devices";
import pino, { type Logger } from "pino";
import { Backoff, pauseInWallTime } from "./backoff.js";
import { followMarket } from "./follow-market.js";
import { type GatewaySettings, startGateway } from "./start-gateway.js";

/** What a gateway process is told on its command line. */
export interface GatewayOptions extends Omit<GatewaySettings, "api" | "log"> {
  /** The server's base URL. */
  server: string;
}

/** Exit codes, so that whoever restarts gateways knows when not to. */
export const EXIT_CODES = { stopped: 0, failed: 1, revoked: 3, meterExhausted: 4 } as const;

/** Starts once the server can be reached; waits as long as that takes. */
async function startWhenReachable(
  settings: GatewaySettings,
  backoff: Backoff,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof startGateway>> | null> {
  while (!signal.aborted) {
    try {
      return await startGateway(settings);
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof ApiUnreachableError)) throw error;
      settings.log.warn({ event: "server_fault", code: error.code }, error.message);
      await pauseInWallTime(backoff.next(), signal);
    }
  }
  return null;
}

async function work(options: GatewayOptions, log: Logger, signal: AbortSignal): Promise<number> {
  const api = createNodeClient(options.server, { signal });
  const backoff = new Backoff(Math.random);
  const started = await startWhenReachable({ ...options, api, log }, backoff, signal);
  if (started === null) return EXIT_CODES.stopped;
  const { gateway, device } = started;
  log.info({ event: "started", device }, "following the market");
  try {
    const end = await followMarket({
      api,
      device,
      tick: (clock) => gateway.tick(clock),
      withoutServer: (clock) => gateway.placeWithoutServer(clock),
      wallMs: () => performance.now(),
      backoff,
      pause: pauseInWallTime,
      log,
      signal,
    });
    if (end.state === "stopped") return EXIT_CODES.stopped;
    log.warn(
      { event: "revoked", device, untilSlot: end.untilSlot },
      "This device was revoked by the operator and has stopped; enrol a new one with a new code.",
    );
    return EXIT_CODES.revoked;
  } finally {
    gateway.close();
  }
}

/**
 * Runs one gateway until the signal aborts, the device is revoked or its meter's recording is over,
 * and gives the process's exit code. Errors are logged, one JSON line each on standard error.
 */
export async function runGateway(options: GatewayOptions, signal: AbortSignal): Promise<number> {
  const log = pino(
    { level: process.env.PUMASI_LOG ?? "warn", base: { gateway: options.name } },
    pino.destination({ dest: 2, sync: true }),
  );
  try {
    return await work(options, log, signal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = "code" in error ? error.code : "bug";
    const stack = "retryable" in error ? undefined : error.stack;
    log.fatal({ event: "stopped", code, stack }, error.message);
    return error instanceof MeterExhaustedError ? EXIT_CODES.meterExhausted : EXIT_CODES.failed;
  }
}
