import {
  marketDaysAnswer,
  readRulesTerms,
  rulesPreview,
  rulesPreviewRequest,
  slotBook as slotBookAnswer,
} from "@pumasi/protocol";
import { z } from "zod";
import { marketDays } from "../market-view/market-days.js";
import { requireRecountable } from "../market-view/recount-limit.js";
import { previewRules } from "../market-view/rules-preview.js";
import { slotBook } from "../market-view/slot-book.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireOversight, requireReader } from "./access.js";
import type { App } from "./create-app.js";
import { LongAnswers } from "./long-answers.js";
import { slotParam } from "./route-params.js";

const DAY_SECONDS = 86_400;

/** A year of days, and some: more are asked for in parts. */
const MOST_DAYS = 400;

const DAYS_SHOWN = 30;

const inCommunity = z.object({ community: z.string() });

/** What operators and auditors see of the market, and what another rule would have made of it. */
export function marketRoutes(app: App, server: RunningServer): void {
  bookRoute(app, server);
  daysRoute(app, server);
  previewRoute(app, server);
}

function bookRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/slots/:slot/book",
    {
      schema: {
        params: inCommunity.extend({ slot: slotParam }),
        response: { 200: slotBookAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      // Who sees an open book can bid by it, so it is not for everyone, however public the data is.
      requireOversight(server, request, state);
      const { open, now } = server.context;
      return slotBook(open.database, state, request.params.slot, now());
    },
  );
}

function daysRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/market/days",
    {
      schema: {
        params: inCommunity,
        querystring: z.object({
          from: slotParam.optional().describe(`${DAYS_SHOWN} days before \`until\` without`),
          until: slotParam.optional().describe("the first slot whose gate is open without"),
        }),
        response: { 200: marketDaysAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireReader(server, request, state);
      const slotsIn = (days: number) => Math.ceil((days * DAY_SECONDS) / state.slotSeconds);
      const until = Math.min(request.query.until ?? state.nextToClose, state.nextToClose);
      const asked = Math.max(request.query.from ?? until - slotsIn(DAYS_SHOWN), state.firstSlot);
      if (until - asked > slotsIn(MOST_DAYS)) {
        const problem = `${until - asked} slots: ask for at most ${MOST_DAYS} days at once`;
        throw new RequestRefusedError("request_malformed", problem);
      }
      return marketDays(server.context.open.database, state, { from: asked, until });
    },
  );
}

function previewRoute(app: App, server: RunningServer): void {
  const previews = new LongAnswers();
  app.post(
    "/v1/communities/:community/rules/preview",
    {
      schema: { params: inCommunity, body: rulesPreviewRequest, response: { 200: rulesPreview } },
    },
    async (request, reply) => {
      const state = communityOf(server, request.params.community);
      // It writes nothing, but it costs the server work: not for everyone, and one at a time.
      requireOversight(server, request, state);
      const { terms, days } = request.body;
      const until = state.nextToMeter;
      const read = readRulesTerms(state.rules.length + 1, until, terms);
      if (!read.ok) {
        throw new RequestRefusedError("community_terms_invalid", `${read.reason}: ${read.field}`);
      }
      const slots = Math.ceil((days * DAY_SECONDS) / state.slotSeconds);
      const span = { from: until - slots, until };
      requireRecountable(state, span);
      const { database } = server.context.open;
      return previews.compute(reply, state.slug, (left) =>
        previewRules(database, state, read.rules, span, left),
      );
    },
  );
}
