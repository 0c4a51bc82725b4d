import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { pino } from "pino";
import { type RateLimits, readRateLimits } from "./http/rate-limits.js";
import {
  type ExternalLedgerFlags,
  OPERATOR_KEY_VARIABLE,
  readExternalLedgerOptions,
} from "./ledger/external-ledger-options.js";
import { startServer } from "./start-server.js";
import { SERVER_VERSION } from "./version.js";

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("a number above zero");
  return value;
}

function instant(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError("an ISO 8601 instant");
  return value;
}

/** The origins of a list of http addresses: a browser allows or forbids whole origins. */
function origins(text: string): string[] {
  return text.split(",").map((address) => {
    const isHttp = /^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : "");
    if (!isHttp) throw new InvalidArgumentError("http or https addresses, comma-separated");
    return new URL(address).origin;
  });
}

const program = new Command("pumasi-server")
  .description(
    "The trading process, its HTTP API, and the ledger and the database, embedded or not.",
  )
  .version(SERVER_VERSION)
  .option("--data <directory>", "where everything is kept", ".pumasi")
  .option("--port <number>", "port on 127.0.0.1; 0 takes a free one", "0")
  .option("--speed <factor>", "market time runs this many times as fast as wall time", positive)
  .option("--fast-forward", "market time runs as fast as the gateways acknowledge")
  .option("--start <instant>", "first market instant, at the first start only", instant)
  .option("--seed <text>", "derive keys, codes and salts from this; simulations only")
  .option("--database <url>", "a PostgreSQL server instead of the embedded database")
  .option("--web <directory>", "the built web page")
  .option(
    "--days <count>",
    "fast-forward only: hold market time once so many periods are paid",
    positive,
  )
  .option("--read-only", "serve what is there for verification; take nothing in")
  .option(
    "--rate-limits <list>",
    "requests a minute of one client by kind, such as reads=600,ledger=60, or off",
    readRateLimits,
  )
  .option("--public-url <url>", "the address that people open (default: localhost at the port)")
  .option("--demo-people", "let visitors sign in as anybody, without a passkey; demos only")
  .option(
    "--page-nodes <urls>",
    "ledger nodes, comma-separated, that people's browsers may check against besides this server's",
    origins,
  )
  .option("--ledger-rpc-url <url>", "a ledger that others run instead of the embedded node")
  .option("--ledger-chain-id <id>", "that ledger's chain id")
  .option("--ledger-confirmations <blocks>", "blocks until an action is final there (default: 12)")
  .option("--ledger-max-fee <gwei>", "the most that a unit of gas may cost (default: 100)")
  .option("--operator-key-file <file>", "the operator's key there; nobody else may read the file")
  .option(
    "--operator-signer-url <url>",
    "a signer (Clef, Web3Signer) that holds the operator's key",
  )
  .option("--operator-address <address>", "the operator's account in that signer")
  .addHelpText("after", `\nThe operator's key may also be in ${OPERATOR_KEY_VARIABLE}.`)
  .parse();

const options = program.opts<
  ExternalLedgerFlags & {
    data: string;
    port: string;
    speed?: number;
    fastForward?: boolean;
    start?: number;
    seed?: string;
    database?: string;
    web?: string;
    days?: number;
    readOnly?: boolean;
    rateLimits?: RateLimits | null;
    publicUrl?: string;
    demoPeople?: boolean;
    pageNodes?: string[];
  }
>();

const log = pino({ level: process.env.PUMASI_LOG ?? "warn" }, pino.destination(2));

/** Tells the process that started this one, when there is one. */
function tell(message: Record<string, unknown>): void {
  if (process.send !== undefined && process.connected) process.send(message);
}

let stopServer: (() => Promise<void>) | null = null;
let isStopping = false;

/** Stops what has been started; while the server is still starting there is nothing that a kill could harm. */
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  if (stopServer === null) process.exit(0);
  stopServer().then(
    () => process.exit(0),
    (error: unknown) => {
      log.fatal({ err: error }, "the server did not stop cleanly");
      process.exit(1);
    },
  );
}

// Listened to from the first moment: a supervisor may be gone before the server has started.
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.on("disconnect", stop);
// The supervisor may have ended while this program was still being loaded.
if (process.connected === false) stop();

/** What went wrong at the start, in words that say what to do. */
function messageOf(error: unknown): string {
  if ((error as { code?: string }).code === "EADDRINUSE") {
    return `Port ${options.port} is in use. Choose another one with --port, or stop what uses it.`;
  }
  return error instanceof Error ? error.message : String(error);
}

try {
  const started = await startServer({
    data: resolve(options.data),
    port: Number(options.port),
    speed: options.fastForward === true ? null : (options.speed ?? 1),
    start: options.start ?? null,
    seed: options.seed ?? null,
    databaseUrl: options.database ?? null,
    web: options.web === undefined ? null : resolve(options.web),
    periods: options.days ?? null,
    isReadOnly: options.readOnly === true,
    ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
    publicUrl: options.publicUrl ?? null,
    hasDemoPeople: options.demoPeople === true,
    ...(options.pageNodes === undefined ? {} : { pageNodes: options.pageNodes }),
    externalLedger: readExternalLedgerOptions(options),
    log,
    onProgress: (message) => tell({ type: "progress", message }),
    onFatal: () => process.exit(1),
  });
  stopServer = started.stop;
  tell({ type: "ready", url: started.url, rpcUrl: started.server.ledger.rpcUrl });
  if (process.send === undefined) console.log(started.url);
} catch (error) {
  const message = messageOf(error);
  log.fatal({ err: error }, "the server did not start");
  tell({ type: "failed", message, code: (error as { code?: string }).code ?? null });
  console.error(message);
  process.exit(1);
}
