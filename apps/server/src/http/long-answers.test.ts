import { EventEmitter, once } from "node:events";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RequestRefusedError } from "../refusals.js";
import { LongAnswers } from "./long-answers.js";

let app: FastifyInstance;
let answers: LongAnswers;
/** What happened, in order. */
let seen: string[];
/** What was asked for, in order. */
let asked: string[];
/** Lets the work that was begun under a name go on. */
let finish: Map<string, () => void>;
const faults: unknown[] = [];
const refusals: string[] = [];
const happenings = new EventEmitter();

beforeEach(async () => {
  app = Fastify({ forceCloseConnections: true });
  answers = new LongAnswers();
  seen = [];
  asked = [];
  finish = new Map();
  faults.length = 0;
  refusals.length = 0;
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof RequestRefusedError) {
      refusals.push(error.code);
      return reply.status(429).send({});
    }
    faults.push(error);
    return reply.status(500).send({});
  });
  app.get<{ Params: { key: string; name: string } }>("/:key/:name", ({ params }, reply) => {
    const { key, name } = params;
    note(name, asked);
    return answers.compute(reply, key, async (left) => {
      note(`${name} begins`);
      if (name === "fails") throw new Error("a fault");
      await new Promise<void>((resolve) => {
        finish.set(name, resolve);
        left.addEventListener("abort", () => resolve());
      });
      if (left.aborted) note(`${name} stops`);
      left.throwIfAborted();
      note(`${name} ends`);
      return { name };
    });
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
});

afterEach(() => app.close());

const ask = (path: string, signal?: AbortSignal) =>
  fetch(`${app.listeningOrigin}/${path}`, signal === undefined ? {} : { signal });

/** Waits until something has happened. */
async function until(what: string, of = seen): Promise<void> {
  if (!of.includes(what)) await once(happenings, what);
}

function note(what: string, of = seen): void {
  of.push(what);
  happenings.emit(what);
}

describe("long answers", () => {
  it("under one key come one after the other; others do not wait for them", async () => {
    const first = ask("a/first");
    await until("first begins");
    const second = ask("a/second");
    const other = ask("b/other");
    await until("other begins");
    expect(seen).toEqual(["first begins", "other begins"]);
    finish.get("first")?.();
    await until("second begins");
    for (const name of ["second", "other"]) finish.get(name)?.();
    const names: unknown[] = [];
    for (const answer of [first, second, other]) names.push(await (await answer).json());
    expect(names).toEqual([{ name: "first" }, { name: "second" }, { name: "other" }]);
  });

  it("stop when the client leaves, and who waited has its turn", async () => {
    const leaving = new AbortController();
    const left = ask("a/left", leaving.signal);
    await until("left begins");
    const next = ask("a/next");
    leaving.abort();
    await expect(left).rejects.toThrow();
    await until("next begins");
    finish.get("next")?.();
    expect(await (await next).json()).toEqual({ name: "next" });
    expect(seen).toEqual(["left begins", "left stops", "next begins", "next ends"]);
    expect(faults).toEqual([]);
  });

  it("are not begun for who left while it waited", async () => {
    const first = ask("a/first");
    await until("first begins");
    const leaving = new AbortController();
    const arrived = once(app.server, "request");
    const left = ask("a/left", leaving.signal);
    const [, response] = await arrived;
    const gone = once(response, "close");
    leaving.abort();
    await expect(left).rejects.toThrow();
    await gone;
    const next = ask("a/next");
    finish.get("first")?.();
    await first;
    await until("next begins");
    finish.get("next")?.();
    await next;
    expect(seen).not.toContain("left begins");
    expect(faults).toEqual([]);
  });

  it("are not asked for by dozens at once", async () => {
    const first = ask("a/first");
    await until("first begins");
    const leaving = new AbortController();
    const names = Array.from({ length: 7 }, (_, index) => `waiting ${index}`);
    const others = names.map((name) => ask(`a/${name}`, leaving.signal));
    for (const other of others) other.catch(() => undefined);
    for (const name of names) await until(name, asked);
    const refused = await ask("a/more");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("10");
    expect(refusals).toEqual(["too_many_requests"]);
    expect((await ask("b/fails")).status).toBe(500);
    leaving.abort();
    finish.get("first")?.();
    await first;
    const next = ask("a/next");
    await until("next begins");
    finish.get("next")?.();
    expect((await next).status).toBe(200);
  });

  it("may fail without holding up the next", async () => {
    expect((await ask("a/fails")).status).toBe(500);
    const next = ask("a/next");
    await until("next begins");
    finish.get("next")?.();
    expect((await next).status).toBe(200);
  });
});
