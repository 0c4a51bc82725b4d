import { basename } from "node:path";
import { Command, InvalidArgumentError } from "commander";

interface Flags {
  server: string;
  community: string;
  data: string;
  home: string;
  firstRow: number;
  codeFile?: string;
  seed?: string;
  name?: string;
}

/** An ISO 8601 instant with its offset: without one it would depend on this machine's time zone. */
function parseInstant(text: string): number {
  const instant = /T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw new InvalidArgumentError("give an instant with its offset, such as 2016-08-01T07:00:00Z");
  }
  return instant;
}

/** Aborted by SIGTERM, SIGINT, or the end of the parent that started this process with a channel. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.on("SIGTERM", abort);
  process.on("SIGINT", abort);
  if (process.send !== undefined) process.on("disconnect", abort);
  // The parent may have ended while this program was still being loaded.
  if (process.connected === false) abort();
  return stop.signal;
}

async function run(flags: Flags): Promise<void> {
  const signal = stopSignal();
  // Loaded here, so that --help and a mistyped flag answer at once.
  const { runGateway } = await import("./run-gateway.js");
  const { server, community, data, home, firstRow, codeFile, seed, name } = flags;
  const code = await runGateway(
    {
      server,
      community,
      folder: data,
      homeFile: home,
      firstRow,
      name: name ?? basename(home, ".csv"),
      ...(codeFile === undefined ? {} : { codeFile }),
      ...(seed === undefined ? {} : { seed }),
    },
    signal,
  );
  // Kept connections and the parent's channel would hold the process for seconds.
  process.exit(code);
}

await new Command("pumasi-gateway")
  .description(
    "One household's controller: reads the meter, offers and buys by forecast, checks receipts.",
  )
  .requiredOption("--server <url>", "the server's address")
  .requiredOption("--community <slug>", "the community's short name")
  .requiredOption("--data <dir>", "this gateway's own folder: key, journals, state")
  .requiredOption("--home <file.csv>", "the recorded home that the simulated meter replays")
  .requiredOption("--first-row <instant>", "when the home's first row starts", parseInstant)
  .option("--code-file <file>", "one-time enrolment code; needed at the first start only")
  .option("--seed <text>", "derive the device key from this text; for simulations only")
  .option("--name <name>", "the device's name; default: the home file's")
  .action(run)
  .parseAsync();
