import { resolve } from "node:path";
import { loadKeccak } from "@pumasi/crypto";
import { SingleBar } from "cli-progress";
import { type Command, InvalidArgumentError } from "commander";
import { DEMO_SLUG, FIRST_SLOT, MOST_DAYS, SLOTS_PER_DAY } from "../demo/demo-community.js";
import { type DemoResult, resultOf } from "../demo/result-of.js";
import { sayOnce } from "../say-once.js";
import { stopSignal } from "../stop-signal.js";
import { type CommunityProcesses, startCommunity } from "../supervise/community-processes.js";
import { keptSeed } from "../supervise/kept-seed.js";

function dayCount(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    throw new InvalidArgumentError(`a whole number of days from 1 to ${MOST_DAYS}`);
  }
  return days;
}

const POLL_MS = 250;

const DEFAULT_SEED = "pumasi";

/** `pumasi demo`: the whole process in fast-forward, with real gateways, ledger and database. */
export function demoCommand(program: Command): void {
  program
    .command("demo")
    .description(
      "Run the whole trading process in fast-forward: 17 gateway processes, the ledger and the database, no waiting for wall-clock.",
    )
    .requiredOption("--days <count>", "how many days to settle, from the first one on", dayCount)
    .option("--seed <text>", "derive keys, codes and salts from this text (default: pumasi)")
    .option("--data <directory>", "where everything is kept; resumes what is there", ".pumasi")
    .option("--json", "print the result as JSON")
    .action(async (flags: { days: number; seed?: string; data: string; json?: boolean }) => {
      const data = resolve(flags.data);
      const { signal, dispose } = stopSignal();
      const startedAt = performance.now();
      const seed = flags.seed ?? keptSeed(data, DEFAULT_SEED);
      const say = (text: string) => process.stderr.write(`${text}\n`);
      const community = await startCommunity({
        data,
        port: null,
        mode: "fast-forward",
        seed,
        serverFlags: [
          ...["--fast-forward", "--days", String(flags.days)],
          ...(seed === null ? [] : ["--seed", seed]),
        ],
        onProgress: sayOnce(say),
        onRestart: (name) => say(`${name} ended and is started again`),
      });
      try {
        await followDays(community, flags.days, signal);
        if (signal.aborted) {
          say("Stopped. The same command goes on from here.");
          return;
        }
        const result = await resultOf(community.client, await loadKeccak(), flags.days);
        const seconds = Math.round(performance.now() - startedAt) / 1000;
        if (flags.json === true) console.log(JSON.stringify({ ...result, seconds }, null, 2));
        else console.log(describe(result, seconds));
      } finally {
        dispose();
        await community.stop();
      }
    });
}

/** Draws progress until so many periods are settled on the ledger and the outbox is empty. */
async function followDays(
  { client }: CommunityProcesses,
  days: number,
  signal: AbortSignal,
): Promise<void> {
  const bar = new SingleBar({
    format: "{bar} {percentage}% | {value}/{total} slots | {now}",
    stream: process.stderr,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  const total = days * SLOTS_PER_DAY;
  bar.start(total, 0, { now: "" });
  try {
    while (!signal.aborted) {
      const [newest] = (await client.slots(DEMO_SLUG, { limit: 1 })).slice(-1);
      const { now, paused } = await client.clock();
      bar.update(Math.min(total, Math.max(0, (newest?.slot ?? FIRST_SLOT) - FIRST_SLOT)), { now });
      if (paused) {
        const { waiting } = await client.ledger();
        if (waiting === 0) {
          bar.update(total, { now });
          return;
        }
      }
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  } finally {
    bar.stop();
  }
}

function describe(result: DemoResult, seconds: number): string {
  const { ledger } = result;
  return [
    `${result.days} days, ${result.slots} slots, ${result.orders} orders, ${result.trades} trades, ${result.readings} readings (${result.substitutes} substituted)`,
    `imported ${result.imported} kWh, exported ${result.exported} kWh`,
    `contracted ${result.contracted} kWh, delivered ${result.delivered} kWh, shared ${result.shared} kWh`,
    `members paid ${result.costWith} USD instead of ${result.costWithout} USD: saved ${result.saved} USD`,
    `ledger: ${result.periods} periods settled, ${ledger.blocks} blocks, ${ledger.transactions} transactions, ${ledger.failed} refused, ${ledger.gasUsed} gas`,
    `result hash ${result.resultHash}`,
    `${seconds} s`,
  ].join("\n");
}
