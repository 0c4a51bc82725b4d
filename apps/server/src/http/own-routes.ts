import { tables } from "@pumasi/database";
import { ownDescription, wish } from "@pumasi/protocol";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { describeAccounts } from "../publish/describe-accounts.js";
import { describeMember } from "../publish/describe-member.js";
import { RequestRefusedError } from "../refusals.js";
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
      const { member } = tables;
      const [row] = await database
        .select()
        .from(member)
        .where(and(eq(member.communityId, state.id), eq(member.account, account)));
      const [money] = await describeAccounts(database, state, account);
      if (row === undefined || money === undefined) throw new RequestRefusedError("unknown_member");
      const { balance, unsettled } = money;
      return { ...(await describeMember(database, state, row)), balance, unsettled };
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
