import { isSignedBy } from "./check-signature.js";
import type { JudgeContext } from "./evidence.js";
import type { Fault } from "./fault.js";
import { restOf } from "./ration.js";
import type { SeenMetering } from "./read-headers.js";
import type { SeenReading } from "./read-reading-leaf.js";
import { readingDigestOf } from "./signed-digests.js";

const SUBSTITUTED = 2;
const ABSENT = 3;
const LAST_RULE = 3;
const NO_WORD = /^0x0*$/;

/** What one reading of a metering breaks by itself. */
export function checkReading(
  context: JudgeContext,
  header: SeenMetering,
  reading: SeenReading,
): Fault | null {
  const { index, account, baseline } = reading;
  if (context.register.accountOfMeter(index) !== account) return "ReadingAccountWrong";
  if (!isQualityRight(reading)) return "ReadingQualityWrong";
  if (reading.quality < SUBSTITUTED) {
    const key = context.register.deviceAt(reading.device, header.slot);
    if (key === null || key.account !== account) return "ReadingKeyInvalid";
    const digest = readingDigestOf(context.keccak, context.domain, {
      slot: header.slot,
      meter: index,
      importRegister: reading.signedImport,
      exportRegister: reading.signedExport,
      quality: reading.quality,
    });
    if (!isSignedBy(context, key, digest, reading)) return "ReadingSignatureInvalid";
  }
  if (baseline !== null && !isBaselineValid(context, header.slot, reading, baseline)) {
    return "ReadingBaselineInvalid";
  }
  if (!isEnergyRight(reading)) return "ReadingEnergyWrong";
  const isTotalWrong =
    (index === 0 && !areTotals(reading, NO_READING)) ||
    (index === header.meters - 1 &&
      (reading.totalImported !== header.imported || reading.totalExported !== header.exported));
  if (isTotalWrong) return "ReadingSumWrong";
  if (reading.previous > index) return "ReadingAccountSumWrong";
  if (reading.previous === 0 && !areAccountSums(reading, NO_READING)) {
    return "ReadingAccountSumWrong";
  }
  return null;
}

/** What two readings of a metering break together; `a` stands before `b`. */
export function checkReadingPair(a: SeenReading, b: SeenReading): Fault | null {
  if (b.index === a.index + 1 && !areTotals(b, a)) return "ReadingSumWrong";
  const isSame = a.account === b.account;
  if (isSame && b.previous <= a.index) return "ReadingAccountSumWrong";
  if (b.previous !== a.index + 1) return null;
  return isSame && areAccountSums(b, a) ? null : "ReadingAccountSumWrong";
}

/**
 * What a meter's reading breaks beside the slot before; null is "no such reading": beyond this slot's count, or not taking
 * part in the slot before.
 */
export function checkContinuity(
  reading: SeenReading | null,
  before: SeenReading | null,
): Fault | null {
  const wasThere = before !== null && before.quality !== ABSENT;
  if (reading === null) return wasThere ? "ReadingNotContinued" : null;
  const isThere = reading.quality !== ABSENT;
  const begins = reading.baseline !== null;
  if (!wasThere) return isThere && !begins ? "ReadingNotContinued" : null;
  const goesOn =
    isThere &&
    !begins &&
    reading.importBefore === before.importRegister &&
    reading.exportBefore === before.exportRegister;
  return goesOn ? null : "ReadingNotContinued";
}

/** A reading says how it came about, and holds nothing that it then has no use for. */
function isQualityRight(reading: SeenReading): boolean {
  const { quality, rule } = reading;
  if (quality > ABSENT) return false;
  if (quality < SUBSTITUTED) return rule === 0;
  const isSubstituted = quality === SUBSTITUTED;
  if (isSubstituted ? rule === 0 || rule > LAST_RULE : rule !== 0) return false;
  const isUnsigned =
    reading.v === 0 &&
    NO_WORD.test(reading.device) &&
    NO_WORD.test(reading.r) &&
    NO_WORD.test(reading.s) &&
    reading.signedImport === 0n &&
    reading.signedExport === 0n;
  return isUnsigned && (isSubstituted || isWithoutEnergy(reading));
}

function isWithoutEnergy(reading: SeenReading): boolean {
  return (
    reading.imported === 0n &&
    reading.exported === 0n &&
    reading.importRegister === 0n &&
    reading.exportRegister === 0n &&
    reading.importBefore === 0n &&
    reading.exportBefore === 0n &&
    reading.baseline === null
  );
}

/** A meter begins at registers that its device signed at the end of the slot before, by a key valid in this one. */
function isBaselineValid(
  context: JudgeContext,
  slot: number,
  { index, account, importBefore, exportBefore }: SeenReading,
  baseline: NonNullable<SeenReading["baseline"]>,
): boolean {
  const key = context.register.deviceAt(baseline.device, slot);
  if (key === null || key.account !== account || baseline.quality >= SUBSTITUTED || slot === 0) {
    return false;
  }
  const digest = readingDigestOf(context.keccak, context.domain, {
    slot: slot - 1,
    meter: index,
    importRegister: importBefore,
    exportRegister: exportBefore,
    quality: baseline.quality,
  });
  return isSignedBy(context, key, digest, baseline);
}

/** Metered is the rise over the registers before; settled registers follow from it. */
function isEnergyRight(reading: SeenReading): boolean {
  const { imported, exported, importBefore, exportBefore } = reading;
  if (reading.quality < SUBSTITUTED) {
    const isRise =
      imported === restOf(reading.signedImport, importBefore) &&
      exported === restOf(reading.signedExport, exportBefore);
    if (!isRise) return false;
  }
  return (
    reading.importRegister === importBefore + imported &&
    reading.exportRegister === exportBefore + exported
  );
}

const NO_READING = {
  totalImported: 0n,
  totalExported: 0n,
  accountImported: 0n,
  accountExported: 0n,
};

function areTotals(
  reading: SeenReading,
  before: Pick<SeenReading, "totalImported" | "totalExported">,
): boolean {
  return (
    reading.totalImported === before.totalImported + reading.imported &&
    reading.totalExported === before.totalExported + reading.exported
  );
}

function areAccountSums(
  reading: SeenReading,
  before: Pick<SeenReading, "accountImported" | "accountExported">,
): boolean {
  return (
    reading.accountImported === before.accountImported + reading.imported &&
    reading.accountExported === before.accountExported + reading.exported
  );
}
