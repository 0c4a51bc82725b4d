import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { PumasiClient } from "@pumasi/client";
import { nodeTransport } from "@pumasi/client/node";
import { createRecoverSigner, loadKeccak } from "@pumasi/crypto";
import { SingleBar } from "cli-progress";
import type { Command } from "commander";
import { readRunFile } from "../supervise/run-file.js";
import { operatorClient, startServerProcess } from "../supervise/server-process.js";
import { readPublished } from "../verify/read-published.js";
import { type Verification, verifyCommunity } from "../verify/verify-community.js";

/** `pumasi verify`: computes everything again and compares it with the ledger. */
export function verifyCommand(program: Command): void {
  program
    .command("verify")
    .description(
      "Compute everything again from the published data and the ledger alone and name the first difference. Exit code 0: nothing differs; 1: something does.",
    )
    .option(
      "--data <directory>",
      "where everything is kept; opened read-only when nothing runs",
      ".pumasi",
    )
    .option("--json", "print the findings as JSON")
    .action(async (flags: { data: string; json?: boolean }) => {
      const data = resolve(flags.data);
      const source = await openSource(data);
      try {
        const findings = await verifyAll(source.client);
        if (flags.json === true) console.log(JSON.stringify(findings, null, 2));
        else for (const finding of findings.communities) console.log(describe(finding));
        process.exitCode = findings.ok ? 0 : 1;
      } finally {
        await source.close();
      }
    });
}

/** There is nothing to verify in a directory that no community was started in. */
class NothingToVerifyError extends Error {
  readonly code = "nothing_to_verify";
  readonly retryable = false;
}

/** The running server of the directory, or one of our own that only serves what is there. */
async function openSource(data: string): Promise<{ client: PumasiClient; close(): Promise<void> }> {
  if (!existsSync(join(data, "settings.json"))) {
    throw new NothingToVerifyError(`There is no community in ${data}. Try \`pumasi demo\` first.`);
  }
  const run = readRunFile(data);
  if (run !== null) {
    try {
      await new PumasiClient({ transport: nodeTransport(run.url) }).status();
      return { client: operatorClient(data, run.url), close: async () => undefined };
    } catch {
      // Nobody answers there any more; the directory is opened instead.
    }
  }
  mkdirSync(join(data, "logs"), { recursive: true });
  const server = await startServerProcess({
    data,
    port: null,
    flags: ["--read-only"],
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  return { client: server.client, close: () => server.kept.stop() };
}

type Finding = Verification & { community: string };

async function verifyAll(client: PumasiClient): Promise<{
  ok: boolean;
  trusted: string[];
  difference: Verification["difference"];
  communities: Finding[];
}> {
  const keccak = await loadKeccak();
  const recover = createRecoverSigner(keccak);
  const communities: Finding[] = [];
  for (const { slug } of await client.communities()) {
    const bar = new SingleBar({
      format: `{bar} {percentage}% | ${slug}: {value}/{total} slots {step}`,
      stream: process.stderr,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 5000,
    });
    bar.start(1, 0, { step: "read" });
    const input = await readPublished(client, slug, (slots) => {
      bar.setTotal(slots);
      bar.update(slots);
    });
    bar.setTotal(input.slots.length);
    bar.update(0, { step: "computed again" });
    const verification = verifyCommunity({ keccak, recover }, input, (slots) => {
      bar.update(slots);
    });
    bar.stop();
    communities.push({ community: slug, ...verification });
  }
  return {
    ok: communities.every(({ ok }) => ok),
    trusted: ["the ledger's node, for what is in its blocks", "this program"],
    difference: communities.find(({ difference }) => difference !== null)?.difference ?? null,
    communities,
  };
}

function describe({ community, ok, checked, pending, difference, notes }: Finding): string {
  const lines = [
    `${community}: ${checked.slots} slots, ${checked.orders} orders, ${checked.readings} readings, ${checked.lines} lines, ${checked.periods} periods, ${checked.accounts} balances computed again`,
  ];
  if (pending > 0) lines.push(`  ${pending} results are too new to be on the ledger`);
  lines.push(...notes.map((note) => `  note: ${note}`));
  if (ok) lines.push("  Everything agrees with the ledger.");
  if (difference !== null) {
    const place = [
      difference.slot === null ? null : `slot ${difference.slot}`,
      difference.period === null ? null : `period ${difference.period}`,
      difference.account === null ? null : `member account ${difference.account}`,
    ].filter((part) => part !== null);
    lines.push(
      `  DIFFERENCE in ${place.join(", ") || "the register"}: ${difference.what}`,
      `    expected ${difference.expected}`,
      `    found    ${difference.found}`,
    );
  }
  return lines.join("\n");
}
