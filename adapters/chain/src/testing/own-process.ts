import type { ChildProcess } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";

/** A port of this machine that nothing listens on at the moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Asks again until a program that has just been started answers. */
export async function untilAnswering(ask: () => Promise<unknown>, ended: () => string | null) {
  for (let waited = 0; waited < 30_000; waited += 20) {
    const reason = ended();
    if (reason !== null) throw new Error(`It ended before it answered: ${reason}`);
    const isThere = await ask().then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("It did not answer.");
}

/** No program that a test started outlives it, however the test ends. */
export function killAtExit(child: ChildProcess): void {
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.removeListener("exit", kill));
}
