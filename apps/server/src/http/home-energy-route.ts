import { homeEnergyRequest, homeEnergyResponse } from "@pumasi/protocol";
import { z } from "zod";
import type { CommunityState } from "../community/community-state.js";
import { HomeEnergyIntake } from "../intake/home-energy-intake.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireWritable } from "./access.js";
import type { App } from "./create-app.js";

/** Where a home's gateway tells of the energy behind its meter, for the household's own screens. */
export function homeEnergyRoute(app: App, server: RunningServer): void {
  const { context } = server;
  const intakes = new WeakMap<CommunityState, HomeEnergyIntake>();
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
      const intake = intakes.get(state) ?? new HomeEnergyIntake(context, state);
      intakes.set(state, intake);
      return { outcomes: await intake.post(request.body.entries) };
    },
  );
}
