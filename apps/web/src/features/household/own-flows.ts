import type { HouseholdEnergy } from "@pumasi/protocol";
import { drawingNumber } from "../../format/exact-decimal.js";

/** Whether the home told of the energy behind its meter in any of the rows. */
export function tellsOfHome(rows: readonly HouseholdEnergy[]): boolean {
  return rows.some(({ ownUse }) => ownUse !== null);
}

/** Whether the home's battery did anything in any of the rows. */
export function hasBattery(rows: readonly HouseholdEnergy[]): boolean {
  const isAny = (kwh: string | null) => (drawingNumber(kwh ?? "0") ?? 0) > 0;
  return rows.some(({ charged, discharged }) => isAny(charged) || isAny(discharged));
}
