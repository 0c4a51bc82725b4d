import type { RunningServer } from "../running-server.js";
import { recognizeCallers } from "./caller.js";
import { communityRoutes } from "./community-routes.js";
import type { App } from "./create-app.js";
import { erasureRoutes } from "./erasure-routes.js";
import { eventStreamRoute } from "./event-stream-route.js";
import { gatewayRoutes } from "./gateway-routes.js";
import { homeEnergyRoute } from "./home-energy-route.js";
import { householdRoutes } from "./household-routes.js";
import { ledgerRpcRoute } from "./ledger-rpc-route.js";
import { loadCurveRoute } from "./load-curve-route.js";
import { marketRoutes } from "./market-routes.js";
import { memberListRoutes } from "./member-list-routes.js";
import { memberRoutes } from "./member-routes.js";
import { oversightRoutes } from "./oversight-routes.js";
import { ownDataRoutes } from "./own-data-routes.js";
import { ownRoutes } from "./own-routes.js";
import { passkeyRoutes } from "./passkey-routes.js";
import { paymentRoutes } from "./payment-routes.js";
import { peopleRoutes } from "./people-routes.js";
import { readerRoutes } from "./reader-routes.js";
import { sessionRoutes } from "./session-routes.js";
import { signUpRoutes } from "./sign-up-routes.js";

/** Every route of the API, and its own description. */
export function registerRoutes(app: App, server: RunningServer): void {
  recognizeCallers(app, server);
  readerRoutes(app, server);
  gatewayRoutes(app, server);
  homeEnergyRoute(app, server);
  communityRoutes(app, server);
  memberRoutes(app, server);
  memberListRoutes(app, server);
  paymentRoutes(app, server);
  sessionRoutes(app, server);
  signUpRoutes(app, server);
  passkeyRoutes(app, server);
  peopleRoutes(app, server);
  ownRoutes(app, server);
  ownDataRoutes(app, server);
  erasureRoutes(app, server);
  householdRoutes(app, server);
  loadCurveRoute(app, server);
  oversightRoutes(app, server);
  marketRoutes(app, server);
  eventStreamRoute(app, server);
  ledgerRpcRoute(app, server);
  app.get("/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}
