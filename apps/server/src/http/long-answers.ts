import type { FastifyReply } from "fastify";
import { RequestRefusedError } from "../refusals.js";

/** As many wait under one key, the one that is computed included: a page asks for one, whoever asks for more is no page. */
const MOST_WAITING = 8;

/** When to ask again where so many wait, s. */
const RETRY_SECONDS = 10;

/**
 * Answers that take long to compute. Under one key they are computed one after the other, in the order in which they were asked
 * for, and none for longer than somebody waits for it. Refuses where many wait (too_many_requests).
 */
export class LongAnswers {
  private readonly waiting = new Map<string, { count: number; last: Promise<unknown> }>();

  /** `work` looks at the signal now and then, and throws once it is aborted: the client has gone. */
  async compute<T>(
    reply: FastifyReply,
    key: string,
    work: (left: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const count = this.waiting.get(key)?.count ?? 0;
    if (count >= MOST_WAITING) {
      reply.header("retry-after", `${RETRY_SECONDS}`);
      throw new RequestRefusedError("too_many_requests", `${count} wait for their answers`);
    }
    const left = leavingOf(reply);
    try {
      return await this.inTurn(key, () => {
        left.throwIfAborted();
        return work(left);
      });
    } catch (error) {
      if (!left.aborted) throw error;
      // Nobody is there to be told anything.
      reply.hijack();
      return undefined as T;
    }
  }

  private inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turns = this.waiting.get(key) ?? { count: 0, last: Promise.resolve() };
    const own = turns.last.then(work);
    turns.count += 1;
    turns.last = own
      .catch(() => undefined)
      .then(() => {
        turns.count -= 1;
        if (turns.count === 0) this.waiting.delete(key);
      });
    this.waiting.set(key, turns);
    return own;
  }
}

/** Aborted when the client goes before it has its answer. */
function leavingOf({ raw }: FastifyReply): AbortSignal {
  const leaving = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) leaving.abort();
  });
  return leaving.signal;
}
