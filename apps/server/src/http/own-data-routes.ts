import { Readable } from "node:stream";
import {
  consentRequest,
  consentsAnswer,
  erasureAction,
  householdExport,
  ownErasureAnswer,
} from "@pumasi/protocol";
import { z } from "zod";
import { listConsents, recordConsent } from "../household/consents.js";
import { describeOwn } from "../household/describe-own.js";
import { askForErasure, ownErasure, withdrawErasure } from "../household/erasure-requests.js";
import { exportHousehold } from "../household/export-household.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireHousehold, requireWritable } from "./access.js";
import type { App } from "./create-app.js";
import { idempotent } from "./idempotent.js";

const inCommunity = z.object({ community: z.string() });

/** What a household may see, take along, agree to and ask for, of the data that are kept about it. */
export function ownDataRoutes(app: App, server: RunningServer): void {
  consentRoutes(app, server);
  exportRoute(app, server);
  erasureRoutes(app, server);
}

function consentRoutes(app: App, server: RunningServer): void {
  const path = "/v1/communities/:community/me/consents";
  app.get(
    path,
    { schema: { params: inCommunity, response: { 200: consentsAnswer } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { account } = requireHousehold(request, state);
      return { consents: await listConsents(server.context.open.database, state, account) };
    },
  );

  app.post(
    path,
    { schema: { params: inCommunity, body: consentRequest, response: { 200: consentsAnswer } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { who, account } = requireHousehold(request, state);
      requireWritable(server);
      const { kind, given } = request.body;
      return idempotent(server, request, {
        who,
        async work(tx) {
          const by = { who, at: server.people.wallNow() };
          await recordConsent(tx, state, { account, kind, given }, by);
          return { consents: await listConsents(tx, state, account) };
        },
        audit: () => ({
          communityId: state.id,
          action: given ? "give consent" : "withdraw consent",
          subject: `account ${account}`,
          detail: { kind },
        }),
      });
    },
  );
}

/** The answer is written while it is read from the database, and no faster than it is fetched. */
function exportRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/me/export",
    { schema: { params: inCommunity, response: { 200: householdExport } } },
    async (request, reply) => {
      const state = communityOf(server, request.params.community);
      const { account } = requireHousehold(request, state);
      const { context, people } = server;
      const { database } = context.open;
      const description = await describeOwn(database, state, account);
      const now = { market: context.now(), wall: people.wallNow() };
      const pieces = exportHousehold({ database, state, account }, description, now);
      const file = `pumasi-${state.slug}-${account}.json`;
      reply.header("content-disposition", `attachment; filename="${file}"`);
      reply.type("application/json; charset=utf-8");
      return reply.send(Readable.from(pieces, { highWaterMark: 1 }) as never);
    },
  );
}

function erasureRoutes(app: App, server: RunningServer): void {
  const path = "/v1/communities/:community/me/erasure";
  app.get(
    path,
    { schema: { params: inCommunity, response: { 200: ownErasureAnswer } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { account } = requireHousehold(request, state);
      return ownErasure(server.context.open.database, state, account);
    },
  );

  app.post(
    path,
    { schema: { params: inCommunity, body: erasureAction, response: { 200: ownErasureAnswer } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { who, account } = requireHousehold(request, state);
      requireWritable(server);
      const isAsked = request.body.action === "ask";
      return idempotent(server, request, {
        who,
        async work(tx) {
          const by = { who, at: server.people.wallNow() };
          await (isAsked ? askForErasure : withdrawErasure)(tx, state, account, by);
          return ownErasure(tx, state, account);
        },
        audit: () => ({
          communityId: state.id,
          action: isAsked ? "ask for erasure" : "withdraw erasure request",
          subject: `account ${account}`,
        }),
      });
    },
  );
}
