import { erasureDecision, erasureRequest, erasureRequestsAnswer } from "@pumasi/protocol";
import { z } from "zod";
import { applyErasure, type Erasure, eraseHousehold } from "../household/erase-household.js";
import {
  closeRequest,
  describe,
  findRequest,
  listErasureRequests,
} from "../household/erasure-requests.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireOperator, requireWritingOperator } from "./access.js";
import type { App } from "./create-app.js";
import { idempotent } from "./idempotent.js";

const inCommunity = z.object({ community: z.string() });

/** What the operator does about households that ask for their data to be erased. */
export function erasureRoutes(app: App, server: RunningServer): void {
  listRoute(app, server);
  decisionRoute(app, server);
}

function listRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/erasure-requests",
    { schema: { params: inCommunity, response: { 200: erasureRequestsAnswer } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireOperator(server, request, state);
      return listErasureRequests(server.context.open.database, state);
    },
  );
}

function decisionRoute(app: App, server: RunningServer): void {
  app.post(
    "/v1/communities/:community/erasure-requests/:id/decision",
    {
      schema: {
        params: inCommunity.extend({
          id: z.coerce
            .number()
            .int()
            .min(0)
            .max(2 ** 53 - 1),
        }),
        body: erasureDecision,
        response: { 200: erasureRequest },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const { id } = request.params;
      const { decision, note } = request.body;
      let erased: Erasure | null = null;
      let account = 0;
      return idempotent(server, request, {
        who,
        async work(tx) {
          const asked = await findRequest(tx, state, id);
          if (asked.status !== "open") throw new RequestRefusedError("erasure_already_decided");
          account = asked.account;
          const by = { who, at: server.people.wallNow() };
          if (decision === "done") erased = await eraseHousehold(tx, state, account, by);
          await closeRequest(tx, id, { status: decision, ...by, note: note === "" ? null : note });
          return describe(await findRequest(tx, state, id));
        },
        audit: () => ({
          communityId: state.id,
          action: decision === "done" ? "erase personal data" : "refuse erasure",
          subject: `account ${account}`,
        }),
        apply() {
          if (erased !== null) applyErasure(state, erased);
        },
      });
    },
  );
}
