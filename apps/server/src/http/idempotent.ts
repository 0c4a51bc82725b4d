import { type Database, tables } from "@pumasi/database";
import { hashJson } from "@pumasi/protocol";
import { and, eq } from "drizzle-orm";
import type { FastifyRequest } from "fastify";
import type { ServerContext } from "../context.js";
import { RequestRefusedError } from "../refusals.js";

/**
 * Runs an operator's write once for each Idempotency-Key: the answer is stored in the transaction of
 * the work itself, and a repeated request gets the stored answer. Without a key it simply runs.
 * `apply` takes what was written into memory; it is not called for a repeated request.
 * Refuses a key that comes back with another request.
 */
export async function idempotent<T>(
  context: ServerContext,
  request: FastifyRequest,
  work: (tx: Database) => Promise<T>,
  apply: (response: T) => void,
): Promise<T> {
  const key = request.headers["idempotency-key"];
  const route = `${request.method} ${request.url}`;
  const requestHash = hashJson(context.keccak, { route, body: request.body ?? null });
  const done = await context.writer.write(
    async (tx) => {
      if (typeof key !== "string") return { response: await work(tx), isRepeated: false };
      const { idempotency } = tables;
      const [known] = await tx
        .select()
        .from(idempotency)
        .where(and(eq(idempotency.route, route), eq(idempotency.key, key)));
      if (known !== undefined) {
        if (known.requestHash !== requestHash) {
          throw new RequestRefusedError("idempotency_key_reused", key);
        }
        return { response: known.response as T, isRepeated: true };
      }
      const response = await work(tx);
      await tx
        .insert(idempotency)
        .values({ route, key, requestHash, response, recordedAt: context.now() });
      return { response, isRepeated: false };
    },
    ({ response, isRepeated }) => {
      if (!isRepeated) apply(response);
    },
  );
  context.ledgerWork();
  return done.response;
}
