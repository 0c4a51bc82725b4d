import { z } from "zod";
import type { RunningServer } from "../running-server.js";
import { communityOf } from "./access.js";
import type { App } from "./create-app.js";

/** A comment line this often keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000;

/** Live events as server-sent events; `Last-Event-ID` resumes after that event, without it begins now. */
export function eventStreamRoute(app: App, server: RunningServer): void {
  app.get(
    "/v1/communities/:community/events",
    { schema: { params: z.object({ community: z.string() }) } },
    async (request, reply) => {
      const state = communityOf(server, request.params.community);
      const { events } = server.context;
      const asked = request.headers["last-event-id"];
      const isResumed = typeof asked === "string" && /^\d{1,15}$/.test(asked);
      let last = isResumed ? Number(asked) : await events.newest(state.id);
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      raw.write(": connected\n\n");
      let tail = Promise.resolve();
      const send = () => {
        tail = tail.then(async () => {
          for (;;) {
            const page = await events.after(state.id, last);
            for (const event of page) {
              raw.write(
                `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
              );
              last = event.id;
            }
            if (page.length < 500) return;
          }
        });
        tail.catch((error: unknown) => {
          request.log.error({ err: error }, "an event stream failed");
          raw.destroy();
        });
      };
      const stop = events.onAnnounce(state.id, send);
      const keepAlive = setInterval(() => raw.write(": still here\n\n"), KEEP_ALIVE_MS);
      raw.on("close", () => {
        clearInterval(keepAlive);
        stop();
      });
      send();
    },
  );
}
