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
import { limitRates } from "../http/limit-rates.js";
import { DEFAULT_RATE_LIMITS, type RateLimits } from "../http/rate-limits.js";
import { registerRoutes } from "../http/register-routes.js";
import { Intake } from "../intake/intake.js";
import { LedgerWorker } from "../ledger/ledger-worker.js";
import { openPeopleDesk, type PeopleDesk } from "../people/people-desk.js";
import { relyingPartyOf } from "../people/relying-party.js";
import { TradingProcess } from "../process/trading-process.js";
import type { RunningServer } from "../running-server.js";
import { Writer } from "../writer.js";

export const TEST_CHAIN_ID = 735_061;

/** Whoever sends this is the operator of a test server. */
export const OPERATOR_TOKEN = "operator-of-the-test";

/** The address that people open a test server at. */
export const PUBLIC_URL = "http://localhost:4600";

/** An answer of the server, its body parsed when it is JSON. */
export interface Reply<Body = unknown> {
  status: number;
  type: string;
  body: Body;
  /** The value of Set-Cookie; null when there is none. */
  cookie: string | null;
}

export type Method = "GET" | "POST" | "DELETE";

export interface Asked {
  body?: unknown;
  /** Sends the operator's token. */
  asOperator?: boolean;
  /** Sends an idempotency key. */
  key?: string;
  headers?: Record<string, string>;
  /** The address it comes from; this machine's when absent. */
  from?: string;
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
  /** Wall time, ms: what sessions, invitations and challenges go by. */
  wallNow: Instant;
  /** Whether there are demo people to sign in as. */
  hasDemoPeople: boolean;
  /** Answers as a server that was opened for verification only. */
  isReadOnly: boolean;
  /** How often one client may ask, a minute of wall time; from the next request on. */
  readonly rateLimits: RateLimits;
  ask<Body = unknown>(method: Method, url: string, asked?: Asked): Promise<Reply<Body>>;
  /** Forgets what is in memory and reads it from the database again, as a restart does. */
  reload(): Promise<void>;
  /** Makes the next write fail the way a database that went away does. */
  failNextWrite(): void;
  close(): Promise<void>;
}

/** Wall time when a test begins; nothing of the market goes by it. */
const WALL_START: Instant = Date.parse("2026-03-01T12:00:00Z");

/** Starts a test server on an empty database, at a market instant. `prepare` adds to the application before it is closed to that. */
export async function startTestServer(
  start: Instant,
  seed = "test",
  prepare: (app: App) => unknown = () => undefined,
): Promise<TestServer> {
  const open = await openTestDatabase();
  const context = await contextOn(open, seed, () => test.now);
  const relyingParty = relyingPartyOf(PUBLIC_URL);
  const people = openPeopleDesk({
    wallNow: () => test.wallNow,
    get hasDemoPeople() {
      return test.hasDemoPeople;
    },
    relyingParty: () => relyingParty,
  });
  const server = serverOn(context, people, () => test.isReadOnly);
  const app = await createApp(context.log);
  const rateLimits = { ...DEFAULT_RATE_LIMITS };
  await limitRates(app, server, rateLimits);
  registerRoutes(app, server);
  await prepare(app);
  await app.ready();
  const test: TestServer = {
    app,
    server,
    context,
    now: start,
    wallNow: WALL_START,
    hasDemoPeople: false,
    isReadOnly: false,
    rateLimits,
    async ask<Body>(method: Method, url: string, asked: Asked = {}) {
      const { body, asOperator, key, headers, from } = asked;
      const reply = await app.inject({
        method,
        url,
        headers: {
          ...(asOperator ? { authorization: `Bearer ${OPERATOR_TOKEN}` } : {}),
          ...(key === undefined ? {} : { "idempotency-key": key }),
          ...headers,
        },
        ...(from === undefined ? {} : { remoteAddress: from }),
        ...(body === undefined ? {} : { payload: body as object | string }),
      });
      const type = `${reply.headers["content-type"] ?? ""}`;
      const isJson = type.includes("json");
      const cookie = reply.headers["set-cookie"];
      return {
        status: reply.statusCode,
        type,
        body: (isJson ? reply.json() : reply.body) as Body,
        cookie: cookie === undefined ? null : `${cookie}`,
      };
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

function serverOn(
  context: ServerContext,
  people: PeopleDesk,
  isReadOnly: () => boolean,
): RunningServer {
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
    people,
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
