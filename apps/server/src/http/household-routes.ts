import {
  energyPeriod,
  energyStep,
  householdEnergyAnswer,
  householdNeighbours,
  priceText,
  wishEffect as wishEffectAnswer,
} from "@pumasi/protocol";
import { type Instant, parsePrice, slotAt } from "@pumasi/quantities";
import { z } from "zod";
import type { CommunityState } from "../community/community-state.js";
import { calendarSpan } from "../household/energy-spans.js";
import { householdEnergy } from "../household/household-energy.js";
import { householdNeighbours as readNeighbours } from "../household/household-neighbours.js";
import { nameNeighbours } from "../household/neighbour-names.js";
import { wishEffect } from "../household/wish-effect.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, isOwnAccount, requireOwnAccount } from "./access.js";
import type { App } from "./create-app.js";
import { LongAnswers } from "./long-answers.js";
import { accountParam, slotParam } from "./route-params.js";

/** A year of quarter-hours, and some: more rows are asked for in parts. */
const MOST_ROWS = 40_000;

const END_OF_CALENDARS: Instant = Date.parse("9999-01-01T00:00:00Z");

const ofAccount = z.object({
  community: z.string(),
  account: accountParam,
});

const energyQuery = z.union([
  z.object({
    period: energyPeriod,
    at: slotParam.optional().describe("a slot of it; now without"),
  }),
  z.object({ from: slotParam, until: slotParam, step: energyStep.default("slot") }),
]);

/** What a household is told of itself, and nobody else but the operator and auditors. */
export function householdRoutes(app: App, server: RunningServer): void {
  energyRoute(app, server);
  neighboursRoute(app, server);
  wishEffectRoute(app, server);
}

function energyRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.get(
    "/v1/communities/:community/accounts/:account/energy",
    {
      schema: {
        params: ofAccount,
        querystring: energyQuery,
        response: { 200: householdEnergyAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { account } = request.params;
      requireOwnAccount(server, request, state, account);
      const { query } = request;
      const now = context.now();
      const asked =
        "period" in query ? calendarSpan(slotIn(query.at, state, now), query.period, state) : query;
      if (asked.step === "slot" && asked.until - asked.from > MOST_ROWS) {
        const problem = `${asked.until - asked.from} slots: ask for at most ${MOST_ROWS} at once`;
        throw new RequestRefusedError("request_malformed", problem);
      }
      return householdEnergy(context.open.database, state, account, asked, now);
    },
  );
}

/** The slot that is asked for, or that of `now`; refuses one that no calendar has. */
function slotIn(at: number | undefined, { slotSeconds }: CommunityState, now: Instant): number {
  const slot = at ?? slotAt(now, slotSeconds);
  if (slot <= slotAt(END_OF_CALENDARS, slotSeconds)) return slot;
  throw new RequestRefusedError("request_malformed", `slot ${slot}`);
}

function neighboursRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/accounts/:account/neighbours",
    {
      schema: {
        params: ofAccount,
        querystring: z.object({ from: slotParam, until: slotParam }),
        response: { 200: householdNeighbours },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { account } = request.params;
      requireOwnAccount(server, request, state, account);
      const { database } = server.context.open;
      const neighbours = await readNeighbours(database, state, account, request.query);
      // Neighbours agreed to tell their names to each other, not to an auditor.
      if (!isOwnAccount(request, state, account)) return neighbours;
      return nameNeighbours(database, state, account, neighbours);
    },
  );
}

function wishEffectRoute(app: App, server: RunningServer): void {
  const effects = new LongAnswers();
  app.get(
    "/v1/communities/:community/accounts/:account/wish-effect",
    {
      schema: {
        params: ofAccount,
        querystring: z.object({
          buyBelow: priceText,
          sellAbove: priceText,
          days: z.coerce
            .number()
            .int()
            .min(1)
            .max(92)
            .default(30)
            .describe("at most; fewer in a large community, from `from` of the answer on"),
        }),
        response: { 200: wishEffectAnswer },
      },
    },
    async (request, reply) => {
      const state = communityOf(server, request.params.community);
      const { account } = request.params;
      requireOwnAccount(server, request, state, account);
      const { days } = request.query;
      const slots = Math.ceil((days * 86_400) / state.slotSeconds);
      const until = state.nextToMeter;
      const asked = {
        ...{ from: until - slots, until },
        buyBelow: priceIn(request.query.buyBelow),
        sellAbove: priceIn(request.query.sellAbove),
      };
      const { database } = server.context.open;
      // A slider asks for one after the other.
      return effects.compute(reply, `${state.slug} ${account}`, (left) =>
        wishEffect(database, state, account, asked, left),
      );
    },
  );
}

function priceIn(text: string): number {
  const parsed = parsePrice(text);
  if (!parsed.ok)
    throw new RequestRefusedError("request_malformed", `price ${text}: ${parsed.reason}`);
  return parsed.value;
}
