import type { HealthFinding } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import type { Formats } from "../../../format/formats.js";

/** Demands of these kinds are about a period, whose number stands where other kinds have a slot. */
const OF_PERIOD = ["period", "period-slot", "batch"];

/**
 * What the texts of a finding fill in, for people: instants and slots as local times, numbers with separators. `count` stays a
 * number, by which the plural is chosen.
 */
export function findingValues({ values }: HealthFinding, formats: Formats, slotSeconds: number) {
  const shown: Record<string, string | number> = { ...values };
  const slotName = (slot: number) =>
    `${formats.dayAndTime(slotStart(slot, slotSeconds))} (${slot})`;
  for (const [key, value] of Object.entries(values)) {
    if (key === "since") shown[key] = formats.dayAndTime(Date.parse(`${value}`));
    else if (key === "slot" && !OF_PERIOD.includes(`${values.kind}`)) {
      shown[key] = slotName(Number(value));
    } else if (key === "count") shown.number = formats.count(Number(value));
    else if (key === "waiting" || key === "readings") shown[key] = formats.count(Number(value));
  }
  return shown;
}
