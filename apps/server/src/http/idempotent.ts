import { type Database, tables } from "@pumasi/database";
import { hashJson } from "@pumasi/protocol";
import { and, eq } from "drizzle-orm";
import type { FastifyRequest } from "fastify";
import { type Audited, recordAudit, TOKEN_HOLDER } from "../people/audit.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";

/** One write of an operator or a household. */
export interface Write<T> {
  /** Who writes, as it is recorded. */
  who: string;
  work(tx: Database): Promise<T>;
  /** What the audit trail keeps of it, written with the work itself. */
  audit(response: T): Audited;
  /** Takes what was written into memory; it is not called for a repeated request. */
  apply?(response: T): void;
}

/**
 * Runs a write once for each Idempotency-Key: the answer is stored in the transaction of the work itself, and a repeated request gets
 * the stored answer. Without a key it simply runs. A person's keys are its own: nobody gets another's answer. Refuses a key that
 * comes back with another request.
 */
export async function idempotent<T>(
  { context, people }: Pick<RunningServer, "context" | "people">,
  request: FastifyRequest,
  { who, work, audit, apply }: Write<T>,
): Promise<T> {
  const key = request.headers["idempotency-key"];
  const asked = `${request.method} ${request.url}`;
  const route = who === TOKEN_HOLDER ? asked : `${asked} by ${who}`;
  const requestHash = hashJson(context.keccak, { route, body: request.body ?? null });
  const audited = async (tx: Database) => {
    const response = await work(tx);
    await recordAudit(tx, audit(response), { who, at: people.wallNow() });
    return response;
  };
  const done = await context.writer.write(
    async (tx) => {
      if (typeof key !== "string") return { response: await audited(tx), isRepeated: false };
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
      const response = await audited(tx);
      await tx
        .insert(idempotency)
        .values({ route, key, requestHash, response, recordedAt: context.now() });
      return { response, isRepeated: false };
    },
    ({ response, isRepeated }) => {
      if (!isRepeated) apply?.(response);
    },
  );
  context.ledgerWork();
  return done.response;
}
