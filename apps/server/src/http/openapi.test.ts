import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { RunningServer } from "../running-server.js";
import { createApp } from "./create-app.js";
import { registerRoutes } from "./register-routes.js";

const page = fileURLToPath(new URL("../../../../docs/openapi.json", import.meta.url));

test("docs/openapi.json describes the API as it is; `npm run openapi` writes it anew", async () => {
  const app = await createApp(pino({ level: "silent" }));
  // The routes are only described here, never called: they need no database and no clock.
  const server = { context: { open: {} } } as unknown as RunningServer;
  registerRoutes(app, server);
  await app.ready();
  await expect(`${JSON.stringify(app.swagger(), null, 2)}\n`).toMatchFileSnapshot(page);
});
