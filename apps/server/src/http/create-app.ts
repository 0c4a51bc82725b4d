import fastifySwagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import {
  createJsonSchemaTransform,
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { Logger } from "pino";
import { problemOf, RequestRefusedError } from "../refusals.js";

/** A request may carry a thousand signed readings. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** An empty application: validation, problems and the API's description, with no routes yet. */
export async function createApp(log: Logger) {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
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
  mapErrors(app as unknown as FastifyInstance);
  return app;
}

export type App = Awaited<ReturnType<typeof createApp>>;

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
    request.log.error({ err: error, url: request.url }, "a request failed");
    return send(problemOf("internal"));
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = problemOf("unknown_route", request.url);
    return reply
      .status(problem.status)
      .type("application/problem+json")
      .send(JSON.stringify(problem));
  });
}
