import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { operatorAddress, sendChallenge } from "@pumasi/chain";
import type { PumasiClient } from "@pumasi/client";
import { createRecoverSigner, loadKeccak, verifyP256 } from "@pumasi/crypto";
import { type Hex, toHex } from "@pumasi/protocol";
import { SingleBar } from "cli-progress";
import type { Command } from "commander";
import { callsOf, describeRemedy, type PrintedRemedy } from "../verify/describe-remedy.js";
import { type OpenSource, openSource } from "../verify/open-source.js";
import { readPublished } from "../verify/read-published.js";
import { type JudgeTools, type LedgerRemedy, searchChallenge } from "../verify/search-challenge.js";
import {
  type Verification,
  type VerifiedInput,
  verifyCommunity,
} from "../verify/verify-community.js";

interface VerifyFlags {
  data: string;
  challenge?: boolean;
  keyFile?: string;
  json?: boolean;
}

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
    .option("--challenge", "send the challenge that wins against a wrong slot to the ledger")
    .option("--key-file <file>", "the private key that signs the challenge")
    .option("--json", "print the findings as JSON")
    .action(async (flags: VerifyFlags) => {
      const key = flags.challenge === true ? readKey(flags.keyFile) : null;
      const source = await openSource(resolve(flags.data), { mustRun: key !== null });
      try {
        const findings = await verifyAll(source, key);
        if (flags.json === true) console.log(JSON.stringify(findings, null, 2));
        else for (const finding of findings.communities) console.log(describe(finding));
        process.exitCode = findings.ok ? 0 : 1;
      } finally {
        await source.close();
      }
    });
}

/** A key that is to sign a challenge cannot be used. */
class ChallengeKeyError extends Error {
  readonly code = "challenge_key_invalid";
  readonly retryable = false;
}

/** Reads a private key of 32 bytes in hexadecimal, alone in its file. */
function readKey(file: string | undefined): Hex {
  if (file === undefined) {
    throw new ChallengeKeyError("A challenge is signed: name a private key's file by --key-file.");
  }
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new ChallengeKeyError(`${file} cannot be read: ${(cause as Error).message}`);
  }
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) {
    throw new ChallengeKeyError(`${file} holds no private key: 0x and 64 hexadecimal digits.`);
  }
  return text as Hex;
}

type Finding = Verification & {
  community: string;
  /** What can be done on the ledger about a difference; null when there is none. */
  remedy: PrintedRemedy | null;
  /** The challenge's transactions, when one was sent. */
  sent: { announced: Hex; challenged: Hex } | null;
};

/** How long a challenge's transactions may take, wall ms. */
const CHALLENGE_PATIENCE_MS = 60_000;

async function verifyAll(
  { client }: OpenSource,
  challengeKey: Hex | null,
): Promise<{
  ok: boolean;
  trusted: string[];
  difference: Verification["difference"];
  communities: Finding[];
}> {
  const keccak = await loadKeccak();
  const tools: JudgeTools = { keccak, recover: createRecoverSigner(keccak), verifyP256 };
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
    const verification = verifyCommunity(tools, input, (slots) => {
      bar.update(slots);
    });
    bar.stop();
    const remedied = await remedyOf(tools, client, input, verification);
    const court = input.community.contracts.court;
    const remedy = remedied === null ? null : describeRemedy(remedied, court);
    let sent: Finding["sent"] = null;
    if (remedied?.kind === "challenge" && challengeKey !== null) {
      const { rpcUrl, chainId } = await client.ledger();
      const salt = toHex(randomBytes(32));
      const calls = callsOf(remedied, court, operatorAddress(challengeKey), salt);
      const sender = { rpcUrl, chainId, privateKey: challengeKey };
      sent = await sendChallenge({ ...sender, patienceMs: CHALLENGE_PATIENCE_MS }, calls);
    }
    communities.push({ community: slug, ...verification, remedy, sent });
  }
  return {
    ok: communities.every(({ ok }) => ok),
    trusted: ["the roots on the ledger, as its node shows them", "this program"],
    difference: communities.find(({ difference }) => difference !== null)?.difference ?? null,
    communities,
  };
}

/** What can be done about a difference; nothing is looked for where nothing differs. */
async function remedyOf(
  tools: JudgeTools,
  client: PumasiClient,
  { view, community }: VerifiedInput,
  { difference }: Verification,
): Promise<LedgerRemedy | null> {
  if (difference === null) return null;
  const found = await searchChallenge(tools, client, community, view, difference.slot);
  if (found.kind !== "none" || difference.slot === null) return found;
  const elsewhere = await searchChallenge(tools, client, community, view, null);
  return elsewhere.kind === "none" ? found : elsewhere;
}

function describe({
  community,
  ok,
  checked,
  pending,
  difference,
  notes,
  remedy,
  sent,
}: Finding): string {
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
  if (remedy !== null) lines.push(`  ${remedy.text}`);
  if (sent !== null)
    lines.push(`  Challenged in transaction ${sent.challenged}: the slot is undone.`);
  return lines.join("\n");
}
