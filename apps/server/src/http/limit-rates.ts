import fastifyRateLimit, { normalizeIP } from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { isOperator } from "./access.js";
import type { App } from "./create-app.js";
import { LEDGER_RPC_PATH } from "./ledger-rpc-route.js";
import type { Limited, RateLimits } from "./rate-limits.js";

const MINUTE_MS = 60_000;

const OF_COMMUNITY = "/v1/communities/:community";

/** What gateways call over and over: each of their devices counts by itself. */
const OF_GATEWAYS = new Set([
  "/v1/clock",
  `${OF_COMMUNITY}/orders`,
  `${OF_COMMUNITY}/readings`,
  `${OF_COMMUNITY}/home-energy`,
  `${OF_COMMUNITY}/devices/:device`,
]);

const READS = new Set(["GET", "HEAD"]);

type RouteClass = Exclude<Limited, "transactions">;

/**
 * Limits how often one client may ask, by what the routes are for; it must be called before they are registered. `limits` may be changed
 * while the server runs. The operator with its token is not limited.
 */
export async function limitRates(
  app: App,
  server: RunningServer,
  limits: Readonly<RateLimits>,
): Promise<void> {
  await app.register(fastifyRateLimit, {
    global: false,
    timeWindow: MINUTE_MS,
    allowList: (request) => isOperator(server, request),
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { max, ttl }) => tooMany(max, ttl),
  });
  const plain = app as unknown as FastifyInstance;
  const limiterOf = (limited: RouteClass) =>
    plain.rateLimit({
      max: () => limits[limited],
      keyGenerator: (request) => clientOf(server, request),
    });
  // One of each, so that all routes of a class count together.
  const limiters = {
    reads: limiterOf("reads"),
    writes: limiterOf("writes"),
    "sign-ins": limiterOf("sign-ins"),
    gateways: limiterOf("gateways"),
    ledger: limiterOf("ledger"),
  };
  const transactions = transactionLimiter(plain, limits);
  app.addHook("onRoute", (route) => {
    const limited = classOf(route);
    // A gateway's device is named in the body, which other routes need not read to refuse.
    const hook = limited === "gateways" ? "preValidation" : "onRequest";
    route[hook] = [...[route[hook] ?? []].flat(), limiters[limited]];
    if (limited === "ledger") {
      route.preValidation = [...[route.preValidation ?? []].flat(), transactions];
    }
  });
}

function classOf({ url, method }: RouteOptions): RouteClass {
  if (url === LEDGER_RPC_PATH) return "ledger";
  if (OF_GATEWAYS.has(url)) return "gateways";
  if (/^\/v1\/sign-(in|up)(\/|$)/.test(url)) return "sign-ins";
  return [method].flat().every((one) => READS.has(one)) ? "reads" : "writes";
}

/** A batch is one request, but every transaction in it becomes a block of its own on the embedded ledger. */
function transactionLimiter(app: FastifyInstance, limits: Readonly<RateLimits>) {
  const count = app.createRateLimit({
    max: () => limits.transactions,
    keyGenerator: addressOf,
  });
  return async (request: FastifyRequest) => {
    const sent = [request.body].flat().filter((call) => fieldOf(call, "method") === SEND);
    for (const _ of sent) {
      const counted = await count(request);
      if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.max, counted.ttl);
    }
  };
}

const SEND = "eth_sendRawTransaction";

function tooMany(most: number, waitMs: number): RequestRefusedError {
  const seconds = Math.ceil(waitMs / 1000);
  return new RequestRefusedError("too_many_requests", `at most ${most}; again in ${seconds} s`);
}

const addressOf = ({ ip }: FastifyRequest) => normalizeIP(ip);

/**
 * Who asks: the person who is signed in, otherwise an address, and the enrolled device that the request names. Nobody has proven yet to
 * be that device, so its count is one of this address only: others cannot use it up.
 */
function clientOf({ context }: RunningServer, request: FastifyRequest): string {
  const person = request.signedIn?.person;
  if (person !== undefined) return `person ${person.id}`;
  const address = addressOf(request);
  const device = deviceNamedBy(request);
  const isEnrolled = [...context.communities.values()].some(({ devices }) =>
    devices.has(device as `0x${string}`),
  );
  return isEnrolled ? `${address} ${device}` : address;
}

/** The device that is named in the address, in the query, or by the first order, reading or entry of a home's energy. */
function deviceNamedBy({ params, query, body }: FastifyRequest): unknown {
  const batch = fieldOf(body, "orders") ?? fieldOf(body, "readings") ?? fieldOf(body, "entries");
  const first = Array.isArray(batch) ? batch[0] : null;
  return fieldOf(params, "device") ?? fieldOf(query, "device") ?? fieldOf(first, "device");
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
