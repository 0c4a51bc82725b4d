import type { CheckedProof, Hex, ProofStep, SlotProof } from "@pumasi/protocol";
import type { OtherFigure } from "./compare-figures.js";
import type { LedgerSlot } from "./read-ledger-slot.js";

/** What may be wrong with a slot. Whatever it is, the slot is red. */
export type TrustProblem =
  | { code: "no_proof"; detail: string }
  | { code: "proof_not_understood"; detail: string }
  | { code: "other_slot" }
  | { code: "other_market" }
  | { code: "step"; step: ProofStep }
  | { code: "no_contract" }
  | { code: "other_chain"; chainId: number | null }
  | { code: "other_result" }
  | { code: "not_on_ledger" }
  | { code: "other_terms" }
  | { code: "other_period" }
  | { code: "other_key"; device: Hex }
  | ({ code: "other_figure" } & OtherFigure);

/** Why a slot cannot be judged yet: the ledger has not got there. It is not green before. */
export type TrustWait = "not_metered_there" | "newer_version" | "period_not_there";

/** Stages of a slot's word by their number, as the market contract packs it. */
const METERED_STATE = 3n;

/** How many of a hash's bits the word keeps, above 56 bits of other things. */
const OTHER_BITS = 56n;

const ZERO_HASH = `0x${"0".repeat(64)}`;

/** The version of a metering in its header: w0 is tag:64, slot:32, version:32 (docs/COMMITMENTS.md). */
export function versionOf({ meteringHeader }: Pick<SlotProof, "meteringHeader">): number {
  return Number.parseInt(meteringHeader.slice(2 + 24, 2 + 32), 16);
}

/**
 * Compares a proof with what a ledger node shows. What is under way (an earlier stage, an earlier version, a period that is not
 * committed yet) is waited for; another value in the same place is a problem.
 */
export function compareWithLedger(
  proof: SlotProof,
  checked: CheckedProof,
  ledger: LedgerSlot | null,
  pointOf: (device: Hex) => { x: Hex; y: Hex } | null,
): { problems: TrustProblem[]; waits: TrustWait[] } {
  if (ledger === null) return { problems: [{ code: "no_contract" }], waits: [] };
  const problems: TrustProblem[] = [];
  const waits: TrustWait[] = [];
  if (ledger.chainId !== proof.chainId) {
    problems.push({ code: "other_chain", chainId: ledger.chainId });
  }
  const period = comparePeriod(checked, ledger);
  const isPeriodThere = checked.periodHash !== null && period === "same";
  const word = compareWord(proof, checked, ledger, isPeriodThere);
  for (const found of [word, period]) {
    if (found === "same") continue;
    if (isWait(found)) waits.push(found);
    else problems.push({ code: found });
  }
  if (ledger.termsHash !== checked.termsHash) problems.push({ code: "other_terms" });
  for (const [device, registered] of ledger.p256Keys) {
    const said = pointOf(device as Hex);
    if (said?.x !== registered.x || said?.y !== registered.y) {
      problems.push({ code: "other_key", device: device as Hex });
    }
  }
  return { problems, waits };
}

type Compared = "same" | TrustWait | "other_result" | "not_on_ledger" | "other_period";

function isWait(found: Compared): found is TrustWait {
  return found === "not_metered_there" || found === "newer_version" || found === "period_not_there";
}

/** The word holds the top 200 bits of the header's hash, the version and the stage. A slot out of the ring stands on its period. */
function compareWord(
  proof: SlotProof,
  { meteringHash }: CheckedProof,
  { word, recorded, tellsEvents }: LedgerSlot,
  isPeriodThere: boolean,
): Compared {
  if (word === 0n) {
    const hasEvent = recorded !== null || !tellsEvents;
    return isPeriodThere && hasEvent ? "same" : "not_on_ledger";
  }
  if ((word & 0xffn) !== METERED_STATE) return "not_metered_there";
  if (word >> OTHER_BITS === BigInt(meteringHash) >> OTHER_BITS) return "same";
  return versionOf(proof) > Number((word >> 8n) & 0xffn) ? "newer_version" : "other_result";
}

/** A slot whose period has not begun to be committed lacks nothing; one that the proof names has to be there, sooner or later. */
function comparePeriod({ periodHash }: CheckedProof, ledger: LedgerSlot): Compared {
  if (periodHash === null || ledger.periodHash === periodHash) return "same";
  return ledger.periodHash === ZERO_HASH ? "period_not_there" : "other_period";
}
