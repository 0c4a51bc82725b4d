import { resolve } from "node:path";
import type { SlotSummary } from "@pumasi/protocol";
import { type Command, InvalidArgumentError } from "commander";
import { DEMO_SLUG } from "../demo/demo-community.js";
import { webFolder } from "../places.js";
import { sayOnce } from "../say-once.js";
import { stopSignal } from "../stop-signal.js";
import { type CommunityProcesses, startCommunity } from "../supervise/community-processes.js";
import { localhostOf } from "../supervise/page-address.js";

/** One hour of the recorded year every five seconds. */
const DEFAULT_SPEED = 720;

const DEFAULT_PORT = 4600;
const POLL_MS = 500;

function numberFrom(lowest: number, what: string) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value >= lowest)) throw new InvalidArgumentError(what);
    return value;
  };
}

/** `pumasi start`: the community, replayed at a stated speed-up, with its web page. */
export function startCommand(program: Command): void {
  program
    .command("start")
    .description(
      "Start everything: ledger, database, server, 17 simulated household gateways and the web page; replays the recorded homes at a stated speed-up.",
    )
    .option("--data <directory>", "where everything is kept; goes on where it stopped", ".pumasi")
    .option("--port <number>", "port of the web page", numberFrom(0, "a port"), DEFAULT_PORT)
    .option(
      "--speed <factor>",
      "market time runs this many times as fast as wall time",
      numberFrom(0.001, "a number above zero"),
      DEFAULT_SPEED,
    )
    .action(async (flags: { data: string; port: number; speed: number }) => {
      const { signal, dispose } = stopSignal();
      const startedAt = performance.now();
      const say = (text: string) => console.log(text);
      const community = await startCommunity({
        data: resolve(flags.data),
        port: flags.port,
        mode: "paced",
        seed: null,
        serverFlags: ["--speed", String(flags.speed), "--web", webFolder(), "--demo-people"],
        onProgress: sayOnce((text) => say(`  … ${text}`)),
        onRestart: (name) => say(`  ${name} ended and is started again`),
      });
      const seconds = ((performance.now() - startedAt) / 1000).toLocaleString("en", {
        maximumFractionDigits: 1,
      });
      const address = localhostOf(community.url);
      say(`\nPumasi is ready after ${seconds} s: ${address}`);
      say(`Look round as anybody: ${address}/sign-in lists the demo's people.`);
      say(`The recorded homes are replayed at ${flags.speed} times their speed. Ctrl-C stops.\n`);
      try {
        await tellSlots(community, signal, say);
      } finally {
        dispose();
        say("stopping …");
        await community.stop();
        say("Stopped. The same command goes on from here.");
      }
    });
}

/** Prints a line for each slot as it is metered, until stopped. */
async function tellSlots(
  { client }: CommunityProcesses,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  let told = -1;
  while (!signal.aborted) {
    try {
      const slots = await client.slots(DEMO_SLUG, { limit: 12 });
      const metered = slots.filter(({ version, slot }) => version > 0 && slot > told);
      for (const slot of told < 0 ? metered.slice(-1) : metered) {
        say(lineOf(slot));
        told = slot.slot;
      }
    } catch {
      // The server is being started again; its next answer tells what was missed.
    }
    await pause(signal);
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, POLL_MS);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}

function lineOf(slot: SlotSummary): string {
  const price = slot.price === null ? "no crossing" : `${slot.price} USD/kWh`;
  const flagged =
    slot.substitutes === null || slot.substitutes === 0 ? "" : `, ${slot.substitutes} substituted`;
  return `${slot.start.slice(0, 16).replace("T", " ")}Z  ${slot.orders} orders, ${price}, contracted ${slot.contracted ?? "–"}, delivered ${slot.delivered ?? "–"}, shared ${slot.shared ?? "–"} of ${slot.imported ?? "–"} kWh drawn${flagged}`;
}
