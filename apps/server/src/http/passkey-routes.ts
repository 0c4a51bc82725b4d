import { type Database, tables } from "@pumasi/database";
import {
  passkeyCreationOptions,
  passkeysAnswer,
  recoveryCodesAnswer,
  registrationRequest,
} from "@pumasi/protocol";
import { and, asc, eq } from "drizzle-orm";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { recordAudit } from "../people/audit.js";
import { creationOptions, keepPasskey, verifyNewPasskey } from "../people/passkeys.js";
import { issueRecoveryCodes, recoveryCodesLeft } from "../people/recovery-codes.js";
import type { Person } from "../people/sessions.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { requireSignedIn, requireWritable } from "./access.js";
import type { SignedInPerson } from "./caller.js";
import type { App } from "./create-app.js";
import { describeSession } from "./session-routes.js";

/** One's own passkeys and recovery codes. */
export function passkeyRoutes(app: App, server: RunningServer): void {
  const { people, context } = server;
  const { database } = context.open;

  app.get("/v1/passkeys", { schema: { response: { 200: passkeysAnswer } } }, async (request) => {
    const { person } = requireSignedIn(request);
    return describePasskeys(database, person);
  });

  app.post(
    "/v1/passkeys/options",
    { schema: { response: { 200: passkeyCreationOptions } } },
    async (request) => {
      const { person, session } = requireOwner(request);
      requireWritable(server);
      const { communityName, name } = describeSession(server, person, session);
      const known = (await passkeysOf(database, person)).map(({ credentialId }) => credentialId);
      const purpose = { kind: "passkey", person: person.id } as const;
      return creationOptions(people, purpose, { name, communityName, known });
    },
  );

  app.post(
    "/v1/passkeys",
    { schema: { body: registrationRequest, response: { 200: passkeysAnswer } } },
    async (request) => {
      const { person } = requireOwner(request);
      requireWritable(server);
      const { purpose, made } = await verifyNewPasskey(people, "passkey", request.body.response);
      if (purpose.person !== person.id) throw new RequestRefusedError("challenge_unknown");
      await write(person, "add passkey", (tx) =>
        keepPasskey(tx, person.id, made, people.wallNow()),
      );
      return describePasskeys(database, person);
    },
  );

  app.delete(
    "/v1/passkeys/:passkey",
    {
      schema: {
        params: z.object({ passkey: z.string().max(1400) }),
        response: { 200: passkeysAnswer },
      },
    },
    async (request) => {
      const { person } = requireOwner(request);
      requireWritable(server);
      await write(person, "remove passkey", (tx) =>
        removePasskey(tx, person, request.params.passkey),
      );
      return describePasskeys(database, person);
    },
  );

  app.post(
    "/v1/recovery-codes",
    { schema: { response: { 200: recoveryCodesAnswer } } },
    async (request) => {
      const { person } = requireOwner(request);
      requireWritable(server);
      const recoveryCodes = await write(person, "renew recovery codes", (tx) =>
        issueRecoveryCodes(tx, person.id),
      );
      return { recoveryCodes };
    },
  );

  /** A person's write on what is its own. */
  function write<T>(
    person: Person,
    action: string,
    work: (tx: Database) => Promise<T>,
  ): Promise<T> {
    return context.writer.write(async (tx) => {
      const done = await work(tx);
      const { id, communityId } = person;
      const audited = { communityId, action, subject: `person ${id}` };
      await recordAudit(tx, audited, { who: id, at: people.wallNow() });
      return done;
    });
  }
}

/** Refuses demo people, too: a demo's visitors share them, and none of them may keep a way in or take it from others. */
function requireOwner(request: FastifyRequest): SignedInPerson {
  const signedIn = requireSignedIn(request);
  if (signedIn.person.isDemo) throw new RequestRefusedError("not_permitted");
  return signedIn;
}

function passkeysOf(database: Database, { id }: Person) {
  const { passkey } = tables;
  return database
    .select()
    .from(passkey)
    .where(eq(passkey.personId, id))
    .orderBy(asc(passkey.recordedAt));
}

/** Refuses what is not one's own (unknown_passkey), and the last one, which would lock its owner out (passkey_last). */
async function removePasskey(tx: Database, person: Person, credentialId: string): Promise<void> {
  const own = await passkeysOf(tx, person);
  if (!own.some((passkey) => passkey.credentialId === credentialId)) {
    throw new RequestRefusedError("unknown_passkey");
  }
  if (own.length === 1) throw new RequestRefusedError("passkey_last");
  const { passkey } = tables;
  await tx
    .delete(passkey)
    .where(and(eq(passkey.personId, person.id), eq(passkey.credentialId, credentialId)));
}

async function describePasskeys(database: Database, person: Person) {
  const instant = (at: number) => new Date(at).toISOString();
  const own = await passkeysOf(database, person);
  return {
    passkeys: own.map(({ credentialId, transports, recordedAt, lastUsedAt }) => ({
      id: credentialId,
      transports,
      recordedAt: instant(recordedAt),
      lastUsedAt: lastUsedAt === null ? null : instant(lastUsedAt),
    })),
    recoveryCodesLeft: await recoveryCodesLeft(database, person.id),
  };
}
