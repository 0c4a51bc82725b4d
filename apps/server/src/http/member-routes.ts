import { tables } from "@pumasi/database";
import {
  enrolmentCode,
  memberDescription,
  memberRequest,
  membersAnswer,
  revocationAnswer,
  wish,
} from "@pumasi/protocol";
import { printLedgerUnits } from "@pumasi/quantities";
import { and, count, eq } from "drizzle-orm";
import { z } from "zod";
import { addMember, issueEnrolmentCode } from "../community/add-member.js";
import type { CommunityState } from "../community/community-state.js";
import { revokeDevice } from "../community/enrol-device.js";
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
      const meter = [...state.meters.values()].find(({ account }) => account === member.account);
      if (meter === undefined) throw new RequestRefusedError("unknown_member");
      const { enrolmentCode: codes } = tables;
      return idempotent(server, request, {
        who,
        async work(tx) {
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
      const response = await idempotent(server, request, {
        who,
        work: async (tx) => ({
          device: address,
          untilSlot: await revokeDevice(context, tx, state, address),
        }),
        audit: ({ untilSlot }) => ({
          ...{ communityId: state.id, action: "revoke device", subject: `device ${address}` },
          detail: { untilSlot },
        }),
        apply({ untilSlot }) {
          const device = state.devices.get(address);
          if (device !== undefined) device.untilSlot = untilSlot;
        },
      });
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
