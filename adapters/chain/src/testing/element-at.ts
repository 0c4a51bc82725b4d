/** What stands at a place of a list; in tests nothing else is expected. */
export function elementAt<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`There is nothing at ${index}.`);
  return found;
}
