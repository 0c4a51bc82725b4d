import { tables } from "@pumasi/database";
import type { Wish } from "@pumasi/protocol";
import type { FastifyRequest } from "fastify";
import { readWish } from "../community/add-member.js";
import type { CommunityState } from "../community/community-state.js";
import type { RunningServer } from "../running-server.js";
import { idempotent } from "./idempotent.js";

/** Records an account's price limits, as the operator or the household itself sets them. Refuses what is not a price. */
export async function writeWish(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState,
  { who, account, limits }: { who: string; account: number; limits: Wish },
): Promise<Wish> {
  const communityId = state.id;
  const read = readWish(limits);
  return idempotent(server, request, {
    who,
    async work(tx) {
      const recordedAt = server.context.now();
      await tx.insert(tables.wish).values({ communityId, account, ...read, recordedAt });
      return limits;
    },
    audit: () => ({ communityId, action: "set wish", subject: `account ${account}` }),
  });
}
