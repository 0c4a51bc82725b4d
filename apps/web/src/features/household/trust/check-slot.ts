import { keccak_256 } from "@noble/hashes/sha3.js";
import {
  type CheckedProof,
  type CommunityDescription,
  checkSlotProof,
  fromHex,
  type Hex,
  type HouseholdEnergy,
  p256Address,
  readBookLeaf,
  readReadingLeaf,
  type SlotProof,
} from "@pumasi/protocol";
import { checkProofText } from "../../proof-check/check-proof-text.js";
import { recoverSigner } from "../../proof-check/recover-signer.js";
import { verifyP256 } from "../../proof-check/verify-p256.js";
import { NodeUnreachableError } from "./ask-node.js";
import { figuresOfLine, otherFigures } from "./compare-figures.js";
import { compareWithLedger, type TrustProblem, type TrustWait } from "./judge-slot.js";
import { type LedgerSlot, readLedgerSlot } from "./read-ledger-slot.js";

/** What this device found out about one slot. Only "checked" is green. */
export type SlotVerdict =
  | { state: "unasked"; silent: "server" | "node"; detail: string }
  | ({
      state: "checked" | "waiting" | "wrong";
      problems: readonly TrustProblem[];
      waits: readonly TrustWait[];
    } & Evidence);

/** What there is to show; null as far as it was not got to. */
interface Evidence {
  proof: SlotProof | null;
  checked: CheckedProof | null;
  ledger: LedgerSlot | null;
}

/** Where a slot's check gets its facts: the server's proof, its figures once more, and a ledger node. */
export interface TrustSources {
  community: CommunityDescription;
  account: number;
  nodeUrl: string;
  /** The proof's text as the server sent it, or that it refuses. Throws when the server is silent. */
  fetchProof(slot: number, signal: AbortSignal): Promise<ProofText>;
  /** What the screens show of the slot now; null when they show nothing any more. */
  freshRow(slot: number): Promise<HouseholdEnergy | null>;
}

export type ProofText = { ok: true; text: string } | { ok: false; detail: string };

const nothing: Evidence = { proof: null, checked: null, ledger: null };

/**
 * Fetches a slot's proof, computes its line and its roots again, asks the ledger for what was recorded, and compares both with
 * what the screens show. Nothing of it is taken from the server's word.
 */
export async function checkSlot(
  sources: TrustSources,
  row: HouseholdEnergy,
  signal: AbortSignal,
): Promise<SlotVerdict> {
  const slot = row.from;
  let sent: ProofText;
  try {
    sent = await sources.fetchProof(slot, signal);
  } catch (error) {
    return { state: "unasked", silent: "server", detail: messageOf(error) };
  }
  if (!sent.ok) return wrong([{ code: "no_proof", detail: sent.detail }]);
  const read = checkProofText(sent.text);
  if (!read.ok) return wrong([{ code: "proof_not_understood", detail: read.detail }]);
  const { proof } = read;
  const misplaced = placeProblem(sources, proof, slot);
  if (misplaced !== null) return wrong([misplaced], { proof, checked: read.checked, ledger: null });
  let ledger: LedgerSlot | null;
  try {
    const asked = { proof, checked: read.checked, devices: devicesOf(proof) };
    ledger = await readLedgerSlot(sources.nodeUrl, asked, signal);
  } catch (error) {
    if (!(error instanceof NodeUnreachableError)) throw error;
    return { state: "unasked", silent: "node", detail: error.message };
  }
  const tools = { keccak: keccak_256, recoverSigner, verifyP256 };
  const checked = checkSlotProof(
    tools,
    proof,
    (device) => ledger?.owners.get(device.toLowerCase()) ?? null,
  );
  const points = new Map(
    proof.p256Keys.map((point) => [p256Address(keccak_256, point) as string, point]),
  );
  const compared = compareWithLedger(
    proof,
    checked,
    ledger,
    (device) => points.get(device.toLowerCase()) ?? null,
  );
  const steps = checked.steps.flatMap((step): TrustProblem[] =>
    step.problem === null ? [] : [{ code: "step", step }],
  );
  const figures = await figureProblems(sources, row, proof, checked);
  const problems = [...compared.problems, ...steps, ...figures];
  const evidence = { proof, checked, ledger };
  if (problems.length > 0) return wrong(problems, evidence);
  const { waits } = compared;
  // A period that is still to come takes nothing from a slot that stands on the ledger already.
  const isThere = waits.every((wait) => wait === "period_not_there");
  return { state: isThere ? "checked" : "waiting", problems, waits, ...evidence };
}

function wrong(problems: TrustProblem[], evidence = nothing): SlotVerdict {
  return { state: "wrong", problems, waits: [], ...evidence };
}

function placeProblem(
  { community, account }: TrustSources,
  proof: SlotProof,
  slot: number,
): TrustProblem | null {
  if (proof.slot !== slot || proof.account !== account) return { code: "other_slot" };
  const { chainId, contracts } = community;
  const isOwn =
    proof.chainId === chainId &&
    proof.market === contracts.market &&
    proof.ledger === contracts.ledger;
  return isOwn ? null : { code: "other_market" };
}

function devicesOf(proof: SlotProof): Hex[] {
  const { slot, orders, readings } = proof;
  const named = new Set<Hex>();
  for (const { book } of orders) {
    const order = readBookLeaf(fromHex(book.words), slot, book.index);
    if (order !== null) named.add(order.device);
  }
  for (const { words, index } of readings) {
    const reading = readReadingLeaf(fromHex(words), slot, index);
    if (reading === null) continue;
    named.add(reading.device);
    if (reading.baseline !== null) named.add(reading.baseline.device);
  }
  return [...named];
}

/** The slot may have been counted again since the page asked: only figures that differ twice are another's. */
async function figureProblems(
  { freshRow }: TrustSources,
  row: HouseholdEnergy,
  proof: SlotProof,
  { line }: CheckedProof,
): Promise<TrustProblem[]> {
  if (line === null) return [];
  const proven = figuresOfLine(line, proof.terms);
  if (otherFigures(row, proven).length === 0) return [];
  const fresh = await freshRow(row.from);
  const others = otherFigures(fresh ?? row, proven);
  return others.map((other) => ({ code: "other_figure", ...other }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
