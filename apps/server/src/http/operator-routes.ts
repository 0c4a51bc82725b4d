import { setRulesCall } from "@pumasi/chain";
import { tables } from "@pumasi/database";
import { firstOpenSlot } from "@pumasi/market";
import {
  communityCreation,
  communityDescription,
  enrolmentCode,
  hashRules,
  memberDescription,
  memberRequest,
  membersAnswer,
  publishedRules,
  readRulesTerms,
  revocationAnswer,
  rulesTerms,
  slotNumber,
  untilAnswer,
  untilRequest,
  wish,
} from "@pumasi/protocol";
import { printLedgerUnits, printPrice } from "@pumasi/quantities";
import { and, count, eq, max } from "drizzle-orm";
import { z } from "zod";
import { addMember, issueEnrolmentCode, readWish } from "../community/add-member.js";
import type { CommunityState } from "../community/community-state.js";
import { createCommunity } from "../community/create-community.js";
import { revokeDevice } from "../community/enrol-device.js";
import { newestWish } from "../community/newest-wish.js";
import { enqueue } from "../ledger/outbox.js";
import { describeCommunity } from "../publish/describe-community.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireOperator, requireWritable } from "./access.js";
import type { App } from "./create-app.js";
import { idempotent } from "./idempotent.js";

const inCommunity = z.object({ community: z.string() });
const ofMember = inCommunity.extend({
  member: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});

/** What the operator does: communities, rules, members, codes, revocations. */
export function operatorRoutes(app: App, server: RunningServer): void {
  const { context } = server;
  const { database } = context.open;
  const guard = (request: Parameters<typeof requireOperator>[1]) => {
    requireOperator(server, request);
    requireWritable(server);
  };

  app.post(
    "/v1/communities",
    {
      schema: {
        body: communityCreation,
        response: { 200: communityDescription },
      },
    },
    async (request) => {
      guard(request);
      let created: CommunityState | null = null;
      const { response } = await idempotent(context, request, async (tx) => {
        if (context.communities.has(request.body.slug)) {
          throw new RequestRefusedError("community_exists", request.body.slug);
        }
        created = await createCommunity(context, tx, request.body);
        return describeCommunity(tx, created, context.chain.chainId);
      });
      if (created !== null) {
        context.communities.set(request.body.slug, created);
        server.addCommunity(request.body.slug);
        context.ledgerWork();
      }
      return response;
    },
  );

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
      guard(request);
      const state = communityOf(server, request.params.community);
      const { fromSlot, terms } = request.body;
      const { response, isRepeated } = await idempotent(context, request, async (tx) => {
        const last = state.rules.at(-1);
        const horizon = Math.max(...state.rules.map(({ openSlots }) => openSlots));
        const earliest = Math.max(
          firstOpenSlot(context.now(), state) + horizon,
          last?.fromSlot ?? state.firstSlot,
        );
        if (fromSlot < earliest) {
          throw new RequestRefusedError("rules_in_the_past", `from slot ${earliest} on`);
        }
        const version = state.rules.length + 1;
        const read = readRulesTerms(version, fromSlot, terms);
        if (!read.ok) {
          throw new RequestRefusedError("community_terms_invalid", `${read.reason}: ${read.field}`);
        }
        const hash = hashRules(context.keccak, version, fromSlot, terms);
        const at = context.now();
        await tx.insert(tables.rules).values({
          communityId: state.id,
          version,
          fromSlot,
          terms,
          hash,
          recordedAt: at,
          recordedBy: "operator",
        });
        await enqueue(tx, {
          communityId: state.id,
          key: `${state.id}:setRules:${version}`,
          kind: "setRules",
          call: setRulesCall(state.contracts.community, { rulesHash: hash, fromSlot }),
          at,
        });
        return { version, fromSlot, terms };
      });
      if (!isRepeated) {
        const read = readRulesTerms(response.version, fromSlot, terms);
        if (read.ok) state.rules.push(read.rules);
        context.ledgerWork();
      }
      return response;
    },
  );

  app.post(
    "/v1/communities/:community/until",
    {
      schema: {
        params: inCommunity,
        body: untilRequest,
        response: { 200: untilAnswer },
      },
    },
    async (request) => {
      guard(request);
      const state = communityOf(server, request.params.community);
      const { untilSlot } = request.body;
      const [ordered] = await database
        .select({ slot: max(tables.order.slot) })
        .from(tables.order)
        .where(eq(tables.order.communityId, state.id));
      const earliest = Math.max(state.nextToClose, state.firstSlot + 1, (ordered?.slot ?? 0) + 1);
      const isSame = untilSlot === state.untilSlot;
      if (!isSame && untilSlot < earliest) {
        throw new RequestRefusedError("until_slot_invalid", `from slot ${earliest} on`);
      }
      await context.writer.write((tx) =>
        tx.update(tables.community).set({ untilSlot }).where(eq(tables.community.id, state.id)),
      );
      state.untilSlot = untilSlot;
      server.clock.turn();
      return { untilSlot };
    },
  );

  app.get(
    "/v1/communities/:community/members",
    {
      schema: {
        params: inCommunity,
        response: { 200: membersAnswer },
      },
    },
    async (request) => {
      requireOperator(server, request);
      const state = communityOf(server, request.params.community);
      const rows = await database
        .select()
        .from(tables.member)
        .where(eq(tables.member.communityId, state.id));
      const members = [];
      for (const row of rows) members.push(await describeMember(server, state, row));
      return { members };
    },
  );

  app.post(
    "/v1/communities/:community/members",
    { schema: { params: inCommunity, body: memberRequest, response: { 200: memberDescription } } },
    async (request) => {
      guard(request);
      const state = communityOf(server, request.params.community);
      let added: Awaited<ReturnType<typeof addMember>> | null = null;
      const { response } = await idempotent(context, request, async (tx) => {
        added = await addMember(context, tx, state, request.body);
        const { member, account, meter } = added;
        return {
          member,
          name: request.body.name,
          pod: meter.pod,
          account: account.account,
          meter: meter.meter,
          pseudonym: account.pseudonym,
          creditLimit: printLedgerUnits(account.creditLimit),
          wish: request.body.wish,
          devices: [],
        };
      });
      if (added !== null) {
        const { account, meter } = added as Awaited<ReturnType<typeof addMember>>;
        state.accounts.set(account.account, account);
        state.meters.set(meter.meter, meter);
        context.ledgerWork();
        context.events.announce(state.id);
      }
      return response;
    },
  );

  app.post(
    "/v1/communities/:community/members/:member/enrolment-codes",
    { schema: { params: ofMember, response: { 200: enrolmentCode } } },
    async (request) => {
      guard(request);
      const state = communityOf(server, request.params.community);
      const member = await memberRow(server, state, request.params.member);
      const meter = [...state.meters.values()].find(({ account }) => account === member.account);
      if (meter === undefined) throw new RequestRefusedError("unknown_member");
      const { response } = await idempotent(context, request, async (tx) => {
        const [issued] = await tx
          .select({ codes: count() })
          .from(tables.enrolmentCode)
          .where(
            and(
              eq(tables.enrolmentCode.communityId, state.id),
              eq(tables.enrolmentCode.meter, meter.meter),
            ),
          );
        const code = await issueEnrolmentCode(context, tx, state, meter, issued?.codes ?? 0);
        return { code: code.code, expiresAt: new Date(code.expiresAt).toISOString() };
      });
      return response;
    },
  );

  app.post(
    "/v1/communities/:community/members/:member/wish",
    { schema: { params: ofMember, body: wish, response: { 200: wish } } },
    async (request) => {
      guard(request);
      const state = communityOf(server, request.params.community);
      const member = await memberRow(server, state, request.params.member);
      const read = readWish(request.body);
      await idempotent(context, request, async (tx) => {
        await tx.insert(tables.wish).values({
          communityId: state.id,
          account: member.account,
          ...read,
          recordedAt: context.now(),
        });
        return {};
      });
      return request.body;
    },
  );

  app.post(
    "/v1/communities/:community/devices/:device/revocation",
    {
      schema: {
        params: inCommunity.extend({ device: z.string() }),
        response: { 200: revocationAnswer },
      },
    },
    async (request) => {
      guard(request);
      const state = communityOf(server, request.params.community);
      const address = request.params.device.toLowerCase() as `0x${string}`;
      const { response } = await idempotent(context, request, async (tx) => ({
        device: address,
        untilSlot: await revokeDevice(context, tx, state, address),
      }));
      const device = state.devices.get(address);
      if (device !== undefined) device.untilSlot = response.untilSlot;
      context.ledgerWork();
      context.events.announce(state.id);
      // Nobody has to wait for the orders of a device that has lost its key.
      server.parts.get(state.slug)?.intake.schedule();
      server.clock.turn();
      return response;
    },
  );
}

async function memberRow(server: RunningServer, state: CommunityState, id: number) {
  const { member } = tables;
  const [row] = await server.context.open.database
    .select()
    .from(member)
    .where(and(eq(member.communityId, state.id), eq(member.id, id)));
  if (row === undefined) throw new RequestRefusedError("unknown_member", `${id}`);
  return row;
}

async function describeMember(
  server: RunningServer,
  state: CommunityState,
  row: typeof tables.member.$inferSelect,
) {
  const account = state.accounts.get(row.account);
  const meter = [...state.meters.values()].find((own) => own.account === row.account);
  if (account === undefined || meter === undefined) throw new RequestRefusedError("unknown_member");
  const limits = await newestWish(server.context.open.database, state, row.account);
  return {
    member: row.id,
    name: row.name,
    pod: meter.pod,
    account: row.account,
    meter: meter.meter,
    pseudonym: account.pseudonym,
    creditLimit: printLedgerUnits(account.creditLimit),
    wish: { buyBelow: printPrice(limits.buyBelow), sellAbove: printPrice(limits.sellAbove) },
    devices: [...state.devices.values()]
      .filter((device) => device.account === row.account)
      .map(({ device, fromSlot, untilSlot }) => ({ device, fromSlot, untilSlot })),
  };
}
