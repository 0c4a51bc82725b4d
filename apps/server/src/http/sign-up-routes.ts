import { randomUUID } from "node:crypto";
import { type Database, tables } from "@pumasi/database";
import {
  passkeyCreationOptions,
  registrationRequest,
  signUpAnswer,
  signUpOptionsRequest,
} from "@pumasi/protocol";
import { eq } from "drizzle-orm";
import { recordAudit } from "../people/audit.js";
import { openInvitation } from "../people/invitations.js";
import { hashCode } from "../people/one-time-secrets.js";
import { creationOptions, keepPasskey, verifyNewPasskey } from "../people/passkeys.js";
import { issueRecoveryCodes } from "../people/recovery-codes.js";
import { openSession, type Person } from "../people/sessions.js";
import type { RunningServer } from "../running-server.js";
import { requireWritable } from "./access.js";
import { requireSameOrigin } from "./caller.js";
import type { App } from "./create-app.js";
import { setSessionCookie } from "./session-cookie.js";
import { describeSession } from "./session-routes.js";

/** How an invited person makes its passkey and is signed in. */
export function signUpRoutes(app: App, server: RunningServer): void {
  const { context } = server;

  app.post(
    "/v1/sign-up/options",
    { schema: { body: signUpOptionsRequest, response: { 200: passkeyCreationOptions } } },
    async (request) => {
      requireSameOrigin(server, request);
      requireWritable(server);
      const { people } = server;
      const invitation = hashCode(request.body.invitation);
      const { database } = context.open;
      const { name, communityId } = await openInvitation(database, invitation, people.wallNow());
      const purpose = { kind: "sign-up", invitation, person: randomUUID() } as const;
      const communityName = await nameOfCommunity(database, communityId);
      return creationOptions(people, purpose, { name, communityName, known: [] });
    },
  );

  app.post(
    "/v1/sign-up",
    { schema: { body: registrationRequest, response: { 200: signUpAnswer } } },
    async (request, reply) => {
      requireSameOrigin(server, request);
      requireWritable(server);
      const { people } = server;
      const { purpose, made } = await verifyNewPasskey(people, "sign-up", request.body.response);
      const now = people.wallNow();
      const ended = request.signedIn?.session.idHash ?? null;
      const { person, opened, recoveryCodes } = await context.writer.write(async (tx) => {
        const person = await acceptInvitation(tx, purpose, now);
        await keepPasskey(tx, person.id, made, now);
        const recoveryCodes = await issueRecoveryCodes(tx, person.id);
        const opened = await openSession(tx, person, { by: "passkey", now, ended });
        await recordAudit(
          tx,
          { communityId: person.communityId, action: "sign up", subject: `person ${person.id}` },
          { who: person.id, at: now },
        );
        return { person, opened, recoveryCodes };
      });
      setSessionCookie(reply, people, opened);
      return { session: describeSession(server, person, opened.session), recoveryCodes };
    },
  );
}

/** Uses an invitation up; the person is who it was made for. Refuses one that was used meanwhile, or is too old. */
async function acceptInvitation(
  tx: Database,
  { invitation, person: id }: { invitation: string; person: string },
  now: number,
): Promise<Person> {
  const invited = await openInvitation(tx, invitation, now);
  await tx
    .update(tables.invitation)
    .set({ usedAt: now })
    .where(eq(tables.invitation.codeHash, invitation));
  const { communityId, role, account, name, recordedBy } = invited;
  const person: Person = {
    ...{ id, communityId, role, account, name, isDemo: false },
    ...{ recordedAt: now, recordedBy, endedAt: null },
  };
  await tx.insert(tables.person).values(person);
  return person;
}

async function nameOfCommunity(database: Database, id: number): Promise<string> {
  const [row] = await database
    .select({ name: tables.community.name })
    .from(tables.community)
    .where(eq(tables.community.id, id));
  return row?.name ?? "";
}
