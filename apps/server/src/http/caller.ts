import type { FastifyInstance, FastifyRequest } from "fastify";
import { findSession, noteUse, type Person, type Session } from "../people/sessions.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import type { App } from "./create-app.js";
import { SESSION_COOKIE } from "./session-cookie.js";

/** Who is signed in with the request's cookie. */
export interface SignedInPerson {
  readonly person: Person;
  readonly session: Session;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Null when nobody is signed in, or the request carries a token: then the cookie says nothing. */
    signedIn: SignedInPerson | null;
  }
}

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Before every route: finds out who is signed in, and refuses a write that another site's page makes in their name. Programs with
 * a token carry no cookie that a page could abuse, so they are exempt.
 */
export function recognizeCallers(app: App, server: RunningServer): void {
  const plain = app as unknown as FastifyInstance;
  plain.decorateRequest("signedIn", null);
  plain.addHook("onRequest", async (request, reply) => {
    // The page's own files are the same for everybody.
    if (!request.url.startsWith("/v1/")) return;
    const id = request.cookies[SESSION_COOKIE];
    if (id === undefined || request.headers.authorization !== undefined) return;
    if (!READS.has(request.method)) requireSameOrigin(server, request);
    const { database } = server.context.open;
    const found = await findSession(database, server.people, id);
    if (found === null) return;
    request.signedIn = found;
    // What is told to one person is nothing for caches.
    reply.header("cache-control", "no-store");
    if (!server.isReadOnly) await noteUse(database, found.session, server.people.wallNow());
  });
}

/**
 * Refuses what another site's page sends. Browsers say where a request comes from in Sec-Fetch-Site; older ones send at least the
 * Origin, which must be the public URL's or the host that was asked. What says neither is refused too.
 */
export function requireSameOrigin(server: RunningServer, request: FastifyRequest): void {
  const { "sec-fetch-site": site, origin } = request.headers;
  if (site !== undefined) {
    if (site === "same-origin") return;
  } else if (origin !== undefined) {
    if (origin === server.people.relyingParty().origin) return;
    if (URL.canParse(origin) && new URL(origin).host === request.host) return;
  }
  throw new RequestRefusedError("cross_site_request");
}
