/**
 * A line of questions, each asked by somebody's account, that are answered and so closed from any
 * place on, passing over one's own. Two disjoint-set forests (R. E. Tarjan, Efficiency of a Good But
 * Not Linear Set Union Algorithm, 1975) jump over what is closed and over runs of one account's open
 * questions. A walk passes a second own run only after it closed what stood between, and then the two
 * are one: all walks together take near-linear time when each closes all it comes to.
 */
export class OpenQuestions {
  readonly #count: number;
  readonly #askers: Float64Array;
  /** From each question toward the next open one. */
  readonly #open: Uint32Array;
  /** From each question toward the last of its run. */
  readonly #runs: Uint32Array;
  #position = 0;
  #account = 0;
  #ownRun = -1;

  /** Questions by the order that asks (`takers`); `accounts` are by order. */
  constructor(takers: Uint32Array, accounts: Float64Array) {
    this.#count = takers.length;
    this.#askers = new Float64Array(takers.length);
    this.#open = new Uint32Array(takers.length + 1);
    this.#runs = new Uint32Array(takers.length);
    for (let at = 0; at < takers.length; at++) {
      this.#askers[at] = accounts[takers[at] as number] as number;
    }
    for (let at = takers.length; at >= 0; at--) this.#open[at] = at;
    for (let at = takers.length - 1; at >= 0; at--) {
      const isLast = at + 1 === takers.length || this.#askers[at] !== this.#askers[at + 1];
      this.#runs[at] = isLast ? at : at + 1;
    }
  }

  /** Begins a walk for an account at a question. */
  startAt(position: number, account: number): void {
    this.#position = position;
    this.#account = account;
    this.#ownRun = -1;
  }

  /** The walk's next open question that is not the account's own; their number when none is left. */
  next(): number {
    for (;;) {
      const at = find(this.#open, this.#position);
      if (at === this.#count || this.#askers[at] !== this.#account) {
        this.#position = at;
        return at;
      }
      const last = find(this.#runs, at);
      if (this.#ownRun >= 0) this.#runs[this.#ownRun] = last;
      this.#ownRun = last;
      this.#position = last + 1;
    }
  }

  /** Closes a question for good. */
  close(at: number): void {
    this.#open[at] = at + 1;
  }
}

/** The end of the way from a place, which gets shorter for the next who goes it. */
function find(toward: Uint32Array, from: number): number {
  let at = from;
  for (let next = toward[at] as number; next !== at; next = toward[at] as number) {
    const beyond = toward[next] as number;
    toward[at] = beyond;
    at = beyond;
  }
  return at;
}
