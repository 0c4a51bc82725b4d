import { tables } from "@pumasi/database";
import {
  demoPeopleAnswer,
  demoSignInRequest,
  passkeyRequestOptions,
  recoveryRequest,
  type SignedIn,
  sessionAnswer,
  signInAnswer,
  signInRequest,
} from "@pumasi/protocol";
import { eq } from "drizzle-orm";
import type { FastifyReply, FastifyRequest } from "fastify";
import { recordAudit } from "../people/audit.js";
import { demoPerson, listDemoPeople } from "../people/demo-people.js";
import { requestOptions, verifySignIn } from "../people/passkeys.js";
import { redeemRecoveryCode } from "../people/recovery-codes.js";
import {
  endSession,
  maySignIn,
  openSession,
  type Person,
  type Session,
} from "../people/sessions.js";
import { type RefusalCode, RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireWritable } from "./access.js";
import { requireSameOrigin } from "./caller.js";
import type { App } from "./create-app.js";
import { clearSessionCookie, setSessionCookie } from "./session-cookie.js";

/** How people sign in and out, and who is signed in. */
export function sessionRoutes(app: App, server: RunningServer): void {
  whoRoute(app, server);
  passkeyRoutes(app, server);
  recoveryRoute(app, server);
  demoRoutes(app, server);
  signOutRoute(app, server);
}

/** A session as its own browser may know it. */
export function describeSession(
  { context }: RunningServer,
  person: Person,
  { signedInBy, expiresAt }: Session,
): SignedIn {
  const states = [...context.communities.values()];
  const community = states.find(({ id }) => id === person.communityId);
  const { id, role, name, account } = person;
  return {
    ...{ person: id, role, name, account, signedInBy },
    community: community?.slug ?? "",
    communityName: community?.name ?? "",
    expiresAt: new Date(expiresAt).toISOString(),
  };
}

function whoRoute(app: App, server: RunningServer): void {
  app.get("/v1/session", { schema: { response: { 200: sessionAnswer } } }, async (request) => {
    const { signedIn } = request;
    return {
      session:
        signedIn === null ? null : describeSession(server, signedIn.person, signedIn.session),
      demoPeople: server.people.hasDemoPeople,
    };
  });
}

function passkeyRoutes(app: App, server: RunningServer): void {
  app.post(
    "/v1/sign-in/options",
    { schema: { response: { 200: passkeyRequestOptions } } },
    async (request) => {
      requireSameOrigin(server, request);
      requireWritable(server);
      return requestOptions(server.people);
    },
  );

  app.post(
    "/v1/sign-in",
    { schema: { body: signInRequest, response: { 200: signInAnswer } } },
    async (request, reply) => {
      requireSameOrigin(server, request);
      requireWritable(server);
      const { people, context } = server;
      const { database } = context.open;
      const used = await verifySignIn(database, people, request.body.response);
      return signIn(server, request, reply, {
        by: "passkey",
        refusal: "passkey_invalid",
        async find(tx, now) {
          await tx
            .update(tables.passkey)
            .set({ counter: used.counter, lastUsedAt: now })
            .where(eq(tables.passkey.credentialId, used.credentialId));
          return personOf(tx, used.personId);
        },
      });
    },
  );
}

function recoveryRoute(app: App, server: RunningServer): void {
  app.post(
    "/v1/sign-in/recovery",
    { schema: { body: recoveryRequest, response: { 200: signInAnswer } } },
    async (request, reply) => {
      requireSameOrigin(server, request);
      requireWritable(server);
      return signIn(server, request, reply, {
        by: "recovery",
        refusal: "recovery_code_invalid",
        async find(tx, now) {
          const id = await redeemRecoveryCode(tx, request.body.code, now);
          if (id === null) return null;
          const person = await personOf(tx, id);
          if (person !== null) {
            const { communityId } = person;
            const subject = `person ${id}`;
            const audited = { communityId, action: "use recovery code", subject };
            await recordAudit(tx, audited, { who: id, at: now });
          }
          return person;
        },
      });
    },
  );
}

/** Without demo people there is nothing at these addresses. */
function demoRoutes(app: App, server: RunningServer): void {
  const requireDemo = ({ url }: FastifyRequest) => {
    if (!server.people.hasDemoPeople) throw new RequestRefusedError("unknown_route", url);
  };

  app.get(
    "/v1/demo-people",
    { schema: { response: { 200: demoPeopleAnswer } } },
    async (request) => {
      requireDemo(request);
      const { open, communities } = server.context;
      return { people: await listDemoPeople(open.database, communities.values()) };
    },
  );

  app.post(
    "/v1/sign-in/demo",
    { schema: { body: demoSignInRequest, response: { 200: signInAnswer } } },
    async (request, reply) => {
      requireDemo(request);
      requireSameOrigin(server, request);
      requireWritable(server);
      const { body } = request;
      const state = communityOf(server, body.community);
      const wanted = { role: body.role, account: body.role === "household" ? body.account : null };
      return signIn(server, request, reply, {
        by: "demo",
        refusal: "unknown_route",
        find: (tx, now) => demoPerson(tx, state, wanted, now),
      });
    },
  );
}

function signOutRoute(app: App, server: RunningServer): void {
  app.post(
    "/v1/sign-out",
    { schema: { response: { 200: sessionAnswer } } },
    async (request, reply) => {
      requireSameOrigin(server, request);
      requireWritable(server);
      const { signedIn } = request;
      const { people, context } = server;
      if (signedIn !== null) {
        await context.writer.write((tx) => endSession(tx, signedIn.session.idHash));
      }
      clearSessionCookie(reply, people);
      return { session: null, demoPeople: people.hasDemoPeople };
    },
  );
}

/** Opens a session for whom `find` finds, in one transaction; refuses nobody, and who may not sign in any more. */
async function signIn(
  server: RunningServer,
  request: FastifyRequest,
  reply: FastifyReply,
  terms: {
    by: Session["signedInBy"];
    refusal: RefusalCode;
    find(tx: Parameters<typeof openSession>[0], now: number): Promise<Person | null>;
  },
): Promise<{ session: SignedIn }> {
  const { people, context } = server;
  const { by, refusal, find } = terms;
  const now = people.wallNow();
  const ended = request.signedIn?.session.idHash ?? null;
  const { person, opened } = await context.writer.write(async (tx) => {
    const person = await find(tx, now);
    if (person === null || !maySignIn(people, person)) throw new RequestRefusedError(refusal);
    return { person, opened: await openSession(tx, person, { by, now, ended }) };
  });
  setSessionCookie(reply, people, opened);
  return { session: describeSession(server, person, opened.session) };
}

async function personOf(tx: Parameters<typeof openSession>[0], id: string): Promise<Person | null> {
  const [row] = await tx.select().from(tables.person).where(eq(tables.person.id, id));
  return row ?? null;
}
