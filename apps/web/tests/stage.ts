import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../server/dist/testing/serve-stage.js", import.meta.url));
const web = fileURLToPath(new URL("../dist", import.meta.url));

/** Starts the server on a prepared stage; needs the build. `stop` waits until it is gone. */
export async function startStage(
  stage: "empty" | "year",
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = spawn(process.execPath, [program, "--stage", stage, "--web", web], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(server, "exit");
  const said = once(server.stdout, "data").then(([line]) => `${line}`.trim());
  const url = await Promise.race([
    said,
    ended.then(([code]) => Promise.reject(new Error(`the stage ended with code ${code}`))),
  ]);
  return {
    url,
    async stop() {
      server.stdin.end();
      await ended;
    },
  };
}
