import type { Evidence, JudgeContext, Verdict } from "./evidence.js";
import { judgeBook, judgeReceipt } from "./judge-book.js";
import { judgeClearing } from "./judge-clearing.js";
import { judgeLineAndOrder, judgeLineAndReading, judgeLines } from "./judge-lines.js";
import { judgeMetering } from "./judge-metering.js";
import {
  judgeBatch,
  judgeCarry,
  judgePeriod,
  judgePeriodLine,
  judgePeriodSlots,
} from "./judge-period.js";
import { judgeContinuity, judgeReadings } from "./judge-readings.js";

/**
 * Judges evidence as the ledger's contracts do (contracts/src/interfaces, docs/COMMITMENTS.md): the same fault, none, or
 * that it proves nothing. That headers are on the ledger, and terms those in force, is the ledger's own to check.
 */
export function judge(context: JudgeContext, evidence: Evidence): Verdict {
  switch (evidence.judge) {
    case "judgeBook":
      return judgeBook(context, evidence);
    case "judgeReceipt":
      return judgeReceipt(context, evidence);
    case "judgeReadings":
      return judgeReadings(context, evidence);
    case "judgeContinuity":
      return judgeContinuity(context, evidence);
    case "judgeLineAndReading":
      return judgeLineAndReading(context, evidence);
    case "judgeClearing":
      return judgeClearing(context, evidence);
    case "judgeMetering":
      return judgeMetering(context, evidence);
    case "judgeLines":
      return judgeLines(context, evidence);
    case "judgeLineAndOrder":
      return judgeLineAndOrder(context, evidence);
    case "judgePeriod":
      return judgePeriod(context, evidence);
    case "judgeCarry":
      return judgeCarry(context, evidence);
    case "judgePeriodSlots":
      return judgePeriodSlots(context, evidence);
    case "judgePeriodLine":
      return judgePeriodLine(context, evidence);
    case "judgeBatch":
      return judgeBatch(context, evidence);
  }
}
