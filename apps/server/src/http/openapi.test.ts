import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { RunningServer } from "../running-server.js";
import { createApp } from "./create-app.js";
import { eventStreamRoute } from "./event-stream-route.js";
import { gatewayRoutes } from "./gateway-routes.js";
import { operatorRoutes } from "./operator-routes.js";
import { paymentRoutes } from "./payment-routes.js";
import { readerRoutes } from "./reader-routes.js";

const page = fileURLToPath(new URL("../../../../docs/openapi.json", import.meta.url));

test("docs/openapi.json describes the API as it is; `npm run openapi` writes it anew", async () => {
  const app = await createApp(pino({ level: "silent" }));
  // The routes are only described here, never called: they need no database and no clock.
  const server = { context: { open: {} } } as unknown as RunningServer;
  for (const register of [readerRoutes, gatewayRoutes, operatorRoutes, paymentRoutes]) {
    register(app, server);
  }
  eventStreamRoute(app, server);
  await app.ready();
  await expect(`${JSON.stringify(app.swagger(), null, 2)}\n`).toMatchFileSnapshot(page);
});
