import { OccupiedLevels } from "./occupied-levels.js";

/**
 * One side's resting orders: a queue for each level, the best level counted as 0, first come first.
 * Orders are kept by sequence plus one, so that a fresh array's 0 means none. `next` is the order
 * behind each; an order rests on one side only, so both sides share it.
 */
export class RestingOrders {
  readonly #heads: Uint32Array;
  readonly #tails: Uint32Array;
  readonly #occupied: OccupiedLevels;
  readonly #next: Uint32Array;
  /** The best level with orders; as many as there are levels when there is none. */
  best: number;

  constructor(levelCount: number, next: Uint32Array) {
    this.#heads = new Uint32Array(levelCount);
    this.#tails = new Uint32Array(levelCount);
    this.#occupied = new OccupiedLevels(levelCount);
    this.#next = next;
    this.best = levelCount;
  }

  /** The first order of a level's queue, plus one. */
  headOf(level: number): number {
    return this.#heads[level] as number;
  }

  /** The level with orders that comes after this one. */
  levelAfter(level: number): number {
    return this.#occupied.atOrAfter(level + 1);
  }

  /** Puts an order at the end of its level's queue. */
  append(level: number, order: number): void {
    const tail = this.#tails[level] as number;
    this.#tails[level] = order + 1;
    if (tail !== 0) {
      this.#next[tail - 1] = order + 1;
      return;
    }
    this.#heads[level] = order + 1;
    this.#occupied.add(level);
    if (level < this.best) this.best = level;
  }

  /**
   * Takes out of a level's queue what stands between two of its orders (given plus one; 0 for the
   * queue's beginning and end).
   */
  cut(level: number, before: number, after: number): void {
    if (before === 0) this.#heads[level] = after;
    else this.#next[before - 1] = after;
    if (after !== 0) return;
    this.#tails[level] = before;
    if (before !== 0) return;
    this.#occupied.delete(level);
    if (level === this.best) this.best = this.#occupied.atOrAfter(level);
  }
}
