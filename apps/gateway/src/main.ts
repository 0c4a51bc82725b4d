import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { DEVICE_CURVES, type DeviceCurve } from "./device-curve.js";

interface Flags {
  server?: string;
  community?: string;
  enrolmentLink?: string;
  data: string;
  home: string;
  firstRow: number;
  codeFile?: string;
  ledgerRpcUrl?: string;
  ledgerKeyFile?: string;
  seed?: string;
  curve: DeviceCurve;
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

/** Where to take part, and with which code: an enrolment link says all of it. Ends the program where neither is said. */
async function placeOf(
  { server, community, enrolmentLink }: Flags,
  command: Command,
): Promise<{ server: string; community: string; code?: string }> {
  if (enrolmentLink === undefined) {
    if (server !== undefined && community !== undefined) return { server, community };
    command.error(
      "error: give --enrolment-link <link>, or both --server <url> and --community <slug>",
    );
  }
  const { readEnrolmentLink } = await import("@pumasi/protocol");
  const link = readEnrolmentLink(enrolmentLink);
  return (
    link ??
    command.error("error: --enrolment-link takes the whole link that the operator's screen shows")
  );
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

async function run(flags: Flags, command: Command): Promise<void> {
  const signal = stopSignal();
  // Loaded here, so that --help and a mistyped flag answer at once.
  const place = await placeOf(flags, command);
  const { runGateway } = await import("./run-gateway.js");
  const { data, home, firstRow, codeFile, seed, curve, name } = flags;
  const { ledgerRpcUrl, ledgerKeyFile } = flags;
  const code = await runGateway(
    {
      ...place,
      folder: data,
      homeFile: home,
      firstRow,
      curve,
      name: name ?? basename(home, ".csv"),
      ...(codeFile === undefined ? {} : { codeFile }),
      ...(seed === undefined ? {} : { seed }),
      ...(ledgerRpcUrl === undefined ? {} : { ledgerRpcUrl }),
      ...(ledgerKeyFile === undefined ? {} : { ledgerKeyFile }),
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
  .option("--server <url>", "the server's address")
  .option("--community <slug>", "the community's short name")
  .addOption(
    new Option(
      "--enrolment-link <link>",
      "what the operator's QR code holds: server, community and one-time code at once",
    ).conflicts(["server", "community", "codeFile"]),
  )
  .requiredOption("--data <dir>", "this gateway's own folder: key, journals, state")
  .requiredOption("--home <file.csv>", "the recorded home that the simulated meter replays")
  .requiredOption("--first-row <instant>", "when the home's first row starts", parseInstant)
  .option("--code-file <file>", "one-time enrolment code; needed at the first start only")
  .option(
    "--ledger-rpc-url <url>",
    "a node of the ledger; orders that get no receipt are placed in its inbox half a slot before their gate closes",
  )
  .option(
    "--ledger-key-file <file>",
    "who signs (and pays for) what goes to the ledger; default: the device",
  )
  .option("--seed <text>", "derive the device key from this text; for simulations only")
  .addOption(
    new Option("--curve <curve>", "what the device signs on; chosen when its key is made")
      .choices(DEVICE_CURVES)
      .default("secp256k1"),
  )
  .option("--name <name>", "the device's name; default: the home file's")
  .action(run)
  .parseAsync();
