import { deepStrictEqual } from "node:assert";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { loadKeccak } from "@pumasi/crypto";
import type { Keccak256 } from "@pumasi/protocol";
import type { Benchmark } from "../benchmark.js";
import { bookOf, clearingOf, meteringOf, resultOf } from "./commit-slot.js";
import { generateSlots } from "./generate-slots.js";

const MEMBERS = 5_000;
const ORDERS = 2 * MEMBERS;
/** Every member and the community's own four accounts have a line. */
const LINES = MEMBERS + 4;

/** Makes a slot of five thousand accounts and hands each part of committing it to `choose`. */
function part(
  name: string,
  leaves: number,
  choose: (parts: ReturnType<typeof partsOf>) => (keccak: Keccak256) => unknown,
  limit?: Benchmark["limit"],
): Benchmark {
  return {
    name,
    unit: "leaves/s",
    amount: leaves,
    ...(limit === undefined ? {} : { limit }),
    async prepare() {
      const keccak = await loadKeccak();
      const parts = partsOf(keccak);
      deepStrictEqual(parts.headers(keccak), parts.headers(keccak_256));
      const commit = choose(parts);
      return {
        run: () => commit(keccak),
        against: { name: "keccak of @noble/hashes", run: () => commit(keccak_256) },
      };
    },
  };
}

function partsOf(wasm: Keccak256) {
  const [slot] = generateSlots({ members: MEMBERS, ordersPerMember: 2 }, 400_000);
  if (slot === undefined) throw new Error("there is a first slot");
  const result = resultOf(slot);
  const booked = bookOf(wasm, slot).header;
  const cleared = clearingOf(wasm, slot, result, booked).header;
  const book = (keccak: Keccak256) => bookOf(keccak, slot);
  const clearing = (keccak: Keccak256) => clearingOf(keccak, slot, result, booked);
  const metering = (keccak: Keccak256) => meteringOf(keccak, slot, result, cleared);
  const all = (keccak: Keccak256) => {
    const ownBook = book(keccak);
    const ownClearing = clearingOf(keccak, slot, result, ownBook.header);
    return [ownBook, ownClearing, meteringOf(keccak, slot, result, ownClearing.header)] as const;
  };
  const headers = (keccak: Keccak256) => all(keccak).map(({ header }) => header);
  return { book, clearing, metering, all, headers };
}

/** A whole slot's commitment: book, fills, readings and lines, from results to headers, document hashes included. */
export const commitment = part(
  "ledger/commitment",
  2 * ORDERS + MEMBERS + LINES,
  ({ all }) => all,
  { atLeast: 200_000 },
);

/** The book's part, before clearing. */
export const commitmentBook = part("ledger/commitment-book", ORDERS, ({ book }) => book);

/** The fills' part, with the hash of the published book. */
export const commitmentClearing = part(
  "ledger/commitment-clearing",
  ORDERS,
  ({ clearing }) => clearing,
);

/** The readings' and lines' part, with the hash of the published readings. */
export const commitmentMetering = part(
  "ledger/commitment-metering",
  MEMBERS + LINES,
  ({ metering }) => metering,
);
