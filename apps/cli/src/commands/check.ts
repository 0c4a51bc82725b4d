import { readFileSync } from "node:fs";
import { connectJsonRpc, readSlotCommitment, wordHasHash } from "@pumasi/chain";
import { createRecoverSigner, loadKeccak, verifyP256 } from "@pumasi/crypto";
import {
  type Address,
  type CheckedProof,
  checkSlotProof,
  fromHex,
  type Keccak256,
  lineTotalOf,
  p256Address,
  readBookLeaf,
  readReadingLeaf,
  type SlotProof,
  slotProof,
} from "@pumasi/protocol";
import { printAmount, printKwh } from "@pumasi/quantities";
import type { Command } from "commander";

/** The file is no proof. */
class ProofFileInvalidError extends Error {
  readonly code = "proof_file_invalid";
  readonly retryable = false;
}

/** `pumasi check`: checks a proof file, offline or against a ledger. */
export function checkCommand(program: Command): void {
  program
    .command("check")
    .description(
      "Check a proof file from `pumasi proof`. Offline it says what must stand on the ledger; with a node's address it looks. Exit code 0: everything holds; 1: something does not.",
    )
    .argument("<file>", "the proof's file")
    .option("--rpc-url <url>", "a ledger node to compare with, of whoever is trusted")
    .option("--json", "print the answer as JSON")
    .action(async (file: string, flags: { rpcUrl?: string; json?: boolean }) => {
      const proof = readProof(file);
      const keccak = await loadKeccak();
      const tools = { keccak, recoverSigner: createRecoverSigner(keccak), verifyP256 };
      const offline = checkSlotProof(tools, proof);
      const compared =
        flags.rpcUrl === undefined ? null : await compare(keccak, flags.rpcUrl, proof, offline);
      const checked =
        compared === null
          ? offline
          : checkSlotProof(
              tools,
              proof,
              (device) => compared.owners.get(device.toLowerCase()) ?? null,
            );
      const ok = checked.ok && (compared === null || compared.problems.length === 0);
      const { line, ok: _ok, ...rest } = checked;
      const printed = {
        ok,
        slot: proof.slot,
        account: proof.account,
        place: { chainId: proof.chainId, market: proof.market, ledger: proof.ledger },
        line: line === null ? null : printLine(line),
        ...rest,
        ledger: compared === null ? "not asked" : compared.problems,
      };
      console.log(flags.json === true ? JSON.stringify(printed, null, 2) : describe(printed));
      process.exitCode = ok ? 0 : 1;
    });
}

function readProof(file: string): SlotProof {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new ProofFileInvalidError(`${file} cannot be read as JSON: ${(cause as Error).message}`);
  }
  const read = slotProof.safeParse(parsed);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw new ProofFileInvalidError(
    `${file} is no proof: ${first?.path.join(".") ?? "it"}: ${first?.message ?? "not as expected"}. Write one with \`pumasi proof\`.`,
  );
}

/** Compares with what a ledger node shows; problems in words, empty when all agrees. */
async function compare(keccak: Keccak256, rpcUrl: string, proof: SlotProof, checked: CheckedProof) {
  const { slot, market, ledger, period } = proof;
  const orders = proof.orders.map(({ book }) =>
    readBookLeaf(fromHex(book.words), slot, book.index),
  );
  const readings = proof.readings.map(({ words, index }) =>
    readReadingLeaf(fromHex(words), slot, index),
  );
  const keys = [...orders, ...readings].flatMap((own) => (own === null ? [] : [own.device]));
  const problems: string[] = [];
  const chainId = await chainIdOf(rpcUrl);
  if (chainId !== proof.chainId) problems.push(`The node's chain is ${chainId}.`);
  const points = new Map(
    proof.p256Keys.map((point) => [p256Address(keccak, point) as string, point]),
  );
  const found = await readCommitment({
    ...{ rpcUrl, market, ledger, slot, keys: keys as Address[] },
    rulesVersion: checked.rulesVersion,
    period: period?.header.period ?? null,
  });
  if (found === null) {
    problems.push("The node has no market and ledger at the addresses in the file.");
    return { problems, owners: new Map<string, number>() };
  }
  if (found.word === null && checked.periodHash === null) {
    problems.push("The ledger no longer holds the slot, and the proof has no period to stand on.");
  } else if (found.word !== null && !wordHasHash(found.word, checked.meteringHash)) {
    problems.push("The ledger holds another result of this slot.");
  }
  if (found.termsHash !== checked.termsHash) problems.push("The ledger holds other rules.");
  if (checked.periodHash !== null && found.periodHash !== checked.periodHash) {
    problems.push("The ledger holds another period.");
  }
  for (const device of new Set(keys)) {
    const [said, registered] = [points.get(device), found.p256Keys.get(device)];
    if (said?.x !== registered?.x || said?.y !== registered?.y) {
      problems.push(`The ledger holds another public key of device ${device}.`);
    }
  }
  return { problems, owners: found.owners };
}

async function chainIdOf(rpcUrl: string): Promise<number> {
  const rpc = connectJsonRpc(rpcUrl);
  try {
    return Number(await rpc.call("eth_chainId"));
  } finally {
    rpc.close();
  }
}

/** Null where the addresses answer nothing that a market and its ledger would. */
async function readCommitment(source: Parameters<typeof readSlotCommitment>[0]) {
  try {
    return await readSlotCommitment(source);
  } catch (error) {
    if (error instanceof Error && "code" in error) throw error;
    return null;
  }
}

function printLine(line: NonNullable<CheckedProof["line"]>) {
  return {
    imported: printKwh(Number(line.imported)),
    exported: printKwh(Number(line.exported)),
    contractedBuy: printKwh(Number(line.contractedBuy)),
    contractedSell: printKwh(Number(line.contractedSell)),
    deliveredBuy: printKwh(Number(line.deliveredBuy)),
    deliveredSell: printKwh(Number(line.deliveredSell)),
    sharedBuy: printKwh(Number(line.sharedBuy)),
    sharedSell: printKwh(Number(line.sharedSell)),
    total: printAmount(lineTotalOf(line)),
  };
}

function describe(answer: {
  ok: boolean;
  slot: number;
  account: number;
  place: { chainId: number; market: string; ledger: string };
  line: ReturnType<typeof printLine> | null;
  steps: CheckedProof["steps"];
  meteringHash: string;
  termsHash: string;
  periodHash: string | null;
  ledger: string | string[];
}): string {
  const lines = [`Slot ${answer.slot}, account ${answer.account}`];
  if (answer.line !== null) {
    for (const [name, value] of Object.entries(answer.line)) lines.push(`  ${name}: ${value}`);
  }
  for (const { what, index, problem } of answer.steps) {
    const of = index === null ? "" : ` ${index}`;
    lines.push(
      `  ${problem === null ? "holds" : "WRONG"}  ${what}${of}${problem === null ? "" : `: ${problem}`}`,
    );
  }
  if (typeof answer.ledger === "string") {
    lines.push(
      "What must stand on the ledger (ask any node with --rpc-url):",
      `  on chain ${answer.place.chainId}, market ${answer.place.market}, ledger ${answer.place.ledger}`,
      `  slot word of ${answer.slot}: ${answer.meteringHash.slice(0, 52)}…`,
      `  terms of the rules: ${answer.termsHash}`,
      ...(answer.periodHash === null ? [] : [`  period: ${answer.periodHash}`]),
    );
  } else {
    lines.push(
      ...(answer.ledger.length === 0
        ? ["The ledger says the same."]
        : answer.ledger.map((problem) => `  WRONG  ledger: ${problem}`)),
    );
  }
  lines.push(answer.ok ? "Everything holds." : "Something does not hold.");
  return lines.join("\n");
}
