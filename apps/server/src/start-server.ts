import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { operatorAddress } from "@pumasi/chain";
import {
  createRecoverSigner,
  createSigner,
  loadKeccak,
  randomSecrets,
  seededSecrets,
} from "@pumasi/crypto";
import { openPglite, openPostgres, tables } from "@pumasi/database";
import type { Address } from "@pumasi/protocol";
import type { Logger } from "pino";
import { MarketClock } from "./clock/market-clock.js";
import { resumeInstant } from "./clock/resume-instant.js";
import { loadCommunities } from "./community/load-community.js";
import type { ServerContext } from "./context.js";
import { EventHub } from "./events.js";
import { createApp } from "./http/create-app.js";
import { eventStreamRoute } from "./http/event-stream-route.js";
import { gatewayRoutes } from "./http/gateway-routes.js";
import { operatorRoutes } from "./http/operator-routes.js";
import { paymentRoutes } from "./http/payment-routes.js";
import { readerRoutes } from "./http/reader-routes.js";
import { Intake } from "./intake/intake.js";
import { LedgerWorker } from "./ledger/ledger-worker.js";
import { TradingProcess } from "./process/trading-process.js";
import type { RunningServer } from "./running-server.js";
import { fixSettings, readKeys } from "./server-settings.js";
import { Writer } from "./writer.js";

export interface ServerOptions {
  /** Where everything is kept. */
  data: string;
  port: number;
  /** Null: fast-forward. */
  speed: number | null;
  /** First market instant, ms; only used at the first start. */
  start: number | null;
  /** Derives keys, codes and salts; simulations only. */
  seed: string | null;
  /** A PostgreSQL server instead of the embedded database. */
  databaseUrl: string | null;
  /** The built web page's folder. */
  web: string | null;
  /** Hold market time once so many settlement periods are paid; null: go on to the end. */
  periods: number | null;
  /** Only serve what is there: no orders, no clock, no new blocks. */
  isReadOnly: boolean;
  log: Logger;
  onProgress(message: string): void;
  /** The trading process failed; the process must end, and its next start goes on from what is written. */
  onFatal(): void;
}

/** A started server; `stop` finishes what is under way and releases everything. */
export interface StartedServer {
  url: string;
  server: RunningServer;
  stop(): Promise<void>;
}

/**
 * Opens the database, brings the ledger to the journal's last block, loads every community and serves.
 * Throws DatabaseLockedError, AnvilMissingError and SettingsMismatchError, each saying what to do.
 */
export async function startServer(options: ServerOptions): Promise<StartedServer> {
  const { data, log, onProgress } = options;
  const settings = fixSettings(data, options);
  const keccak = await loadKeccak();
  const secrets = settings.seed === null ? randomSecrets() : seededSecrets(keccak, settings.seed);
  const keys = readKeys(data, secrets);
  onProgress("opening the database");
  const open =
    options.databaseUrl === null
      ? await openPglite(join(data, "database"))
      : await openPostgres(options.databaseUrl);
  const writer = new Writer(open.database);
  const operator = operatorAddress(keys.operatorKey).toLowerCase() as Address;
  const ledger = new LedgerWorker(
    open.database,
    writer,
    { ...settings, directory: join(data, "ledger"), operatorKey: keys.operatorKey },
    log,
  );
  onProgress("starting the ledger");
  await ledger.start((block) => onProgress(`ledger: block ${block} mined again`));
  const parts: RunningServer["parts"] = new Map();
  const communities: ServerContext["communities"] = new Map();
  const clock = new MarketClock(
    {
      start: await resumeInstant(open.database, settings.start),
      speed: options.speed,
      wallNow: () => performance.now(),
    },
    {
      async runDue() {
        for (const { process } of parts.values()) await process.runDue();
      },
      nextDue() {
        const dues = [...parts.values()].map(({ process }) => process.nextDue());
        const known = dues.filter((due) => due !== null);
        return known.length === 0 ? null : Math.min(...known);
      },
      activeDevices: () =>
        [...communities.values()].flatMap((state) =>
          [...state.devices.values()]
            .filter(({ untilSlot }) => untilSlot === null)
            .map(({ device }) => device),
        ),
      isUnderWay: () =>
        !options.isReadOnly &&
        [...communities.values()].some(({ untilSlot }) => untilSlot !== null) &&
        [...parts.values()].some(({ process }) => !process.isDone(options.periods)),
      async persist(now) {
        if (options.isReadOnly) return;
        await writer.write((tx) =>
          tx
            .insert(tables.marketClock)
            .values({ id: 1, now })
            .onConflictDoUpdate({ target: tables.marketClock.id, set: { now } }),
        );
      },
      onRest() {
        for (const { intake } of parts.values()) intake.schedule();
      },
      onFailure(error) {
        log.fatal({ err: error }, "the trading process failed");
        options.onFatal();
      },
    },
  );
  const context: ServerContext = {
    open,
    writer,
    keccak,
    recover: createRecoverSigner(keccak),
    secrets,
    receiptSigner: createSigner(keccak, keys.receiptKey),
    chain: { chainId: settings.chainId, operator },
    communities,
    events: new EventHub(open.database),
    log,
    now: () => clock.now(),
    ledgerWork: () => {
      if (!options.isReadOnly) ledger.wake();
    },
  };
  const server: RunningServer = {
    context,
    clock,
    ledger,
    operatorToken: keys.operatorToken,
    isReadOnly: options.isReadOnly,
    startedAt: new Date().toISOString(),
    parts,
    addCommunity(slug) {
      const state = communities.get(slug);
      if (state === undefined) throw new Error(`bug: community ${slug} is not loaded`);
      const atWork = {
        devicesAtWork: () =>
          [...state.devices.values()]
            .filter(({ device, untilSlot }) => untilSlot === null && clock.isAtWork(device))
            .map(({ device }) => device),
      };
      parts.set(slug, {
        intake: new Intake(context, state, atWork, () => clock.turn()),
        process: new TradingProcess(context, state),
      });
    },
  };
  for (const state of await loadCommunities(open.database, keccak, settings.chainId)) {
    communities.set(state.slug, state);
    server.addCommunity(state.slug);
  }
  const app = await createApp(log);
  readerRoutes(app, server);
  gatewayRoutes(app, server);
  operatorRoutes(app, server);
  paymentRoutes(app, server);
  eventStreamRoute(app, server);
  app.get("/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  if (options.web !== null && existsSync(options.web)) {
    await app.register(fastifyStatic, { root: options.web });
  }
  const url = await app.listen({ host: "127.0.0.1", port: options.port });
  clock.turn();
  context.ledgerWork();
  return {
    url,
    server,
    async stop() {
      await clock.stop();
      await app.close();
      await ledger.stop();
      await open.close();
    },
  };
}
