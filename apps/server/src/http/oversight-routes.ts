import {
  actionGroup,
  communityActionsAnswer,
  communityHealth,
  communityLedger,
  ledgerAction,
  monthEndAnswer,
  printableText,
} from "@pumasi/protocol";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { describeCommunityLedger } from "../oversight/describe-community-ledger.js";
import { describeHealth } from "../oversight/describe-health.js";
import { describeMonthEnd } from "../oversight/describe-month-end.js";
import { listCommunityActions } from "../oversight/list-community-actions.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireOversight } from "./access.js";
import type { App } from "./create-app.js";
import { nonceParam } from "./route-params.js";

const inCommunity = z.object({ community: z.string() });

/** What operators and auditors look after a community by. */
export function oversightRoutes(app: App, server: RunningServer): void {
  healthRoute(app, server);
  ledgerRoutes(app, server);
  monthEndRoute(app, server);
}

/** Auditors know accounts and meters, not neighbours. */
function mayReadNames(request: FastifyRequest): boolean {
  return request.signedIn?.person.role !== "auditor";
}

function healthRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/health",
    { schema: { params: inCommunity, response: { 200: communityHealth } } },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireOversight(server, request, state);
      return describeHealth(server, state, mayReadNames(request));
    },
  );
}

function ledgerRoutes(app: App, server: RunningServer): void {
  const { database } = server.context.open;
  app.get(
    "/v1/communities/:community/ledger",
    { schema: { params: inCommunity, response: { 200: communityLedger } } },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireOversight(server, request, state);
      return describeCommunityLedger(database, state);
    },
  );
  app.get(
    "/v1/communities/:community/ledger/actions",
    {
      schema: {
        params: inCommunity,
        querystring: z.object({
          group: actionGroup.optional(),
          kind: printableText(64).optional(),
          status: ledgerAction.shape.status.optional(),
          before: nonceParam.optional(),
          limit: z.coerce.number().int().min(1).max(500).default(50),
        }),
        response: { 200: communityActionsAnswer },
      },
    },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireOversight(server, request, state);
      return listCommunityActions(database, state, request.query);
    },
  );
}

function monthEndRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/month-end",
    {
      schema: {
        params: inCommunity,
        querystring: z.object({
          month: z
            .string()
            .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
            .optional()
            .describe("a local calendar month, YYYY-MM; that of market time without"),
        }),
        response: { 200: monthEndAnswer },
      },
    },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireOversight(server, request, state);
      const { month } = request.query;
      return describeMonthEnd(server.context, state, { month, withNames: mayReadNames(request) });
    },
  );
}
