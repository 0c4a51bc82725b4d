import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import {
  createRecoverSigner,
  createSigner,
  loadKeccak,
  randomSecrets,
  seededSecrets,
  verifyP256,
} from "@pumasi/crypto";
import { openPglite, openPostgres } from "@pumasi/database";
import { createClock } from "./clock/create-clock.js";
import { loadCommunities } from "./community/load-community.js";
import type { ServerContext } from "./context.js";
import { LedgerFollower } from "./duties/ledger-follower.js";
import { EventHub } from "./events.js";
import { createApp } from "./http/create-app.js";
import { limitRates } from "./http/limit-rates.js";
import { rateLimitsOf } from "./http/rate-limits.js";
import { registerRoutes } from "./http/register-routes.js";
import { Intake } from "./intake/intake.js";
import { openLedger } from "./ledger/open-ledger.js";
import { openPeopleDesk, type PeopleDesk } from "./people/people-desk.js";
import { relyingPartyOf } from "./people/relying-party.js";
import { TradingProcess } from "./process/trading-process.js";
import type { RunningServer } from "./running-server.js";
import type { ServerOptions } from "./server-options.js";
import { fixSettings, readKeys } from "./server-settings.js";
import { Writer } from "./writer.js";

/** A started server; `stop` finishes what is under way and releases everything. */
export interface StartedServer {
  url: string;
  server: RunningServer;
  stop(): Promise<void>;
}

/**
 * Opens the database, brings the ledger to the journal's last block, loads every community and serves.
 * Throws DatabaseLockedError, AnvilMissingError, SettingsMismatchError and PublicUrlInvalidError, each saying what to do.
 */
export async function startServer(options: ServerOptions): Promise<StartedServer> {
  const { publicUrl = null } = options;
  // A port of 0 is any, which is known once the server listens.
  let relyingParty = relyingPartyOf(publicUrl ?? `http://localhost:${options.port}`);
  const people = openPeopleDesk({
    wallNow: () => Date.now(),
    hasDemoPeople: options.hasDemoPeople === true,
    relyingParty: () => relyingParty,
  });
  const server = await openServer(options, people);
  const { clock, context, ledger } = server;
  const app = await createApp(options.log, options.pageNodes);
  const limits = rateLimitsOf(options);
  if (limits !== null) await limitRates(app, server, limits);
  registerRoutes(app, server);
  if (options.web !== null && existsSync(options.web)) {
    await app.register(fastifyStatic, { root: options.web, preCompressed: true });
  }
  const url = await app.listen({ host: "127.0.0.1", port: options.port });
  if (publicUrl === null) relyingParty = relyingPartyOf(`http://localhost:${new URL(url).port}`);
  clock.turn();
  context.ledgerWork();
  return {
    url,
    server,
    async stop() {
      await clock.stop();
      await app.close();
      await ledger.stop();
      await context.open.close();
    },
  };
}

/** Everything of a server but its HTTP side. */
async function openServer(options: ServerOptions, people: PeopleDesk): Promise<RunningServer> {
  const { data, log, onProgress } = options;
  const settings = fixSettings(data, options);
  const keccak = await loadKeccak();
  const secrets = settings.seed === null ? randomSecrets() : seededSecrets(keccak, settings.seed);
  const { operatorToken, receiptKey } = readKeys(data, secrets);
  onProgress("opening the database");
  const open =
    options.databaseUrl === null
      ? await openPglite(join(data, "database"))
      : await openPostgres(options.databaseUrl);
  const { database } = open;
  const writer = new Writer(database);
  const parts: RunningServer["parts"] = new Map();
  const communities: ServerContext["communities"] = new Map();
  const moved = { open, writer, communities, parts };
  const now = () => clock.now();
  const { ledger, operator } = openLedger(options, settings, { database, writer, secrets, now });
  onProgress("starting the ledger");
  await ledger.start((block) => onProgress(`ledger: block ${block} mined again`));
  const clock = await createClock(options, settings.start, moved);
  const context: ServerContext = {
    open,
    writer,
    keccak,
    recover: createRecoverSigner(keccak),
    verifyP256,
    secrets,
    receiptSigner: createSigner(keccak, receiptKey),
    chain: { chainId: settings.chainId, operator, isEmbedded: ledger.isEmbedded },
    communities,
    events: new EventHub(database),
    log,
    now,
    ledgerWork: () => {
      if (!options.isReadOnly) ledger.wake();
    },
  };
  const server: RunningServer = {
    ...{ context, clock, ledger, operatorToken, people, parts },
    isReadOnly: options.isReadOnly,
    startedAt: new Date().toISOString(),
    addCommunity: (slug) => addParts(server, slug),
  };
  const follower = new LedgerFollower(server, ledger.isEmbedded, async (state) => {
    if (state.hasDuties) await parts.get(state.slug)?.process.answerDemands();
    clock.turn();
  });
  ledger.onBlocks = (source) => follower.follow(source);
  for (const state of await loadCommunities(database, keccak, settings.chainId)) {
    communities.set(state.slug, state);
    addParts(server, state.slug);
  }
  return server;
}

/** Makes the intake and the trading process of a community that has been loaded or created. */
function addParts({ context, clock, parts }: RunningServer, slug: string): void {
  const state = context.communities.get(slug);
  if (state === undefined) throw new Error(`bug: community ${slug} is not loaded`);
  const atWork = {
    devicesAtWork: () =>
      state
        .activeDevices()
        .map(({ device }) => device)
        .filter((device) => clock.isAtWork(device)),
  };
  parts.set(slug, {
    intake: new Intake(context, state, atWork, () => clock.turn()),
    process: new TradingProcess(context, state),
  });
}
