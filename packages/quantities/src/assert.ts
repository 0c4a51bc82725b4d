/** A bug, not bad input: states what must hold and stops at once when it does not. */
export function assert(condition: boolean, mustHold: string): asserts condition {
  if (!condition) throw new Error(`bug: this must hold: ${mustHold}`);
}
