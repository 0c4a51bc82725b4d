import fastifyCookie from "@fastify/cookie";
import type {} from "@fastify/static";
import fastifySwagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from "fastify";
import {
  createJsonSchemaTransform,
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { Logger } from "pino";
import { problemOf, RequestRefusedError } from "../refusals.js";
import { loggableFault } from "./loggable-fault.js";
import { addSecurityHeaders } from "./security-headers.js";

/** A request may carry a thousand signed readings. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** An empty application: validation, problems and the API's description, with no routes yet. Its pages may ask the ledger nodes at `pageNodes`. */
export async function createApp(log: Logger, pageNodes: readonly string[] = []) {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    // The server listens on this machine only: what comes from elsewhere comes by a proxy, which says from where.
    trustProxy: "loopback",
  })
    .withTypeProvider<ZodTypeProvider>()
    .setValidatorCompiler(validatorCompiler)
    .setSerializerCompiler(serializerCompiler);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Pumasi",
        version: "1",
        description:
          "A community's own electricity market. Quantities are decimal texts in human units; problems follow RFC 9457 and carry a `code`.",
      },
    },
    transform: createJsonSchemaTransform({}),
  });
  await app.register(fastifyCookie);
  await addSecurityHeaders(app as unknown as FastifyInstance, pageNodes);
  mapErrors(app as unknown as FastifyInstance);
  return app;
}

export type App = Awaited<ReturnType<typeof createApp>>;

/** The page's own addresses, such as /home/rule, which a reader may open or reload: the page itself finds the screen. */
function isScreen({ method, url, headers }: FastifyRequest): boolean {
  const isPath = !url.startsWith("/v1/") && !/\.\w+(\?|$)/.test(url);
  return method === "GET" && isPath && (headers.accept ?? "").includes("text/html");
}

/** One place where refusals and faults become problem details; a client never sees internals. */
function mapErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const send = (problem: ReturnType<typeof problemOf>) =>
      reply.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
    if (error instanceof RequestRefusedError) return send(problemOf(error.code, error.values));
    if (hasZodFastifySchemaValidationErrors(error)) {
      const [first] = error.validation;
      return send(problemOf("request_malformed", `${first?.instancePath} ${first?.message}`));
    }
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status < 500) return send(problemOf("request_malformed", (error as Error).message));
    const { method, routeOptions } = request;
    const err = loggableFault(error);
    request.log.error({ err, method, route: routeOptions.url }, "a request failed");
    return send(problemOf("internal"));
  });
  app.setNotFoundHandler((request, reply) => {
    if (isScreen(request) && app.hasReplyDecorator("sendFile")) return reply.sendFile("index.html");
    const problem = problemOf("unknown_route", request.url);
    return reply
      .status(problem.status)
      .type("application/problem+json")
      .send(JSON.stringify(problem));
  });
}
