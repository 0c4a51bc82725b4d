import { challengeCalls } from "@pumasi/chain";
import { type Address, FAULT_TEXT, type Hex } from "@pumasi/protocol";
import type { LedgerRemedy } from "./search-challenge.js";

/** A remedy as a program reads it. */
export interface PrintedRemedy {
  kind: LedgerRemedy["kind"];
  slot: number | null;
  /** The rule that the ledger will name as broken. */
  fault: string | null;
  text: string;
  /** The calls of a challenge that anybody can send to the court, for the address that sends them. */
  court: Address | null;
  judgement: string | null;
}

/** Says in words what can be done on the ledger. */
export function describeRemedy(remedy: LedgerRemedy, court: Address): PrintedRemedy {
  switch (remedy.kind) {
    case "challenge": {
      const { challenge, slot } = remedy;
      return {
        kind: "challenge",
        slot,
        fault: challenge.fault,
        text: `Slot ${slot} can be undone on the ledger: ${FAULT_TEXT[challenge.fault]} (${challenge.fault}, by ${challenge.judge}). Send it with --challenge --key-file FILE.`,
        court,
        judgement: challenge.judge,
      };
    }
    case "demand":
      return {
        kind: "demand",
        slot: remedy.slot,
        fault: "DataWithheld",
        text: `Slot ${remedy.slot}: what is published is not what was committed (tree ${remedy.tree}), so what was committed is withheld. A member's gateway or an auditor can demand it at the contract of demands; unanswered, the slot is undone.`,
        court: null,
        judgement: null,
      };
    case "none":
      return {
        kind: "none",
        slot: null,
        fault: null,
        text: `Nothing to challenge: ${remedy.why}.`,
        court: null,
        judgement: null,
      };
  }
}

/** The two calls of a remedy's challenge for one sender. */
export function callsOf(
  remedy: Extract<LedgerRemedy, { kind: "challenge" }>,
  court: Address,
  challenger: Address,
  salt: Hex,
) {
  const { challenge, recordedOn } = remedy;
  return challengeCalls(court, challenger, challenge, { recordedOn, salt });
}
