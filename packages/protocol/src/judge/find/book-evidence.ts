import { MerkleTree } from "../../merkle.js";
import { checkOrder, checkOrderPair } from "../check-orders.js";
import type { Evidence, JudgeContext } from "../evidence.js";
import { readBookHeader } from "../read-headers.js";
import { readBookLeaf, type SeenOrder } from "../read-order-leaves.js";
import { noLeaf, type ShownSlot, ShownTree } from "./published.js";

/**
 * Evidence against a book: its header, each order alone, orders with the same nonce, each account's best bid with its best
 * ask, and receipts. Linear in the orders.
 */
export function* bookEvidence(
  context: JudgeContext,
  { terms, book, receipts }: ShownSlot,
): Generator<Evidence> {
  const header = readBookHeader(book.header);
  if (header === null) {
    const { keccak } = context;
    const tree = new MerkleTree(keccak, book.orders.map(keccak));
    const [words] = book.orders;
    const orders = words === undefined ? [] : [{ words, index: 0, proof: tree.proof(0) }];
    yield { judge: "judgeBook", header: book.header, terms, orders };
    return;
  }
  const tree = new ShownTree(context.keccak, "book", book.orders, {
    root: header.bookRoot,
    count: header.orders,
  });
  const against = (...indexes: number[]): Evidence => ({
    judge: "judgeBook",
    header: book.header,
    terms,
    orders: indexes.sort((a, b) => a - b).map((index) => tree.leaf(index)),
  });
  const orders: SeenOrder[] = [];
  for (const [index, words] of book.orders.entries()) {
    const order = readBookLeaf(words, header.slot, index);
    if (order === null || checkOrder(context, terms, order) !== null) yield against(index);
    if (order !== null) orders.push(order);
  }
  for (const [one, other] of orderPairs(orders)) {
    if (checkOrderPair(one, other) !== null) yield against(one.index, other.index);
  }
  for (const receipt of receipts) {
    const isThere = receipt.sequence < header.orders;
    const order = isThere ? tree.leaf(receipt.sequence) : noLeaf(receipt.sequence);
    yield { judge: "judgeReceipt", header: book.header, ...receipt, order };
  }
}

/** The pairs that can break anything: equal nonces, and an account's highest bid with its lowest ask. */
function* orderPairs(orders: readonly SeenOrder[]): Generator<[SeenOrder, SeenOrder]> {
  const byNonce = new Map<string, SeenOrder>();
  const bids = new Map<number, SeenOrder>();
  const asks = new Map<number, SeenOrder>();
  for (const order of orders) {
    const { account, nonce, limitPrice } = order;
    const same = byNonce.get(`${account}:${nonce}`);
    if (same !== undefined) yield [same, order];
    byNonce.set(`${account}:${nonce}`, order);
    const side = order.side === 0 ? bids : asks;
    const best = side.get(account);
    const sign = order.side === 0 ? 1n : -1n;
    if (best === undefined || (limitPrice - best.limitPrice) * sign > 0n) side.set(account, order);
  }
  for (const [account, bid] of bids) {
    const ask = asks.get(account);
    if (ask !== undefined) yield [bid, ask];
  }
}
