import { tables } from "@pumasi/database";
import {
  communityCreation,
  communityDescription,
  publishedRules,
  rulesTerms,
  slotNumber,
  untilAnswer,
  untilRequest,
} from "@pumasi/protocol";
import { eq, max } from "drizzle-orm";
import { z } from "zod";
import type { CommunityState } from "../community/community-state.js";
import { createCommunity } from "../community/create-community.js";
import { setRules } from "../community/set-rules.js";
import { describeCommunity } from "../publish/describe-community.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireWritingOperator } from "./access.js";
import type { App } from "./create-app.js";
import { idempotent } from "./idempotent.js";

const inCommunity = z.object({ community: z.string() });

/** What the operator does to a whole community: found it, change its rules, name its end. */
export function communityRoutes(app: App, server: RunningServer): void {
  foundingRoute(app, server);
  rulesRoute(app, server);
  endRoute(app, server);
}

function foundingRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.post(
    "/v1/communities",
    { schema: { body: communityCreation, response: { 200: communityDescription } } },
    async (request) => {
      requireWritingOperator(server, request);
      const { slug } = request.body;
      let created: CommunityState;
      return idempotent(
        context,
        request,
        async (tx) => {
          if (context.communities.has(slug))
            throw new RequestRefusedError("community_exists", slug);
          created = await createCommunity(context, tx, request.body);
          return describeCommunity(tx, created, context.chain.chainId);
        },
        () => {
          context.communities.set(slug, created);
          server.addCommunity(slug);
        },
      );
    },
  );
}

function rulesRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.post(
    "/v1/communities/:community/rules",
    {
      schema: {
        params: inCommunity,
        body: z.object({ fromSlot: slotNumber, terms: rulesTerms }),
        response: { 200: publishedRules },
      },
    },
    async (request) => {
      requireWritingOperator(server, request);
      const state = communityOf(server, request.params.community);
      let rules: CommunityState["rules"][number];
      return idempotent(
        context,
        request,
        async (tx) => {
          rules = await setRules(context, tx, state, request.body);
          return { version: rules.version, ...request.body };
        },
        () => {
          state.rules.push(rules);
        },
      );
    },
  );
}

function endRoute(app: App, server: RunningServer): void {
  app.post(
    "/v1/communities/:community/until",
    { schema: { params: inCommunity, body: untilRequest, response: { 200: untilAnswer } } },
    async (request) => {
      requireWritingOperator(server, request);
      const state = communityOf(server, request.params.community);
      const { untilSlot } = request.body;
      await server.context.writer.write(
        async (tx) => {
          const [ordered] = await tx
            .select({ slot: max(tables.order.slot) })
            .from(tables.order)
            .where(eq(tables.order.communityId, state.id));
          const afterOrders = (ordered?.slot ?? 0) + 1;
          const earliest = Math.max(state.nextToClose, state.firstSlot + 1, afterOrders);
          if (untilSlot !== state.untilSlot && untilSlot < earliest) {
            throw new RequestRefusedError("until_slot_invalid", `from slot ${earliest} on`);
          }
          const { community } = tables;
          await tx.update(community).set({ untilSlot }).where(eq(community.id, state.id));
        },
        () => {
          state.untilSlot = untilSlot;
        },
      );
      server.clock.turn();
      return { untilSlot };
    },
  );
}
