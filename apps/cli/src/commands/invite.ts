import { resolve } from "node:path";
import type { PumasiClient } from "@pumasi/client";
import { type InvitationRequest, type PersonRole, printInvitationLink } from "@pumasi/protocol";
import { type Command, Option } from "commander";
import { findAccount } from "../find-account.js";
import { pageAddress } from "../supervise/page-address.js";
import { openSource } from "../verify/open-source.js";

interface InviteFlags {
  role: PersonRole;
  name?: string;
  member?: string;
  community?: string;
  publicUrl?: string;
  data: string;
  json?: boolean;
}

/** `pumasi invite`: a one-time code with which somebody makes a passkey, and the link that fills it in. */
export function inviteCommand(program: Command): void {
  program
    .command("invite")
    .description(
      "Invite an operator, an auditor or a household to sign in: prints a one-time code.",
    )
    .addOption(
      new Option("--role <role>", "who is invited")
        .choices(["operator", "auditor", "household"])
        .makeOptionMandatory(),
    )
    .option("--name <name>", "the operator's or auditor's name")
    .option("--member <member>", "the household's account number, or its name as it was registered")
    .option("--community <name>", "the community, where there are several")
    .option("--public-url <url>", "the address that people open; default: localhost at the port")
    .option("--data <directory>", "where everything is kept", ".pumasi")
    .option("--json", "print the invitation as JSON")
    .action(async (flags: InviteFlags, command: Command) => {
      requireWho(flags, command);
      const data = resolve(flags.data);
      const { client, close } = await openSource(data, { mustRun: true });
      try {
        const slug = flags.community ?? (await client.communities())[0]?.slug ?? "";
        const { code, expiresAt } = await client.invite(slug, await invited(client, slug, flags));
        const link = printInvitationLink({ server: flags.publicUrl ?? pageAddress(data), code });
        const invitation = { community: slug, role: flags.role, code, link, expiresAt };
        if (flags.json === true) console.log(JSON.stringify(invitation, null, 2));
        else {
          console.log(`code   ${code}\nlink   ${link}\nuntil  ${expiresAt}`);
          console.log("It works once and is shown only now; only its hash is kept.");
        }
      } finally {
        await close();
      }
    });
}

/** Ends the program where the flags do not say whom. */
function requireWho({ role, name, member }: InviteFlags, command: Command): void {
  const [needed, given, other] =
    role === "household" ? ["--member", member, name] : ["--name", name, member];
  if (given === undefined) command.error(`error: --role ${role} needs ${needed}`);
  if (other !== undefined) command.error(`error: --role ${role} takes ${needed} only`);
}

async function invited(
  client: PumasiClient,
  slug: string,
  { role, name = "", member = "" }: InviteFlags,
): Promise<InvitationRequest> {
  if (role !== "household") return { role, name };
  return { role, account: await findAccount(client, slug, member) };
}
