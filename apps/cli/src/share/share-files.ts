import {
  checkSharing,
  type MeterShare,
  type SharingRefusal,
  type SharingRuleName,
  shareSlots,
  splitPremium,
} from "@pumasi/market";
import { groupHours, groupSlots, type SlotGroup } from "./group-slots.js";
import { type PrintedPremium, printCsv, printJson, type SharedRow } from "./print-shares.js";
import { type NamedKeys, readKeysFile } from "./read-keys-file.js";
import { readSlotsFile } from "./read-slots-file.js";
import { SharingFileInvalidError } from "./sharing-file-error.js";
import { sharingRefusalText } from "./sharing-refusal-text.js";

/**
 * Shares the slots of a CSV text by a rule and the text of its keys, checks the result as any sceptic
 * would, and gives it as CSV or JSON text, the rows in the order in which they came. Input that
 * cannot be shared is a SharingFileInvalidError that names everything wrong, and there is no result.
 */
export function shareFiles(input: {
  rule: SharingRuleName;
  slots: string;
  keys: string | null;
  isJson: boolean;
}): string {
  const keys = readKeysFile(input.rule, input.keys);
  const rows = readSlotsFile(input.slots);
  if (keys.premium !== null && !input.isJson) {
    throw new SharingFileInvalidError(["the premium's parts are printed with --json only"]);
  }
  const isHourly = input.rule === "hourly-minimum";
  const intervals = isHourly ? groupHours(rows) : groupSlots(rows).map((slot) => [slot]);
  const shareOfLine: MeterShare[] = [];
  for (const slots of intervals) {
    for (const [line, share] of shareInterval(keys, slots)) shareOfLine[line] = share;
  }
  const shared = rows.map(
    (row): SharedRow => ({ row, share: shareOfLine[row.line] as MeterShare }),
  );
  return input.isJson ? printJson(input.rule, shared, premiumOf(keys, shared)) : printCsv(shared);
}

/** Shares a slot, or the slots of one hour; gives each line's share. */
function shareInterval(
  { rule, participation }: NamedKeys,
  slots: readonly SlotGroup[],
): [number, MeterShare][] {
  const readings = slots.map(({ rows }) => rows);
  const result = shareSlots(rule, readings, participation);
  if (!result.ok) throw new SharingFileInvalidError([describe(result, slots)]);
  const check = checkSharing(rule, readings, result.slots, participation);
  if (!check.ok) throw new Error(`bug: the result fails its own check: ${JSON.stringify(check)}`);
  return readings.flatMap((rows, slot) =>
    rows.map(({ line }, index): [number, MeterShare] => [
      line,
      result.slots[slot]?.[index] as MeterShare,
    ]),
  );
}

function premiumOf({ premium }: NamedKeys, shared: readonly SharedRow[]): PrintedPremium | null {
  if (premium === null) return null;
  const sharedUkwh = shared.reduce((sum, { share }) => sum + share.allocatedUkwh, 0);
  if (!Number.isSafeInteger(sharedUkwh)) {
    throw new SharingFileInvalidError([sharingRefusalText("sharing_energy_too_large")]);
  }
  const meters = new Set(shared.map(({ row }) => row.meter));
  const stranger = premium.keys.find(({ meter }) => !meters.has(String(meter)));
  if (stranger !== undefined) {
    const { meter } = stranger;
    const refusal: SharingRefusal = { ok: false, reason: "sharing_key_meter_unknown", meter };
    throw new SharingFileInvalidError([`keys, premium: ${describe(refusal, [])}`]);
  }
  const split = splitPremium(sharedUkwh, premium.price, premium.keys);
  if (!split.ok) {
    throw new SharingFileInvalidError([`keys, premium: ${describe(split, [])}`]);
  }
  return { sharedUkwh, parts: split.parts, communityAmount: split.communityAmount };
}

function describe({ reason, meter, slot }: SharingRefusal, slots: readonly SlotGroup[]): string {
  const place = [
    slot === undefined ? null : `slot "${slots[slot]?.slot}"`,
    meter === undefined ? null : `meter "${meter}"`,
  ].filter((part) => part !== null);
  const text = sharingRefusalText(reason);
  return place.length === 0 ? text : `${place.join(", ")}: ${text}`;
}
