import type { Evidence, JudgeContext, Verdict } from "../evidence.js";
import type { Fault } from "../fault.js";
import { judge } from "../judge.js";
import { bookEvidence } from "./book-evidence.js";
import { clearingEvidence, showClearing } from "./clearing-evidence.js";
import { meteringEvidence } from "./metering-evidence.js";
import { periodEvidence } from "./period-evidence.js";
import {
  type LeavesDiffer,
  LeavesDifferSignal,
  type ShownPeriod,
  type ShownSlot,
} from "./published.js";

/** Evidence that wins, and the fault that it proves. */
export type Challenge = Evidence & { fault: Fault };

export type FoundChallenge = { ok: true; challenge: Challenge | null } | LeavesDiffer;

/**
 * Looks for a challenge that wins against a slot, in everything that is published about it: first against the book, then
 * the clearing, then the metering. What it gives, the judge has confirmed; null is a slot that nobody can refute. n log n
 * in orders, meters and accounts. Refuses "leaves_differ_from_root" where what is published is not what was committed:
 * then the data must be demanded on the ledger first.
 */
export function findChallenge(context: JudgeContext, slot: ShownSlot): FoundChallenge {
  return firstOf(context, slotEvidence(context, slot));
}

/** Looks for a challenge that wins against a committed period, as `findChallenge` does against a slot. */
export function findPeriodChallenge(context: JudgeContext, period: ShownPeriod): FoundChallenge {
  return firstOf(context, periodEvidence(context, period));
}

/** Whether a verdict is a fault. */
export function isFault(verdict: Verdict): verdict is Fault {
  return verdict !== null && verdict !== "proof_invalid" && verdict !== "evidence_malformed";
}

function* slotEvidence(context: JudgeContext, slot: ShownSlot): Generator<Evidence> {
  yield* bookEvidence(context, slot);
  const cleared = showClearing(context, slot);
  yield* clearingEvidence(slot, cleared);
  yield* meteringEvidence(context, slot, cleared);
}

function firstOf(context: JudgeContext, all: Iterable<Evidence>): FoundChallenge {
  try {
    for (const evidence of all) {
      const verdict = judge(context, evidence);
      if (isFault(verdict)) return { ok: true, challenge: { ...evidence, fault: verdict } };
    }
    return { ok: true, challenge: null };
  } catch (signal) {
    if (!(signal instanceof LeavesDifferSignal)) throw signal;
    return { ok: false, reason: "leaves_differ_from_root", tree: signal.tree };
  }
}
