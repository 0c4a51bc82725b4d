import { checkOrder, checkOrderPair } from "./check-orders.js";
import type { EvidenceOf, JudgeContext, Verdict } from "./evidence.js";
import { areOneOrTwo, areProven, isProven } from "./prove-leaf.js";
import { readBookHeader } from "./read-headers.js";
import { readBookLeaf, type SeenOrder } from "./read-order-leaves.js";
import { orderDigestOf, receiptDigestOf } from "./signed-digests.js";

/** Judges one order of a book, or two of them by ascending index. */
export function judgeBook(
  context: JudgeContext,
  { header: words, terms, orders: leaves }: EvidenceOf<"judgeBook">,
): Verdict {
  if (!areOneOrTwo(leaves)) return "evidence_malformed";
  const header = readBookHeader(words);
  if (header === null) return "LeafMalformed";
  if (!areProven(context.keccak, header.bookRoot, header.orders, leaves)) return "proof_invalid";
  const orders: SeenOrder[] = [];
  for (const leaf of leaves) {
    const order = readBookLeaf(leaf.words, header.slot, leaf.index);
    if (order === null) return "LeafMalformed";
    orders.push(order);
  }
  const [one, other] = orders as [SeenOrder, SeenOrder?];
  return other === undefined ? checkOrder(context, terms, one) : checkOrderPair(one, other);
}

/**
 * Judges a signed receipt. `order` is the leaf at its sequence, without words where the book is shorter. A receipt that
 * the receipt signer did not sign is malformed evidence.
 */
export function judgeReceipt(context: JudgeContext, evidence: EvidenceOf<"judgeReceipt">): Verdict {
  const { keccak, domain, register, recoverSigner } = context;
  const { sequence, orderDigest, logHead, signature, order: leaf } = evidence;
  const header = readBookHeader(evidence.header);
  if (header === null) return "LeafMalformed";
  const { slot } = header;
  const digest = receiptDigestOf(keccak, domain, { slot, sequence, orderDigest, logHead });
  const signer = recoverSigner(digest, signature);
  if (signer === null || signer !== register.receiptSignerAt(slot)) return "evidence_malformed";
  if (sequence >= header.orders) return "ReceiptBroken";
  if (leaf.index !== sequence) return "evidence_malformed";
  if (!isProven(keccak, header.bookRoot, header.orders, leaf)) return "proof_invalid";
  const order = readBookLeaf(leaf.words, slot, sequence);
  if (order === null) return "LeafMalformed";
  return orderDigestOf(keccak, domain, order) === orderDigest ? null : "ReceiptBroken";
}
