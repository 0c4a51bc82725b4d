import { type Evidence, encodeClearingHeader, encodeMeteringHeader } from "@pumasi/protocol";
import { SIGNING_MEMBER } from "./challenge-docket.js";
import { addOne, FIELD, leafAt } from "./forge.js";
import {
  type ForgedMetering,
  type Fraud,
  type MeteringForgery,
  positionAt,
  RULE,
} from "./forged-slot.js";
import { SYSTEM_ACCOUNTS } from "./ledger-run.js";

/** Members have one meter and one order each, at the same index. */
const METER = SIGNING_MEMBER;
const ACCOUNT = SYSTEM_ACCOUNTS + SIGNING_MEMBER;

const headerOf = ({ metering }: ForgedMetering) => encodeMeteringHeader(metering.header);
const clearingOf = ({ clearing }: ForgedMetering) => encodeClearingHeader(clearing.header);

/** Each way to prove a wrong metering; the first of them needs an honest slot before. */
export const METERING_FRAUDS: readonly Fraud<ForgedMetering, MeteringForgery>[] = [
  {
    fault: "ReadingNotContinued",
    shown: "1 reading and that before",
    forge: () => ({ readings: { [METER]: addOne(FIELD.reading.importBefore, 8) } }),
    prove: (slot): Evidence => ({
      ...{ judge: "judgeContinuity", header: headerOf(slot) },
      reading: leafAt(slot.metering.readings, METER),
      headerBefore: encodeMeteringHeader(slot.before.header),
      before: leafAt(slot.before.readings, METER),
    }),
  },
  {
    fault: "ReadingEnergyWrong",
    shown: "1 reading",
    forge: () => ({ readings: { [METER]: addOne(FIELD.reading.imported, 8) } }),
    prove: (slot) => readings(slot, [METER]),
  },
  {
    fault: "ReadingSumWrong",
    shown: "2 neighbours",
    forge: () => ({ readings: { [METER]: addOne(FIELD.reading.totalImported, 8) } }),
    prove: (slot) => readings(slot, [METER - 1, METER]),
  },
  {
    fault: "MeteringTotalsWrong",
    shown: "headers",
    forge: ({ metering: { header } }) => ({ header: { deliveredUkwh: header.deliveredUkwh - 1 } }),
    prove: (slot, terms): Evidence => ({
      ...{ judge: "judgeMetering", rule: RULE, terms },
      ...{ header: headerOf(slot), clearing: clearingOf(slot) },
    }),
  },
  {
    fault: "LineAmountWrong",
    shown: "1 line",
    forge: () => ({ lines: { [ACCOUNT]: addOne(FIELD.line.tradeAmount, 16) } }),
    prove: (slot, terms): Evidence => ({
      ...{ judge: "judgeLines", rule: RULE, terms, header: headerOf(slot), keys: [] },
      lines: [leafAt(slot.metering.lines, ACCOUNT)],
    }),
  },
  {
    fault: "LineSumWrong",
    shown: "2 neighbours",
    forge: () => ({ lines: { [ACCOUNT]: addOne(FIELD.line.sumTrade, 16) } }),
    prove: (slot, terms): Evidence => ({
      ...{ judge: "judgeLines", rule: RULE, terms, header: headerOf(slot), keys: [] },
      lines: [ACCOUNT - 1, ACCOUNT].map((account) => leafAt(slot.metering.lines, account)),
    }),
  },
  {
    fault: "LineContractWrong",
    shown: "1 line and its order",
    forge: () => ({ lines: { [ACCOUNT]: addOne(FIELD.line.contractedBuy, 8) } }),
    prove: (slot, terms): Evidence => ({
      ...{ judge: "judgeLineAndOrder", rule: RULE, terms },
      ...{ header: headerOf(slot), clearing: clearingOf(slot) },
      line: leafAt(slot.metering.lines, ACCOUNT),
      position: positionAt(slot, SIGNING_MEMBER),
    }),
  },
  {
    fault: "LineReadingWrong",
    shown: "1 line and its reading",
    forge: () => ({ lines: { [ACCOUNT]: addOne(FIELD.line.imported, 8) } }),
    prove: (slot): Evidence => ({
      ...{ judge: "judgeLineAndReading", header: headerOf(slot) },
      line: leafAt(slot.metering.lines, ACCOUNT),
      reading: leafAt(slot.metering.readings, METER),
    }),
  },
];

function readings(slot: ForgedMetering, meters: readonly number[]): Evidence {
  return {
    ...{ judge: "judgeReadings", header: headerOf(slot) },
    readings: meters.map((meter) => leafAt(slot.metering.readings, meter)),
  };
}
