import { fromHex } from "../hex.js";
import { readLineLeaf } from "../judge/read-line-leaves.js";
import { readBookLeaf } from "../judge/read-order-leaves.js";
import { readReadingLeaf } from "../judge/read-reading-leaf.js";
import type { Address, Hex, Keccak256 } from "../keccak.js";
import type { LedgerTerms } from "../ledger-terms.js";
import { MerkleTree } from "../merkle.js";
import type { P256Point } from "../signer.js";
import type {
  CommittedAccountSlots,
  CommittedPeriodLeaves,
  CommittedSlot,
} from "../wire/leaves.js";
import type { LeafProof, SlotProof } from "../wire/slot-proof.js";

/** Where the commitments of a proof stand, and by which terms they were made. */
export interface ProofPlace {
  chainId: number;
  market: Hex;
  ledger: Hex;
  rule: SlotProof["rule"];
  terms: LedgerTerms;
  /** The public key of a device that signs on P-256; null for any other. */
  p256KeyOf(device: Address): P256Point | null;
}

/** The period that a slot belongs to, once it is committed. */
export interface ProofPeriod {
  committed: CommittedPeriodLeaves;
  accountSlots: CommittedAccountSlots;
}

/**
 * Puts together what one account needs to check its slot: its own leaves of a metered slot with their proofs. Null when
 * the slot is not metered or has no line of the account.
 */
export function makeSlotProof(
  keccak: Keccak256,
  place: ProofPlace,
  committed: CommittedSlot,
  account: number,
  period: ProofPeriod | null,
): SlotProof | null {
  const { slot, book, clearing, metering } = committed;
  if (metering === null || account >= metering.lines.length) return null;
  const treeOf = (leaves: readonly Hex[]) =>
    new MerkleTree(
      keccak,
      leaves.map((words) => keccak(fromHex(words))),
    );
  const prove = (leaves: readonly Hex[], tree: MerkleTree, index: number): LeafProof =>
    ({ index, words: leaves[index], proof: tree.proof(index) }) as LeafProof;
  const [bookTree, readingTree] = [treeOf(book.leaves), treeOf(metering.readings)];
  const fills = clearing?.leaves ?? [];
  const fillTree = treeOf(fills);
  const devices = new Set<Address>();
  const ownOrders = book.leaves.flatMap((words, index) => {
    const order = readBookLeaf(fromHex(words), slot, index);
    if (order?.account !== account || clearing === null) return [];
    devices.add(order.device);
    return [index];
  });
  const ownReadings = metering.readings.flatMap((words, index) => {
    const reading = readReadingLeaf(fromHex(words), slot, index);
    if (reading?.account !== account) return [];
    devices.add(reading.device);
    if (reading.baseline !== null) devices.add(reading.baseline.device);
    return [index];
  });
  return {
    format: "pumasi-proof-1",
    chainId: place.chainId,
    market: place.market as SlotProof["market"],
    ledger: place.ledger as SlotProof["ledger"],
    slot,
    account,
    rule: place.rule,
    terms: place.terms as SlotProof["terms"],
    bookHeader: book.header,
    clearingHeader: clearing?.header ?? null,
    meteringHeader: metering.header,
    orders: ownOrders.map((index) => ({
      book: prove(book.leaves, bookTree, index),
      fill: prove(fills, fillTree, index),
    })),
    readings: ownReadings.map((index) => prove(metering.readings, readingTree, index)),
    p256Keys: [...devices].flatMap(
      (device) => (place.p256KeyOf(device) ?? []) as SlotProof["p256Keys"],
    ),
    line: prove(metering.lines, treeOf(metering.lines), account),
    period:
      period === null || account >= period.committed.leaves.length
        ? null
        : {
            header: period.committed.header,
            leaf: prove(period.committed.leaves, treeOf(period.committed.leaves), account),
            slot: prove(
              period.accountSlots.leaves,
              treeOf(period.accountSlots.leaves),
              slot - period.committed.header.fromSlot,
            ),
          },
  };
}

/** An account's line as a proof states it, for people; null when it is malformed. */
export function lineOfProof(proof: SlotProof): ReturnType<typeof readLineLeaf> {
  return readLineLeaf(fromHex(proof.line.words), proof.slot, proof.account);
}
