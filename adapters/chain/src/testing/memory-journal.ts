import type { BlockJournal, JournalledBlock, MinedBlock } from "../block-journal.js";

/** A journal for tests: it outlives the node, as a database would. */
export class MemoryJournal implements BlockJournal {
  readonly blocks: JournalledBlock[] = [];
  readonly recorded: MinedBlock[] = [];
  readonly #pageSize: number;

  constructor(pageSize = 1000) {
    this.#pageSize = pageSize;
  }

  plan(block: Omit<JournalledBlock, "hash">): void {
    this.blocks.push({ ...block, hash: null });
  }

  async blocksAfter(number: number): Promise<JournalledBlock[]> {
    const later = this.blocks.filter((block) => block.number > number);
    return structuredClone(later.slice(0, this.#pageSize));
  }

  async recordMined(mined: MinedBlock): Promise<void> {
    const block = this.blocks.find((candidate) => candidate.number === mined.number);
    if (block === undefined) throw new Error(`Block ${mined.number} was never journalled.`);
    block.hash = mined.hash;
    this.recorded.push(mined);
  }
}
