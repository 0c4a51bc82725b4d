import {
  createRecoverSigner,
  createSigner,
  loadKeccak,
  seededSecrets,
  verifyP256,
} from "@pumasi/crypto";
import { type OpenDatabase, openTestDatabase } from "@pumasi/database";
import type { Instant } from "@pumasi/quantities";
import { pino } from "pino";
import { MarketClock } from "../clock/market-clock.js";
import { loadCommunities } from "../community/load-community.js";
import type { ServerContext } from "../context.js";
import { EventHub } from "../events.js";
import { type App, createApp } from "../http/create-app.js";
import { registerRoutes } from "../http/register-routes.js";
import { Intake } from "../intake/intake.js";
import { LedgerWorker } from "../ledger/ledger-worker.js";
import { TradingProcess } from "../process/trading-process.js";
import type { RunningServer } from "../running-server.js";
import { Writer } from "../writer.js";

export const TEST_CHAIN_ID = 735_061;

/** Whoever sends this is the operator of a test server. */
export const OPERATOR_TOKEN = "operator-of-the-test";

/** An answer of the server, its body parsed when it is JSON. */
export interface Reply<Body = unknown> {
  status: number;
  type: string;
  body: Body;
}

export interface Asked {
  body?: unknown;
  /** Sends the operator's token. */
  asOperator?: boolean;
  /** Sends an idempotency key. */
  key?: string;
  headers?: Record<string, string>;
}

/**
 * A whole server but for the ledger's node and the wall clock: market time is moved by hand,
 * secrets derive from a seed, and the ledger's outbox fills without being worked off.
 */
export interface TestServer {
  readonly app: App;
  readonly server: RunningServer;
  readonly context: ServerContext;
  /** Market time, ms. */
  now: Instant;
  /** Answers as a server that was opened for verification only. */
  isReadOnly: boolean;
  ask<Body = unknown>(method: "GET" | "POST", url: string, asked?: Asked): Promise<Reply<Body>>;
  /** Forgets what is in memory and reads it from the database again, as a restart does. */
  reload(): Promise<void>;
  /** Makes the next write fail the way a database that went away does. */
  failNextWrite(): void;
  close(): Promise<void>;
}

/** Starts a test server on an empty database, at a market instant. */
export async function startTestServer(start: Instant, seed = "test"): Promise<TestServer> {
  const open = await openTestDatabase();
  const context = await contextOn(open, seed, () => test.now);
  const server = serverOn(context, () => test.isReadOnly);
  const app = await createApp(context.log);
  registerRoutes(app, server);
  await app.ready();
  const test: TestServer = {
    app,
    server,
    context,
    now: start,
    isReadOnly: false,
    async ask<Body>(method: "GET" | "POST", url: string, asked: Asked = {}) {
      const { body, asOperator, key, headers } = asked;
      const reply = await app.inject({
        method,
        url,
        headers: {
          ...(asOperator ? { authorization: `Bearer ${OPERATOR_TOKEN}` } : {}),
          ...(key === undefined ? {} : { "idempotency-key": key }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: body as object | string }),
      });
      const type = `${reply.headers["content-type"] ?? ""}`;
      const isJson = type.includes("json");
      return { status: reply.statusCode, type, body: (isJson ? reply.json() : reply.body) as Body };
    },
    reload: () => loadAll(server),
    failNextWrite() {
      const { writer } = context;
      const write = writer.write.bind(writer);
      writer.write = async () => {
        writer.write = write;
        throw new Error("the connection ended unexpectedly");
      };
    },
    async close() {
      await app.close();
      await open.close();
    },
  };
  return test;
}

async function contextOn(
  open: OpenDatabase,
  seed: string,
  now: () => Instant,
): Promise<ServerContext> {
  const keccak = await loadKeccak();
  const secrets = seededSecrets(keccak, seed);
  return {
    open,
    writer: new Writer(open.database),
    keccak,
    recover: createRecoverSigner(keccak),
    verifyP256,
    secrets,
    receiptSigner: createSigner(keccak, secrets.privateKey("receipt")),
    chain: { chainId: TEST_CHAIN_ID, operator: `0x${"0a".repeat(20)}`, isEmbedded: true },
    communities: new Map(),
    events: new EventHub(open.database),
    log: pino({ level: "silent" }),
    now,
    ledgerWork() {},
  };
}

function serverOn(context: ServerContext, isReadOnly: () => boolean): RunningServer {
  const clock = new MarketClock(
    { start: 0, speed: null, wallNow: () => 0 },
    {
      runDue: async () => {},
      nextDue: () => null,
      activeDevices: () => [],
      isUnderWay: () => false,
      persist: async () => {},
      onRest() {},
      onFailure(error) {
        throw error;
      },
    },
  );
  const ledger = new LedgerWorker(
    context.open.database,
    context.writer,
    {
      directory: "never-started",
      chainId: TEST_CHAIN_ID,
      genesisTimestamp: 0,
      operatorKey: context.secrets.secret("operator"),
      now: context.now,
    },
    context.log,
  );
  const server: RunningServer = {
    context,
    clock,
    ledger,
    operatorToken: OPERATOR_TOKEN,
    get isReadOnly() {
      return isReadOnly();
    },
    startedAt: new Date(0).toISOString(),
    parts: new Map(),
    addCommunity(slug) {
      const state = context.communities.get(slug);
      if (state === undefined) throw new Error(`community ${slug} is not loaded`);
      const nobody = { devicesAtWork: () => [] };
      server.parts.set(slug, {
        intake: new Intake(context, state, nobody, () => {}),
        process: new TradingProcess(context, state),
      });
    },
  };
  return server;
}

async function loadAll(server: RunningServer): Promise<void> {
  const { communities, open, keccak } = server.context;
  communities.clear();
  server.parts.clear();
  for (const state of await loadCommunities(open.database, keccak, TEST_CHAIN_ID)) {
    communities.set(state.slug, state);
    server.addCommunity(state.slug);
  }
}
