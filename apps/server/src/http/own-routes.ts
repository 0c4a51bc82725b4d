import { ownDescription, wish } from "@pumasi/protocol";
import { z } from "zod";
import { describeOwn } from "../household/describe-own.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireHousehold, requireWritable } from "./access.js";
import type { App } from "./create-app.js";
import { writeWish } from "./write-wish.js";

const inCommunity = z.object({ community: z.string() });

/** What a signed-in household sees and sets of its own. */
export function ownRoutes(app: App, server: RunningServer): void {
  const { database } = server.context.open;

  app.get(
    "/v1/communities/:community/me",
    { schema: { params: inCommunity, response: { 200: ownDescription } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { account } = requireHousehold(request, state);
      return describeOwn(database, state, account);
    },
  );

  app.post(
    "/v1/communities/:community/me/wish",
    { schema: { params: inCommunity, body: wish, response: { 200: wish } } },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { who, account } = requireHousehold(request, state);
      requireWritable(server);
      return writeWish(server, request, state, { who, account, limits: request.body });
    },
  );
}
