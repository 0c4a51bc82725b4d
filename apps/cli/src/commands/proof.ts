import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { findAccount } from "../find-account.js";
import { openSource } from "../verify/open-source.js";

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError("a slot's number");
  return Number(text);
}

/** `pumasi proof`: writes what one member needs to check one of its slots offline. */
export function proofCommand(program: Command): void {
  program
    .command("proof")
    .description(
      "Write a file with which anybody can check one member's slot offline, by `pumasi check` or in a browser.",
    )
    .requiredOption(
      "--member <member>",
      "the member's account number, or its name as it was enrolled",
    )
    .requiredOption("--slot <slot>", "the slot's number", wholeNumber)
    .option("--community <name>", "the community, where there are several")
    .option("--out <file>", "write here instead of to standard output")
    .option("--data <directory>", "where everything is kept", ".pumasi")
    .option("--json", "the file is JSON with or without it")
    .action(async (flags: ProofFlags) => {
      const source = await openSource(resolve(flags.data));
      try {
        const slug = flags.community ?? (await source.client.communities())[0]?.slug ?? "";
        const account = await findAccount(source.client, slug, flags.member);
        const proof = await source.client.slotProof(slug, flags.slot, account);
        const text = `${JSON.stringify(proof, null, 2)}\n`;
        if (flags.out === undefined) process.stdout.write(text);
        else writeFileSync(flags.out, text);
      } finally {
        await source.close();
      }
    });
}

interface ProofFlags {
  member: string;
  slot: number;
  community?: string;
  out?: string;
  data: string;
}
