import type { Clearing, Order } from "@pumasi/market";
import { hashBookDocument, publishOrder } from "./documents.js";
import type { BookHeader, ClearingHeader, MarginalOrder } from "./headers.js";
import type { Hex, Keccak256 } from "./keccak.js";
import { type BookLeaf, type FillLeaf, hashFillLeaf } from "./leaves.js";
import { MerkleTree } from "./merkle.js";

/** The fill leaves of a cleared book: prefix sums over the book and over each account's own orders. */
export function fillLeaves(
  slot: number,
  orders: readonly Order[],
  fills: readonly number[],
): FillLeaf[] {
  const last = new Map<number, FillLeaf>();
  let boughtUkwh = 0;
  let soldUkwh = 0;
  return orders.map((order, sequence) => {
    const fillUkwh = fills[sequence] ?? 0;
    const bought = order.side === "buy" ? fillUkwh : 0;
    const sold = fillUkwh - bought;
    boughtUkwh += bought;
    soldUkwh += sold;
    const before = last.get(order.account);
    const leaf: FillLeaf = {
      slot,
      sequence,
      fillUkwh,
      boughtUkwh,
      soldUkwh,
      previous: before === undefined ? 0 : before.sequence + 1,
      accountBoughtUkwh: (before?.accountBoughtUkwh ?? 0) + bought,
      accountSoldUkwh: (before?.accountSoldUkwh ?? 0) + sold,
    };
    last.set(order.account, leaf);
    return leaf;
  });
}

const NO_MARGINAL: MarginalOrder = { index: 0, price: 0, fill: 0 };

/** A clearing's header for the ledger and the tree of its fills. */
export function commitClearing(
  keccak: Keccak256,
  input: {
    book: BookHeader;
    secret: Hex;
    orders: readonly BookLeaf[];
    clearing: Clearing;
    rulesVersion: number;
  },
): { header: ClearingHeader; tree: MerkleTree; leaves: FillLeaf[] } {
  const { book, secret, orders, clearing } = input;
  const leaves = fillLeaves(book.slot, orders, clearing.fills);
  const tree = new MerkleTree(
    keccak,
    leaves.map((leaf) => hashFillLeaf(keccak, secret, leaf)),
  );
  const { bid, ask } = clearing;
  const header: ClearingHeader = {
    ...book,
    fillRoot: tree.root,
    price: clearing.price ?? 0,
    energyUkwh: clearing.energyUkwh,
    bid: bid === null ? NO_MARGINAL : { index: bid.sequence, price: bid.price, fill: bid.fillUkwh },
    ask: ask === null ? NO_MARGINAL : { index: ask.sequence, price: ask.price, fill: ask.fillUkwh },
    rulesVersion: input.rulesVersion,
    dataHash: hashBookDocument(keccak, book.slot, orders.map(publishOrder)),
  };
  return { header, tree, leaves };
}
