import { tables } from "@pumasi/database";
import {
  accountsAnswer,
  committedAccountSlots,
  committedPeriod,
  committedSlot,
  communitiesAnswer,
  communityDescription,
  communityTotals,
  ledgerActionsAnswer,
  ledgerStatus,
  periodsAnswer,
  publishedSlot,
  publishedSlotsAnswer,
  refusalsAnswer,
  serverStatus,
  slotProof,
  slotSummary,
  slotsAnswer,
} from "@pumasi/protocol";
import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { describeAccounts } from "../publish/describe-accounts.js";
import { describeCommunity } from "../publish/describe-community.js";
import { describeLedger, listActions } from "../publish/describe-ledger.js";
import { describeServer } from "../publish/describe-server.js";
import { listSlots } from "../publish/list-slots.js";
import {
  publishAccountSlots,
  publishLeaves,
  publishPeriodLeaves,
} from "../publish/publish-leaves.js";
import { publishPeriods } from "../publish/publish-periods.js";
import { publishProof } from "../publish/publish-proof.js";
import { publishSlots } from "../publish/publish-slots.js";
import { sumTotals } from "../publish/sum-totals.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireAccount, requireReader } from "./access.js";
import type { App } from "./create-app.js";
import { LEDGER_RPC_PATH } from "./ledger-rpc-route.js";
import { accountParam, periodParam } from "./route-params.js";

const inCommunity = z.object({ community: z.string() });
const ofSlot = inCommunity.extend({ slot: z.coerce.number().int() });
const ofPeriod = inCommunity.extend({ period: periodParam });
const ofAccountInPeriod = ofPeriod.extend({ account: accountParam });
const ofAccountInSlot = ofSlot.extend({ account: accountParam });
const slotRange = z.object({
  from: z.coerce.number().int().optional(),
  until: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** What anyone may read, and what auditors recompute everything from. */
export function readerRoutes(app: App, server: RunningServer): void {
  const { context } = server;
  const { database } = context.open;

  const rpcUrlFor = ({ protocol, host }: { protocol: string; host: string }) =>
    `${protocol}://${host}${LEDGER_RPC_PATH}`;

  app.get("/v1/status", { schema: { response: { 200: serverStatus } } }, (request) =>
    describeServer(server, rpcUrlFor(request)),
  );

  app.get("/v1/ledger", { schema: { response: { 200: ledgerStatus } } }, (request) =>
    describeLedger(server, rpcUrlFor(request)),
  );

  app.get(
    "/v1/ledger/actions",
    {
      schema: {
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
        response: { 200: ledgerActionsAnswer },
      },
    },
    async (request) => ({ actions: await listActions(database, request.query.limit) }),
  );

  app.get("/v1/communities", { schema: { response: { 200: communitiesAnswer } } }, async () => {
    const communities = [];
    for (const state of context.communities.values()) {
      communities.push(await describeCommunity(database, state, context.chain.chainId));
    }
    return { communities };
  });

  app.get(
    "/v1/communities/:community",
    { schema: { params: inCommunity, response: { 200: communityDescription } } },
    (request) =>
      describeCommunity(
        database,
        communityOf(server, request.params.community),
        context.chain.chainId,
      ),
  );

  app.get(
    "/v1/communities/:community/slots",
    {
      schema: {
        params: inCommunity,
        querystring: slotRange,
        response: { 200: slotsAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      return { slots: await listSlots(context, state, request.query) };
    },
  );

  app.get(
    "/v1/communities/:community/slots/:slot",
    { schema: { params: ofSlot, response: { 200: slotSummary } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { slot } = request.params;
      const [summary] = await listSlots(context, state, { from: slot, until: slot + 1, limit: 1 });
      if (summary === undefined) throw new RequestRefusedError("unknown_slot", `${slot}`);
      return summary;
    },
  );

  app.get(
    "/v1/communities/:community/slots/:slot/published",
    { schema: { params: ofSlot, response: { 200: publishedSlot } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireReader(server, request, state);
      const { slot } = request.params;
      const [published] = await publishSlots(database, state, slot, slot + 1);
      if (published === undefined) throw new RequestRefusedError("unknown_slot", `${slot}`);
      return published;
    },
  );

  app.get(
    "/v1/communities/:community/slots/:slot/leaves",
    { schema: { params: ofSlot, response: { 200: committedSlot } } },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireReader(server, request, state);
      return publishLeaves(context.keccak, database, state, request.params.slot);
    },
  );

  app.get(
    "/v1/communities/:community/slots/:slot/proofs/:account",
    { schema: { params: ofAccountInSlot, response: { 200: slotProof } } },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireAccount(server, request, state, request.params.account);
      return publishProof(context, state, request.params);
    },
  );

  app.get(
    "/v1/communities/:community/periods/:period/leaves",
    { schema: { params: ofPeriod, response: { 200: committedPeriod } } },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireReader(server, request, state);
      return publishPeriodLeaves(context.keccak, database, state, request.params.period);
    },
  );

  app.get(
    "/v1/communities/:community/periods/:period/leaves/:account",
    { schema: { params: ofAccountInPeriod, response: { 200: committedAccountSlots } } },
    (request) => {
      const state = communityOf(server, request.params.community);
      requireAccount(server, request, state, request.params.account);
      return publishAccountSlots(context.keccak, database, state, request.params);
    },
  );

  app.get(
    "/v1/communities/:community/published",
    {
      schema: {
        params: inCommunity,
        querystring: z.object({
          from: z.coerce.number().int(),
          limit: z.coerce.number().int().min(1).max(200).default(100),
        }),
        response: { 200: publishedSlotsAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireReader(server, request, state);
      const { from, limit } = request.query;
      return { slots: await publishSlots(database, state, from, from + limit) };
    },
  );

  app.get(
    "/v1/communities/:community/periods",
    {
      schema: {
        params: inCommunity,
        response: { 200: periodsAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireReader(server, request, state);
      return { periods: await publishPeriods(database, state) };
    },
  );

  app.get(
    "/v1/communities/:community/accounts",
    {
      schema: {
        params: inCommunity,
        response: { 200: accountsAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireReader(server, request, state);
      return { accounts: await describeAccounts(database, state) };
    },
  );

  app.get(
    "/v1/communities/:community/totals",
    {
      schema: {
        params: inCommunity,
        querystring: slotRange.pick({ from: true, until: true }),
        response: { 200: communityTotals },
      },
    },
    (request) => {
      const state = communityOf(server, request.params.community);
      return sumTotals(database, state, request.query.from, request.query.until);
    },
  );

  app.get(
    "/v1/communities/:community/refusals",
    {
      schema: {
        params: inCommunity,
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
        response: { 200: refusalsAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireReader(server, request, state);
      const { refusal } = tables;
      const rows = await database
        .select()
        .from(refusal)
        .where(eq(refusal.communityId, state.id))
        .orderBy(desc(refusal.hour))
        .limit(request.query.limit);
      return {
        refusals: rows.map(({ code, hour, count, detail }) => ({
          code,
          hour: new Date(hour).toISOString(),
          count,
          detail,
        })),
      };
    },
  );
}
