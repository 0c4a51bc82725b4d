import type { MeteredEnergy } from "@pumasi/market";
import { parseKwh, printKwh } from "@pumasi/quantities";
import type { PublishedReading } from "../../wire/slots.js";
import { type Draw, pick } from "./draw.js";
import { type CommittedSlot, commitSlot, type DrawnCommunity } from "./drawn-community.js";
import { type MeteredSlot, signReading } from "./drawn-meters.js";
import { settleByRule } from "./settle-by-rule.js";

const ukwh = (text: string): number => {
  const parsed = parseKwh(text);
  return parsed.ok ? parsed.value : 0;
};

type Baselines = MeteredSlot["baselines"];

/** What a cheat has at hand. */
interface Scene {
  slot: CommittedSlot;
  before: CommittedSlot | null;
  community: DrawnCommunity;
  baselines: Baselines;
}

type ReadingCheat = (draw: Draw, readings: PublishedReading[], scene: Scene) => boolean;

const isReal = ({ signed }: PublishedReading) => signed !== null;

function one(draw: Draw, list: readonly PublishedReading[]): PublishedReading | null {
  return list.length === 0 ? null : pick(draw, list);
}

const add = (text: string, more: number) => printKwh(Math.max(0, ukwh(text) + more));

/** More or less than the register rose, the settled register after it, or the one before it, following. */
const changeEnergy: ReadingCheat = (draw, readings) => {
  const own = one(draw, readings.filter(isReal));
  if (own === null) return false;
  const step = draw(1) === 0 ? 1 : -1;
  const name = draw(1) === 0 ? "imported" : "exported";
  own[name] = add(own[name], step);
  const register = name === "imported" ? "importRegister" : "exportRegister";
  if (draw(1) === 0) own[register] = add(own[register], step);
  return true;
};

/** Other registers than were signed. */
const changeSigned: ReadingCheat = (draw, readings) => {
  const own = one(draw, readings.filter(isReal));
  if (!own?.signed) return false;
  own.signed = { ...own.signed, importRegister: add(own.signed.importRegister, 1) };
  own.imported = add(own.imported, 1);
  own.importRegister = add(own.importRegister, 1);
  return true;
};

/** What another meter, or the same one in the slot before, had signed. */
const takeSigned: ReadingCheat = (draw, readings, { before }) => {
  const own = one(draw, readings.filter(isReal));
  const other = one(draw, [
    ...readings.filter((reading) => isReal(reading) && reading !== own),
    ...(before?.parts.metering.readings.filter(isReal) ?? []),
  ]);
  if (!own?.signed || !other?.signed) return false;
  own.signed = other.signed;
  const [imported, importBefore] = [
    ukwh(other.signed.importRegister),
    ukwh(own.importRegister) - ukwh(own.imported),
  ];
  own.imported = printKwh(Math.max(0, imported - importBefore));
  own.importRegister = printKwh(importBefore + ukwh(own.imported));
  return true;
};

/** A meter whose energy is another account's. */
const changeAccount: ReadingCheat = (draw, readings) => {
  const [own, other] = [one(draw, readings), one(draw, readings)];
  if (!own || !other || own.account === other.account) return false;
  own.account = other.account;
  return true;
};

/** A meter that took part before, and does not now. */
const dropMeter: ReadingCheat = (draw, readings, { slot }) => {
  const begun = new Set(slot.parts.metering.baselines.map(({ meter }) => meter));
  const own = one(
    draw,
    readings.filter(({ meter }) => !begun.has(meter)),
  );
  if (own === null) return false;
  readings.splice(readings.indexOf(own), 1);
  return true;
};

/** A meter that nobody registered, whose readings a member signs. */
const makeUpMeter: ReadingCheat = (draw, readings, { slot, community, baselines }) => {
  const { typedData, accountOfMeter } = community;
  const at = slot.parts.slot;
  const keys = community.keys.filter((key) => at >= key.fromSlot && at < key.untilSlot);
  if (keys.length === 0) return false;
  const key = pick(draw, keys);
  const meter = accountOfMeter.length;
  const said = (when: number, importRegisterUkwh: number) => {
    const registers = { importRegisterUkwh, exportRegisterUkwh: importRegisterUkwh };
    return signReading({ typedData, keys }, draw, when, meter, registers, [key]);
  };
  baselines.push({ meter, ...said(at - 1, 5) });
  const signed = said(at, 12);
  readings.push({
    meter,
    account: key.account,
    imported: printKwh(7),
    exported: printKwh(7),
    importRegister: printKwh(12),
    exportRegister: printKwh(12),
    quality: signed.quality,
    rule: "",
    signed,
  });
  return true;
};

/** A meter that begins anew on what it signed before, as if what was settled did not count. */
const beginAnew: ReadingCheat = (draw, readings, { before, baselines }) => {
  const known = new Map(before?.parts.metering.readings.map((own) => [own.meter, own.signed]));
  const own = one(
    draw,
    readings.filter((reading) => isReal(reading) && known.get(reading.meter)),
  );
  const baseline = own && known.get(own.meter);
  if (!own?.signed || !baseline) return false;
  baselines.push({ meter: own.meter, ...baseline });
  own.importRegister = own.signed.importRegister;
  own.exportRegister = own.signed.exportRegister;
  own.imported = printKwh(ukwh(own.importRegister) - ukwh(baseline.importRegister));
  own.exported = printKwh(ukwh(own.exportRegister) - ukwh(baseline.exportRegister));
  return true;
};

export const READING_CHEATS: readonly ReadingCheat[] = [
  changeEnergy,
  changeSigned,
  takeSigned,
  changeAccount,
  dropMeter,
  makeUpMeter,
  beginAnew,
];

/**
 * A slot whose readings were tampered with, and which was then settled from them by the market's own functions; null where
 * there is no occasion.
 */
export function cheatInReadings(
  draw: Draw,
  community: DrawnCommunity,
  slot: CommittedSlot,
  before: CommittedSlot | null,
): CommittedSlot | null {
  const readings = slot.parts.metering.readings.map((reading) => ({ ...reading }));
  const baselines = [...slot.parts.metering.baselines];
  const scene = { slot, before, community, baselines };
  if (!pick(draw, READING_CHEATS)(draw, readings, scene)) return null;
  const metered = readings.map((reading): MeteredEnergy => {
    const { meter, account } = reading;
    return {
      meter,
      account,
      importedUkwh: ukwh(reading.imported),
      exportedUkwh: ukwh(reading.exported),
      importRegisterUkwh: ukwh(reading.importRegister),
      exportRegisterUkwh: ukwh(reading.exportRegister),
      quality: reading.quality,
      rule: null,
    };
  });
  const metering: MeteredSlot = { metered, readings, baselines };
  const { drawn, accounts } = community;
  const { orders, cleared } = slot.parts;
  const settlement = settleByRule(drawn, accounts, orders, cleared, metered);
  const forged = commitSlot(community, { ...slot.parts, metering, settlement });
  forged.shown.before = slot.shown.before ?? null;
  return forged;
}
