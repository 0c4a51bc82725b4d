import { tables } from "@pumasi/database";
import {
  enrolmentCode,
  memberDescription,
  memberRequest,
  membersAnswer,
  membershipEndRequest,
  revocationAnswer,
  wish,
} from "@pumasi/protocol";
import { printLedgerUnits } from "@pumasi/quantities";
import { and, count, eq } from "drizzle-orm";
import { z } from "zod";
import { addMember, issueEnrolmentCode } from "../community/add-member.js";
import type { CommunityState } from "../community/community-state.js";
import {
  applyMembershipEnd,
  endMembership,
  type MembershipEnd,
} from "../community/end-membership.js";
import { revokeDevice } from "../community/revoke-device.js";
import { describeMember } from "../publish/describe-member.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireOperator, requireWritingOperator } from "./access.js";
import type { App } from "./create-app.js";
import { idempotent } from "./idempotent.js";
import { writeWish } from "./write-wish.js";

const inCommunity = z.object({ community: z.string() });
const ofMember = inCommunity.extend({
  member: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});

/** What the operator does with members and their devices. */
export function memberRoutes(app: App, server: RunningServer): void {
  listRoute(app, server);
  registrationRoute(app, server);
  enrolmentCodeRoute(app, server);
  wishRoute(app, server);
  endRoute(app, server);
  revocationRoute(app, server);
}

function listRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/members",
    { schema: { params: inCommunity, response: { 200: membersAnswer } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireOperator(server, request, state);
      const rows = await server.context.open.database
        .select()
        .from(tables.member)
        .where(eq(tables.member.communityId, state.id));
      const members = [];
      for (const row of rows)
        members.push(await describeMember(server.context.open.database, state, row));
      return { members };
    },
  );
}

function registrationRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.post(
    "/v1/communities/:community/members",
    { schema: { params: inCommunity, body: memberRequest, response: { 200: memberDescription } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      let added: Awaited<ReturnType<typeof addMember>>;
      const response = await idempotent(server, request, {
        who,
        async work(tx) {
          added = await addMember(context, tx, state, request.body, who);
          const { member, account, meter } = added;
          return {
            member,
            name: request.body.name,
            pod: meter.pod,
            account: account.account,
            meter: meter.meter,
            fromSlot: null,
            untilSlot: null,
            pseudonym: account.pseudonym,
            creditLimit: printLedgerUnits(account.creditLimit),
            wish: request.body.wish,
            devices: [],
          };
        },
        audit: ({ account, creditLimit }) => ({
          ...{ communityId: state.id, action: "add member", subject: `account ${account}` },
          detail: { creditLimit },
        }),
        apply() {
          state.accounts.set(added.account.account, added.account);
          state.meters.set(added.meter.meter, added.meter);
        },
      });
      context.events.announce(state.id);
      return response;
    },
  );
}

function enrolmentCodeRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.post(
    "/v1/communities/:community/members/:member/enrolment-codes",
    { schema: { params: ofMember, response: { 200: enrolmentCode } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const member = await memberRow(server, state, request.params.member);
      const meter = state.meterOf(member.account);
      if (meter === undefined) throw new RequestRefusedError("unknown_member");
      const { enrolmentCode: codes } = tables;
      return idempotent(server, request, {
        who,
        async work(tx) {
          if (meter.untilSlot !== null) throw new RequestRefusedError("membership_ended");
          const [issued] = await tx
            .select({ codes: count() })
            .from(codes)
            .where(and(eq(codes.communityId, state.id), eq(codes.meter, meter.meter)));
          const code = await issueEnrolmentCode(context, tx, state, meter, issued?.codes ?? 0);
          return { code: code.code, expiresAt: new Date(code.expiresAt).toISOString() };
        },
        audit: () => ({
          communityId: state.id,
          action: "issue enrolment code",
          subject: `account ${member.account}`,
        }),
      });
    },
  );
}

function wishRoute(app: App, server: RunningServer): void {
  app.post(
    "/v1/communities/:community/members/:member/wish",
    { schema: { params: ofMember, body: wish, response: { 200: wish } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const { account } = await memberRow(server, state, request.params.member);
      return writeWish(server, request, state, { who, account, limits: request.body });
    },
  );
}

function endRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.post(
    "/v1/communities/:community/members/:member/end",
    {
      schema: {
        params: ofMember,
        body: membershipEndRequest,
        response: { 200: memberDescription },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const member = await memberRow(server, state, request.params.member);
      let end: MembershipEnd;
      const response = await idempotent(server, request, {
        who,
        async work(tx) {
          const { account } = member;
          end = await endMembership(context, tx, state, account, request.body.untilSlot);
          const { untilSlot } = end;
          const ended = new Set(end.devices.map(({ device }) => device));
          const { devices, ...before } = await describeMember(tx, state, member);
          return {
            ...before,
            untilSlot,
            devices: devices.map((own) => (ended.has(own.device) ? { ...own, untilSlot } : own)),
          };
        },
        audit: ({ account, untilSlot }) => ({
          ...{ communityId: state.id, action: "end membership", subject: `account ${account}` },
          detail: { untilSlot },
        }),
        apply: () => applyMembershipEnd(end),
      });
      context.events.announce(state.id);
      turn(server, state);
      return response;
    },
  );
}

function revocationRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.post(
    "/v1/communities/:community/devices/:device/revocation",
    {
      schema: {
        params: inCommunity.extend({ device: z.string() }),
        response: { 200: revocationAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const address = request.params.device.toLowerCase() as `0x${string}`;
      let end: Awaited<ReturnType<typeof revokeDevice>>;
      const response = await idempotent(server, request, {
        who,
        async work(tx) {
          end = await revokeDevice(context, tx, state, address);
          return { device: address, untilSlot: end.untilSlot };
        },
        audit: ({ untilSlot }) => ({
          ...{ communityId: state.id, action: "revoke device", subject: `device ${address}` },
          detail: { untilSlot },
        }),
        apply() {
          const device = state.devices.get(address);
          if (device !== undefined) Object.assign(device, end);
        },
      });
      context.events.announce(state.id);
      turn(server, state);
      return response;
    },
  );
}

/** Nobody has to wait for the orders of a device that has lost its key. */
function turn(server: RunningServer, state: CommunityState): void {
  server.parts.get(state.slug)?.intake.schedule();
  server.clock.turn();
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
