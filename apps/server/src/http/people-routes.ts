import { tables } from "@pumasi/database";
import {
  auditAnswer,
  auditChoices,
  instantText,
  invitationAnswer,
  invitationRequest,
  type PersonDescription,
  peopleAnswer,
  personDescription,
  printableText,
} from "@pumasi/protocol";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { listAudit, listAuditChoices, recordAudit } from "../people/audit.js";
import { issueInvitation } from "../people/invitations.js";
import { endSessionsOf, type Person } from "../people/sessions.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import {
  communityOf,
  requireOperator,
  requireOversight,
  requireWritingOperator,
} from "./access.js";
import type { App } from "./create-app.js";
import { idempotent } from "./idempotent.js";

const inCommunity = z.object({ community: z.string() });
const sought = printableText(100).min(1);
const ofPerson = inCommunity.extend({ person: printableText(64) });

/** Who may sign in to a community, and what was done there by whom. */
export function peopleRoutes(app: App, server: RunningServer): void {
  invitationRoute(app, server);
  listRoute(app, server);
  endRoute(app, server);
  auditRoute(app, server);
}

/** Not idempotent by key: an answer that is kept for a repetition would keep the code. Asked again, it makes another invitation. */
function invitationRoute(app: App, server: RunningServer): void {
  app.post(
    "/v1/communities/:community/invitations",
    {
      schema: { params: inCommunity, body: invitationRequest, response: { 200: invitationAnswer } },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const { body } = request;
      const now = server.people.wallNow();
      const { code, expiresAt } = await server.context.writer.write(async (tx) => {
        const issued = await issueInvitation(tx, state, body, { now, who });
        const subject = body.role === "household" ? `account ${body.account}` : body.role;
        const audited = { communityId: state.id, action: "invite", subject };
        await recordAudit(tx, audited, { who, at: now });
        return issued;
      });
      return { code, expiresAt: new Date(expiresAt).toISOString() };
    },
  );
}

function listRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/people",
    { schema: { params: inCommunity, response: { 200: peopleAnswer } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireOperator(server, request, state);
      const rows = await server.context.open.database
        .select()
        .from(tables.person)
        .where(eq(tables.person.communityId, state.id))
        .orderBy(asc(tables.person.recordedAt));
      return { people: rows.map(describePerson) };
    },
  );
}

function endRoute(app: App, server: RunningServer): void {
  app.post(
    "/v1/communities/:community/people/:person/end",
    { schema: { params: ofPerson, response: { 200: personDescription } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const { person } = tables;
      const { person: id } = request.params;
      return idempotent(server, request, {
        who,
        async work(tx) {
          const [row] = await tx
            .update(person)
            .set({ endedAt: server.people.wallNow() })
            .where(and(eq(person.id, id), eq(person.communityId, state.id)))
            .returning();
          if (row === undefined) throw new RequestRefusedError("unknown_person", id);
          await endSessionsOf(tx, id);
          return describePerson(row);
        },
        audit: () => ({ communityId: state.id, action: "end access", subject: `person ${id}` }),
      });
    },
  );
}

function auditRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/audit",
    {
      schema: {
        params: inCommunity,
        querystring: z.object({
          from: z.coerce.number().int().min(0).optional(),
          before: z.coerce.number().int().min(0).optional(),
          who: printableText(64).min(1).optional(),
          action: printableText(64).min(1).optional(),
          subject: sought.optional(),
          since: instantText.optional(),
          until: instantText.optional(),
          text: sought.optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
        response: { 200: auditAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireOversight(server, request, state);
      const withNames = request.signedIn?.person.role !== "auditor";
      const { database } = server.context.open;
      const { since, until, ...rest } = request.query;
      const span = { since: instantOf(since), until: instantOf(until) };
      return {
        entries: await listAudit(database, state.id, { ...rest, ...span, withNames }),
      };
    },
  );
  app.get(
    "/v1/communities/:community/audit/choices",
    { schema: { params: inCommunity, response: { 200: auditChoices } } },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireOversight(server, request, state);
      const withNames = request.signedIn?.person.role !== "auditor";
      return listAuditChoices(server.context.open.database, state.id, withNames);
    },
  );
}

const instantOf = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));

function describePerson(row: Person): PersonDescription {
  const { id, role, name, account, isDemo, recordedAt, endedAt } = row;
  return {
    ...{ person: id, role, name, account, isDemo },
    recordedAt: new Date(recordedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  };
}
