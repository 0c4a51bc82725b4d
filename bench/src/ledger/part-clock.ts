/** How long each part of a run took, wall ms; parts are told apart by name and add up. */
export class PartClock {
  readonly parts = new Map<string, number>();

  /** Runs a part and counts its time. */
  run<T>(name: string, part: () => T): T {
    const started = performance.now();
    const result = part();
    this.#add(name, performance.now() - started);
    return result;
  }

  /** Waits for something and counts the time. */
  async wait<T>(name: string, awaited: Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await awaited;
    this.#add(name, performance.now() - started);
    return result;
  }

  /** Adds what another clock counted. */
  addAll(parts: ReadonlyMap<string, number>): void {
    for (const [name, ms] of parts) this.#add(name, ms);
  }

  #add(name: string, ms: number): void {
    this.parts.set(name, (this.parts.get(name) ?? 0) + ms);
  }
}
