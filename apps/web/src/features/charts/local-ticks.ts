/** The local hours that get a label: enough to read the day, few enough for a phone. */
const LABELLED_HOURS = 6;

/**
 * The slots of [from, until) that start at 00, 06, 12 or 18 o'clock of the community's local time.
 * `timeOf` writes an instant (ms) as local "HH:MM", so that clock changes are the formatter's care.
 */
export function localTickSlots(
  range: { from: number; until: number },
  slotSeconds: number,
  timeOf: (instantMs: number) => string,
): number[] {
  const ticks: number[] = [];
  for (let slot = range.from; slot < range.until; slot++) {
    const [hour = "", minute = ""] = timeOf(slot * slotSeconds * 1000).split(":");
    if (Number(hour) % LABELLED_HOURS === 0 && minute === "00") ticks.push(slot);
  }
  return ticks;
}
