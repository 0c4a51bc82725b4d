import { assert, type Slot, slotStart, type Ukwh } from "@pumasi/quantities";
import type { RecordedEnergy } from "./scenario.js";

/**
 * A recording in slots: for slots longer than its rows, the sum of them; for shorter ones, the row cut in
 * equal whole parts, its odd units in the first of them, so that no unit is lost. Rows and slots must
 * be whole multiples of each other and start together.
 */
export function energyInSlot(recorded: RecordedEnergy, slot: Slot, slotSeconds: number): Ukwh {
  const { firstRowStart, rowSeconds, energiesUkwh } = recorded;
  const seconds = (slotStart(slot, slotSeconds) - firstRowStart) / 1000;
  const row = Math.floor(seconds / rowSeconds);
  if (slotSeconds >= rowSeconds) {
    let sum = 0;
    for (let i = 0; i < slotSeconds / rowSeconds; i++) sum += rowAt(energiesUkwh, row + i);
    return sum;
  }
  const parts = rowSeconds / slotSeconds;
  const part = (seconds - row * rowSeconds) / slotSeconds;
  const whole = rowAt(energiesUkwh, row);
  return Math.floor(whole / parts) + (part < whole % parts ? 1 : 0);
}

/** Tells whether a recording has every slot of [fromSlot, fromSlot + slotCount) and can be cut into them. */
export function coversSlots(
  { firstRowStart, rowSeconds, energiesUkwh }: RecordedEnergy,
  fromSlot: Slot,
  slotCount: number,
  slotSeconds: number,
): boolean {
  const seconds = slotStart(fromSlot, slotSeconds) / 1000 - firstRowStart / 1000;
  const end = seconds + slotCount * slotSeconds;
  const divides = slotSeconds % rowSeconds === 0 || rowSeconds % slotSeconds === 0;
  const aligned = seconds % Math.min(rowSeconds, slotSeconds) === 0;
  return divides && aligned && seconds >= 0 && end <= energiesUkwh.length * rowSeconds;
}

function rowAt(energies: Float64Array, row: number): Ukwh {
  const energy = energies[row];
  assert(energy !== undefined, "the recording covers the period");
  return energy;
}
