import type { LedgerView, SlotView } from "@pumasi/chain";
import {
  type MarketRules,
  type MeteredEnergy,
  meterFacts,
  meterSlot,
  type SlotSettlement,
} from "@pumasi/market";
import {
  commitMetering,
  fromHex,
  hashMeteringHeader,
  type PublishedLine,
  type PublishedSlot,
  readMeteringHeader,
  settleMeteredAtGridTariff,
  settleMeteredSlot,
  ZERO_HASH,
} from "@pumasi/protocol";
import { printAmount, printKwh } from "@pumasi/quantities";
import type { Auditor } from "./auditor.js";
import { DifferenceFound, mustEqual } from "./difference.js";
import type { Memberships } from "./memberships.js";
import { type PublishedReadings, ruleText, type SignedReading } from "./published-facts.js";
import type { VerifiedBook } from "./verify-book.js";

/** Checks every published reading's signature against the device keys and the meters on the ledger. */
export function verifyReadings(
  auditor: Auditor,
  view: LedgerView,
  readings: readonly SignedReading[],
): void {
  const accounts = new Map(view.meters.map(({ meter, account }) => [meter, account]));
  for (const reading of readings) {
    const account = accounts.get(reading.meter) ?? -1;
    const place = { slot: reading.slot, account };
    const digest = auditor.typedData.readingDigest(reading);
    const what = `meter ${reading.meter}'s reading`;
    auditor.mustBeSigned(place, reading.device, { digest, signature: reading.signature }, what);
    const key = auditor.keyOf(reading.device);
    // A meter's baseline is read as its first slot begins, by the key that is valid in that slot.
    const isBaseline = key !== undefined && reading.slot === key.fromSlot - 1;
    const slot = isBaseline ? reading.slot + 1 : reading.slot;
    auditor.mustHoldKey({ slot, account }, reading.device, account, what);
  }
}

/** What verification remembers from slot to slot: energy by slot and meter, as it was computed again. */
export type MeteredSlots = Map<number, Map<number, MeteredEnergy>>;

/**
 * Computes a slot's metering, substitutes included, and its settlement again, and checks both against
 * the published lines and the ledger's newest header.
 */
export function verifyMetering(
  auditor: Auditor,
  view: LedgerView,
  onLedger: SlotView,
  input: {
    published: PublishedSlot;
    /** Null at the grid tariff. */
    book: Pick<VerifiedBook, "orders" | "clearing" | "clearingHash"> | null;
    rules: MarketRules;
    readings: PublishedReadings;
    memberships: Memberships;
    metered: MeteredSlots;
  },
): SlotSettlement {
  const { published, book, rules, readings, memberships, metered } = input;
  const { slot } = published;
  const knownAt = Date.parse(published.meteredAt ?? "");
  const records = view.meters.map(({ meter, account }) => {
    memberships.mustBeOnLedger(slot, account);
    const untilSlot = memberships.endOf(account);
    return readings.recordOf(slot, { meter, account, untilSlot }, knownAt);
  });
  const { slotSeconds } = view.settings;
  const facts = meterFacts(slot, slotSeconds, records, (at, meter) => metered.get(at)?.get(meter));
  const metering = meterSlot(slot, facts);
  if (!metering.ok) {
    throw new DifferenceFound({
      slot,
      period: null,
      account: records.find(({ meter }) => meter === metering.meter)?.account ?? null,
      what: `metering of meter ${metering.meter}`,
      expected: "no metering: nothing to base a substitute on",
      found: `version ${published.version}`,
    });
  }
  mustEqualReadings(published, metering.metered);
  metered.set(slot, new Map(metering.metered.map((own) => [own.meter, own])));
  const settled = { metered: metering.metered, tariffOf: () => rules.tariff };
  const { settlement, lastOrderOf } =
    book === null ? settleMeteredAtGridTariff(settled) : settleMeteredSlot({ ...book, ...settled });
  mustEqualLines(published, settlement);
  const latest = onLedger.meterings.at(-1);
  const accounts = new Map(view.meters.map(({ meter, account }) => [meter, account]));
  const { header } = commitMetering(auditor.keccak, {
    slot,
    version: published.version,
    secret: published.secret as `0x${string}`,
    clearingHash: book?.clearingHash ?? ZERO_HASH,
    readings: published.readings ?? [],
    baselines: published.baselines,
    accountOfMeter: (meter) => accounts.get(meter) ?? 0,
    settlement,
    lastOrderOf,
    rulesVersion: rules.version,
  });
  const hash = hashMeteringHeader(auditor.keccak, header);
  if (latest?.version === published.version) {
    const found = readMeteringHeader(fromHex(latest.words));
    mustEqual({ slot }, "root of the lines", header.lineRoot, found?.lineRoot);
    mustEqual({ slot }, "root of the readings", header.readingRoot, found?.readingRoot);
    mustEqual({ slot }, "header of the metering", hash, latest.hash);
  }
  return settlement;
}

function mustEqualReadings(published: PublishedSlot, metered: readonly MeteredEnergy[]): void {
  const { slot } = published;
  const readings = published.readings ?? [];
  mustEqual({ slot }, "number of meters", metered.length, readings.length);
  metered.forEach((own, index) => {
    const found = readings[index];
    const place = { slot, account: own.account };
    const of = `of meter ${own.meter}`;
    mustEqual(place, `meter at place ${index}`, own.meter, found?.meter);
    mustEqual(place, `quality ${of}`, own.quality, found?.quality);
    mustEqual(place, `substitute's rule ${of}`, ruleText(own.rule), found?.rule);
    mustEqual(place, `imported kWh ${of}`, printKwh(own.importedUkwh), found?.imported);
    mustEqual(place, `exported kWh ${of}`, printKwh(own.exportedUkwh), found?.exported);
    const importRegister = printKwh(own.importRegisterUkwh);
    mustEqual(place, `import register ${of}`, importRegister, found?.importRegister);
    const exportRegister = printKwh(own.exportRegisterUkwh);
    mustEqual(place, `export register ${of}`, exportRegister, found?.exportRegister);
  });
}

function mustEqualLines(published: PublishedSlot, settlement: SlotSettlement): void {
  const { slot } = published;
  const lines = published.lines ?? [];
  mustEqual({ slot }, "number of lines", settlement.lines.length, lines.length);
  settlement.lines.forEach((line, index) => {
    const found = lines[index];
    const expected: PublishedLine = {
      account: line.account,
      imported: printKwh(line.importedUkwh),
      exported: printKwh(line.exportedUkwh),
      contractedBuy: printKwh(line.contractedBuyUkwh),
      contractedSell: printKwh(line.contractedSellUkwh),
      deliveredBuy: printKwh(line.deliveredBuyUkwh),
      deliveredSell: printKwh(line.deliveredSellUkwh),
      sharedBuy: printKwh(line.sharedBuyUkwh),
      sharedSell: printKwh(line.sharedSellUkwh),
      residualImport: printKwh(line.residualImportUkwh),
      residualExport: printKwh(line.residualExportUkwh),
      tradeAmount: printAmount(line.tradeAmount),
      sharingAmount: printAmount(line.sharingAmount),
      supplierAmount: printAmount(line.supplierAmount),
      feeAmount: printAmount(line.feeAmount),
      total: printAmount(line.total),
    };
    for (const field of Object.keys(expected) as (keyof PublishedLine)[]) {
      mustEqual({ slot, account: line.account }, `line: ${field}`, expected[field], found?.[field]);
    }
  });
}
