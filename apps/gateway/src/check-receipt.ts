import type { Address, OrderReceipt, RecoverSigner, TypedData } from "@pumasi/protocol";
import type { JournaledOrder } from "./order-journal.js";

export type ReceiptFault =
  | "receipt_for_another_slot"
  | "receipt_for_another_order"
  | "receipt_signer_unknown"
  | "receipt_signature_invalid";

/**
 * What is wrong with a receipt, in a fixed order; empty for a good one. A receipt is the household's
 * only proof that its order was taken, so a wrong one is kept as a complaint.
 */
export function checkReceipt(
  typed: TypedData,
  recover: RecoverSigner,
  receiptSigner: Address,
  { order, digest }: JournaledOrder,
  receipt: OrderReceipt,
): ReceiptFault[] {
  const faults: ReceiptFault[] = [];
  if (receipt.slot !== order.slot) faults.push("receipt_for_another_slot");
  if (receipt.orderDigest !== digest) faults.push("receipt_for_another_order");
  if (receipt.signer !== receiptSigner) faults.push("receipt_signer_unknown");
  if (recover(typed.receiptDigest(receipt), receipt.signature) !== receiptSigner) {
    faults.push("receipt_signature_invalid");
  }
  return faults;
}
