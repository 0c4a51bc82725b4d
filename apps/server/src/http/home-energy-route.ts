import { homeEnergyRequest, homeEnergyResponse } from "@pumasi/protocol";
import { z } from "zod";
import { admitHomeEnergy } from "../intake/admit-home-energy.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireWritable } from "./access.js";
import type { App } from "./create-app.js";

/** Where a home's gateway tells of the energy behind its meter, for the household's own screens. */
export function homeEnergyRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.post(
    "/v1/communities/:community/home-energy",
    {
      schema: {
        params: z.object({ community: z.string() }),
        body: homeEnergyRequest,
        response: { 200: homeEnergyResponse },
      },
    },
    async (request) => {
      requireWritable(server);
      const state = communityOf(server, request.params.community);
      const { entries } = request.body;
      const outcomes = await context.writer.write((tx) =>
        admitHomeEnergy(context, tx, state, entries),
      );
      context.events.announce(state.id);
      return { outcomes };
    },
  );
}
