import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ApiUnreachableError, PumasiClient } from "@pumasi/client";
import { nodeTransport } from "@pumasi/client/node";
import type { ServerStatus } from "@pumasi/protocol";
import type { Command } from "commander";
import { readRunFile } from "../supervise/run-file.js";

/** `pumasi status`: whether the community runs, how far it is, and what needs doing. */
export function statusCommand(program: Command): void {
  program
    .command("status")
    .description("Show whether the community runs, how far it is, and what needs doing.")
    .option("--data <directory>", "where everything is kept", ".pumasi")
    .option("--json", "print the status as JSON")
    .action(async (flags: { data: string; json?: boolean }) => {
      const data = resolve(flags.data);
      const status = await readStatus(data);
      if (flags.json === true) {
        console.log(JSON.stringify({ running: status !== null, data, status }, null, 2));
      } else if (status !== null) console.log(describe(status));
      else if (existsSync(data)) {
        console.log(`Not running. What is in ${data} goes on with \`pumasi start\`.`);
      } else console.log(`Not running, and there is nothing in ${data} yet. Try \`pumasi start\`.`);
      if (status === null) process.exitCode = 3;
    });
}

/** The running server's status, or null when none answers. */
async function readStatus(data: string): Promise<ServerStatus | null> {
  const run = readRunFile(data);
  if (run === null) return null;
  try {
    return await new PumasiClient({ transport: nodeTransport(run.url) }).status();
  } catch (error) {
    if (error instanceof ApiUnreachableError) return null;
    throw error;
  }
}

function describe(status: ServerStatus): string {
  const { clock, ledger } = status;
  const lines = [
    `market time ${clock?.now ?? "–"}${clock?.paused === true ? " (held)" : ""}`,
    `ledger block ${ledger.block}, ${ledger.transactions} transactions, ${ledger.waiting} waiting, ${ledger.failed} refused`,
  ];
  for (const community of status.communities) {
    const stages = Object.entries(community.slotsByStage)
      .map(([stage, slots]) => `${slots} ${stage}`)
      .join(", ");
    lines.push(
      `${community.slug}: ${community.members} members, ${community.devices} gateways; slots: ${stages || "none yet"}`,
      `  ${community.orders} orders, ${community.readings} readings, ${community.substitutes} substitutes, ${community.refusals} refusals, ${community.periodsSettled} periods settled`,
      ...community.warnings.map((warning) => `  ! ${warning}`),
    );
  }
  return lines.join("\n");
}
