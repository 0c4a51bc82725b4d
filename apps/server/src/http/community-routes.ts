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
import { recordAudit } from "../people/audit.js";
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
      const who = requireWritingOperator(server, request, null);
      const { slug } = request.body;
      let created: CommunityState;
      return idempotent(server, request, {
        who,
        async work(tx) {
          if (context.communities.has(slug))
            throw new RequestRefusedError("community_exists", slug);
          created = await createCommunity(context, tx, request.body, who);
          return describeCommunity(tx, created, context.chain.chainId);
        },
        audit: () => ({ communityId: created.id, action: "create community", subject: null }),
        apply() {
          context.communities.set(slug, created);
          server.addCommunity(slug);
        },
      });
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
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      let rules: CommunityState["rules"][number];
      return idempotent(server, request, {
        who,
        async work(tx) {
          rules = await setRules(context, tx, state, request.body, who);
          return { version: rules.version, ...request.body };
        },
        audit: ({ version, fromSlot }) => ({
          ...{ communityId: state.id, action: "set rules", subject: `rules version ${version}` },
          detail: { fromSlot },
        }),
        apply() {
          state.rules.push(rules);
        },
      });
    },
  );
}

function endRoute(app: App, server: RunningServer): void {
  app.post(
    "/v1/communities/:community/until",
    { schema: { params: inCommunity, body: untilRequest, response: { 200: untilAnswer } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
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
          await recordAudit(
            tx,
            { communityId: state.id, action: "set end", subject: null, detail: { untilSlot } },
            { who, at: server.people.wallNow() },
          );
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
