const WORD_BITS = 32;

/**
 * Which of `count` levels have orders, as bits, and above every 32 bits one bit that tells whether
 * any of them is set, up to a single word (a van Emde Boas tree's idea with words of fixed size). To
 * find the next level costs a step or two for each tier, however far away it is.
 */
export class OccupiedLevels {
  readonly #tiers: Int32Array[] = [];

  constructor(readonly count: number) {
    let size = count;
    do {
      size = Math.ceil(size / WORD_BITS);
      this.#tiers.push(new Int32Array(size + 1));
    } while (size > 1);
  }

  /** Marks a level as occupied. */
  add(level: number): void {
    let index = level;
    for (let tier = 0; tier < this.#tiers.length; tier++) {
      const words = this.#tiers[tier] as Int32Array;
      const word = words[index >>> 5] as number;
      words[index >>> 5] = word | (1 << (index & 31));
      if (word !== 0) return;
      index >>>= 5;
    }
  }

  /** Marks a level as empty. */
  delete(level: number): void {
    let index = level;
    for (let tier = 0; tier < this.#tiers.length; tier++) {
      const words = this.#tiers[tier] as Int32Array;
      const word = (words[index >>> 5] as number) & ~(1 << (index & 31));
      words[index >>> 5] = word;
      if (word !== 0) return;
      index >>>= 5;
    }
  }

  /** The lowest occupied level from this one on; `count` when there is none. */
  atOrAfter(level: number): number {
    let index = level;
    for (let tier = 0; tier < this.#tiers.length; tier++) {
      const words = this.#tiers[tier] as Int32Array;
      const word = (words[index >>> 5] as number) & (-1 << (index & 31));
      if (word !== 0) return this.#lowestBelow(tier, (index & ~31) + lowestBit(word));
      index = (index >>> 5) + 1;
    }
    return this.count;
  }

  /** Follows a bit that is set down to the lowest level that set it. */
  #lowestBelow(tier: number, bit: number): number {
    let index = bit;
    for (let below = tier - 1; below >= 0; below--) {
      index = index * WORD_BITS + lowestBit((this.#tiers[below] as Int32Array)[index] as number);
    }
    return index;
  }
}

/** The place of the lowest bit that is set, from 0. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
