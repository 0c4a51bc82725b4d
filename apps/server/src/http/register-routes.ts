import type { RunningServer } from "../running-server.js";
import { communityRoutes } from "./community-routes.js";
import type { App } from "./create-app.js";
import { eventStreamRoute } from "./event-stream-route.js";
import { gatewayRoutes } from "./gateway-routes.js";
import { ledgerRpcRoute } from "./ledger-rpc-route.js";
import { memberRoutes } from "./member-routes.js";
import { paymentRoutes } from "./payment-routes.js";
import { readerRoutes } from "./reader-routes.js";

/** Every route of the API, and its own description. */
export function registerRoutes(app: App, server: RunningServer): void {
  readerRoutes(app, server);
  gatewayRoutes(app, server);
  communityRoutes(app, server);
  memberRoutes(app, server);
  paymentRoutes(app, server);
  eventStreamRoute(app, server);
  ledgerRpcRoute(app, server);
  app.get("/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}
