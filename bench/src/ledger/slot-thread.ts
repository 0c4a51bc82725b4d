import { parentPort, workerData } from "node:worker_threads";
import { loadKeccak } from "@pumasi/crypto";
import { pairTrades } from "@pumasi/market";
import type { Keccak256 } from "@pumasi/protocol";
import { bookOf, clearingOf, meteringOf, resultOf } from "./commit-slot.js";
import { generateSlots, type SlotInputs } from "./generate-slots.js";
import { PartClock } from "./part-clock.js";
import { totalsOf } from "./pay-period.js";
import {
  type ComputedSlot,
  THREAD_PART,
  type ThreadAnswer,
  type ThreadTask,
} from "./slot-threads.js";

// Where a thread of SlotThreads begins; nobody imports it.
if (parentPort === null) throw new Error("this is a thread's beginning");
const port = parentPort;
const keccak = await loadKeccak();
const inputs = inputsOf(workerData as ThreadTask);
port.once("message", () => {
  for (let own = inputs.shift(); own !== undefined; own = inputs.shift()) {
    port.postMessage(computeSlot(keccak, own) satisfies ThreadAnswer);
  }
  port.close();
});
port.postMessage("ready" satisfies ThreadAnswer);

/** What members and meters said in the thread's own slots. */
function inputsOf({ shape, firstSlot, slots, thread, threads }: ThreadTask): SlotInputs[] {
  const own: SlotInputs[] = [];
  for (const made of generateSlots(shape, firstSlot)) {
    const place = made.slot - firstSlot;
    if (place >= slots) break;
    if (place % threads === thread) own.push(made);
  }
  return own;
}

/** Clears, settles and commits a slot. */
function computeSlot(keccak: Keccak256, own: SlotInputs): ComputedSlot {
  const clock = new PartClock();
  const { result: resultPart, commitment } = THREAD_PART;
  const book = clock.run(commitment, () => bookOf(keccak, own));
  const result = clock.run(resultPart, () => resultOf(own));
  const trades = clock.run(resultPart, () => pairTrades(own.orders, result.clearing).length);
  const clearing = clock.run(commitment, () => clearingOf(keccak, own, result, book.header));
  const metering = clock.run(commitment, () => meteringOf(keccak, own, result, clearing.header));
  return {
    ...totalsOf(own.slot, result.settlement),
    ...{ book: book.header, clearing: clearing.header, metering: metering.header },
    ...{ trades, parts: clock.parts },
  };
}
