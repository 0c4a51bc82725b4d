import {
  clockQuery,
  clockState,
  DEVICE_SIGNATURE_HEADER,
  deviceSettings,
  enrolmentRequest,
  isSignedByDevice,
  ordersRequest,
  ordersResponse,
  readingsRequest,
  readingsResponse,
  signatureHex,
} from "@pumasi/protocol";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { CommunityState, DeviceState } from "../community/community-state.js";
import { applyEnrolment, enrolDevice } from "../community/enrol-device.js";
import { describeWish, newestWish } from "../community/newest-wish.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, isOperator, requireWritable } from "./access.js";
import type { App } from "./create-app.js";

const inCommunity = z.object({ community: z.string() });

/** What gateways call: market time, enrolment, orders, readings. Signatures stand in for sessions. */
export function gatewayRoutes(app: App, server: RunningServer): void {
  const { context, clock } = server;

  app.get(
    "/v1/clock",
    { schema: { querystring: clockQuery, response: { 200: clockState } } },
    async (request) => {
      const { device, wake } = request.query;
      if (device !== undefined && wake !== undefined && !server.isReadOnly) {
        const instant = Date.parse(wake);
        if (instant > clock.now()) await clock.rest(device as `0x${string}`, instant);
      }
      return clock.state;
    },
  );

  app.post(
    "/v1/communities/:community/orders",
    { schema: { params: inCommunity, body: ordersRequest, response: { 200: ordersResponse } } },
    async (request) => {
      requireWritable(server);
      const { slug } = communityOf(server, request.params.community);
      const { intake } = partsOf(server, slug);
      return { outcomes: await intake.postOrders(request.body.orders) };
    },
  );

  app.post(
    "/v1/communities/:community/readings",
    { schema: { params: inCommunity, body: readingsRequest, response: { 200: readingsResponse } } },
    async (request) => {
      requireWritable(server);
      const { slug } = communityOf(server, request.params.community);
      const { intake } = partsOf(server, slug);
      return { outcomes: await intake.postReadings(request.body.readings) };
    },
  );

  app.post(
    "/v1/communities/:community/enrolments",
    { schema: { params: inCommunity, body: enrolmentRequest, response: { 200: deviceSettings } } },
    async (request) => {
      requireWritable(server);
      const state = communityOf(server, request.params.community);
      const device = await context.writer.write(
        (tx) => enrolDevice(context, tx, state, request.body, server.people.wallNow()),
        (enrolled) => applyEnrolment(state, enrolled),
      );
      context.ledgerWork();
      context.events.announce(state.id);
      return settingsOf(server, state, device);
    },
  );

  app.get(
    "/v1/communities/:community/devices/:device",
    {
      schema: {
        params: inCommunity.extend({ device: z.string() }),
        response: { 200: deviceSettings },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const device = state.devices.get(request.params.device as `0x${string}`);
      if (device === undefined) {
        throw new RequestRefusedError("unknown_device", request.params.device);
      }
      const settings = await settingsOf(server, state, device);
      return mayKnowWish(server, request, state, device) ? settings : { ...settings, wish: null };
    },
  );
}

/** Keys, accounts and meters are in the ledger's register; a household's limits are its own. */
function mayKnowWish(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState,
  device: DeviceState,
): boolean {
  const signature = signatureHex.safeParse(request.headers[DEVICE_SIGNATURE_HEADER]);
  const digest = state.typedData.settingsDigest(device);
  if (signature.success && isSignedByDevice(server.context, device, digest, signature.data)) {
    return true;
  }
  const { person } = request.signedIn ?? {};
  if (person === undefined || person.communityId !== state.id) return isOperator(server, request);
  return person.role === "operator" || person.account === device.account;
}

function partsOf(server: RunningServer, slug: string) {
  const parts = server.parts.get(slug);
  if (parts === undefined) throw new RequestRefusedError("unknown_community", slug);
  return parts;
}

async function settingsOf(server: RunningServer, state: CommunityState, device: DeviceState) {
  const wish = await newestWish(server.context.open.database, state, device.account);
  return {
    device: device.device,
    account: device.account,
    meter: device.meter,
    fromSlot: device.fromSlot,
    untilSlot: device.untilSlot,
    wish: describeWish(wish),
  };
}
