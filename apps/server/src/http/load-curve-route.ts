import { loadCurve as loadCurveAnswer } from "@pumasi/protocol";
import { z } from "zod";
import { loadCurve } from "../household/load-curve.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireOwnAccount } from "./access.js";
import type { App } from "./create-app.js";
import { accountParam, slotParam } from "./route-params.js";

/** A month of five-minute slots; more is asked for in parts, so that neither side is busy with one answer for long. */
const MOST_SLOTS = 9_000;

/** A household's energy in every slot, as columns. */
export function loadCurveRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/accounts/:account/load-curve",
    {
      schema: {
        params: z.object({
          community: z.string(),
          account: accountParam,
        }),
        querystring: z.object({ from: slotParam, until: slotParam }),
        response: { 200: loadCurveAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const { account } = request.params;
      requireOwnAccount(server, request, state, account);
      const { from, until } = request.query;
      if (until - from > MOST_SLOTS) {
        const problem = `${until - from} slots: ask for at most ${MOST_SLOTS} at once`;
        throw new RequestRefusedError("request_malformed", problem);
      }
      return loadCurve(
        server.context.open.database,
        state,
        account,
        { from, until },
        server.context.now(),
      );
    },
  );
}
