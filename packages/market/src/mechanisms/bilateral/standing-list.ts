import type { Ukwh } from "@pumasi/quantities";

const NONE = -1;

/**
 * Orders of one side that have come in, by ascending sequence. Those with nothing left drop out when
 * a walk comes to them, so that each is passed over once.
 */
export class StandingList {
  readonly #leftUkwh: readonly Ukwh[];
  readonly #sequences: number[] = [];
  /** From each place to the next that is still in the list. */
  readonly #next: number[] = [];
  #first = NONE;
  #last = NONE;

  /** `leftUkwh` is what each order has left (10^-6 kWh), by sequence, and is looked at again and again. */
  constructor(leftUkwh: readonly Ukwh[]) {
    this.#leftUkwh = leftUkwh;
  }

  /** Adds an order that came after all others in the list. */
  add(sequence: number): void {
    const place = this.#sequences.length;
    this.#sequences.push(sequence);
    this.#next.push(NONE);
    if (this.#last === NONE) this.#first = place;
    else this.#next[this.#last] = place;
    this.#last = place;
  }

  /** The first place with an order that has something left behind a place; -1 when there is none. */
  placeBehind(place: number): number {
    for (;;) {
      const next = place === NONE ? this.#first : (this.#next[place] as number);
      if (next === NONE || this.#leftUkwh[this.sequenceAt(next)] !== 0) return next;
      const beyond = this.#next[next] as number;
      if (place === NONE) this.#first = beyond;
      else this.#next[place] = beyond;
      if (beyond === NONE) this.#last = place;
    }
  }

  sequenceAt(place: number): number {
    return this.#sequences[place] as number;
  }
}

/** A walk through several lists at once, by ascending sequence and each order once. */
export class StandingWalk {
  readonly #lists: readonly StandingList[];
  readonly #places: number[];

  constructor(lists: readonly StandingList[]) {
    this.#lists = lists;
    this.#places = lists.map((list) => list.placeBehind(NONE));
  }

  /** The next order, or -1 at the end. */
  next(): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (const [index, list] of this.#lists.entries()) {
      const place = this.#places[index] as number;
      if (place !== NONE) lowest = Math.min(lowest, list.sequenceAt(place));
    }
    if (lowest === Number.POSITIVE_INFINITY) return NONE;
    for (const [index, list] of this.#lists.entries()) {
      const place = this.#places[index] as number;
      const isThere = place !== NONE && list.sequenceAt(place) === lowest;
      if (isThere) this.#places[index] = list.placeBehind(place);
    }
    return lowest;
  }
}
