import { type BookLeaf, encodeBookHeader, ZERO_HASH } from "@pumasi/protocol";
import { type ChallengeDocket, SIGNING_MEMBER } from "./challenge-docket.js";
import { addOne, type Edits, FIELD, leafAt } from "./forge.js";
import type { ForgedBook, Fraud } from "./forged-slot.js";

const ORDER = SIGNING_MEMBER;
const COPY = SIGNING_MEMBER + 2;

/** Each way to prove a wrong book: by one order, by two, by a receipt. */
export function bookFrauds({ typedData, receiptSigner }: ChallengeDocket) {
  const receiptOf = (slot: number) => {
    const receipt = { slot, sequence: ORDER, orderDigest: ZERO_HASH, logHead: ZERO_HASH };
    return { ...receipt, signature: receiptSigner.sign(typedData.receiptDigest(receipt)) };
  };
  const frauds: readonly Fraud<ForgedBook, Edits>[] = [
    {
      fault: "OrderSignatureInvalid",
      shown: "1 order",
      forge: () => ({ [ORDER]: addOne(FIELD.book.nonce, 8) }),
      prove: ({ book }, terms) => ({
        ...{ judge: "judgeBook", header: encodeBookHeader(book.header), terms },
        orders: [leafAt(book, ORDER)],
      }),
    },
    {
      fault: "OrderNonceTwice",
      shown: "2 orders",
      forge: ({ orders }) => ({ [COPY]: (view) => sayAsAnother(view, orders[ORDER] as BookLeaf) }),
      prove: ({ book }, terms) => ({
        ...{ judge: "judgeBook", header: encodeBookHeader(book.header), terms },
        orders: [leafAt(book, ORDER), leafAt(book, COPY)],
      }),
    },
    {
      fault: "ReceiptBroken",
      shown: "1 order and a receipt",
      forge: () => ({}),
      prove: ({ book }) => ({
        ...{ judge: "judgeReceipt", header: encodeBookHeader(book.header) },
        ...{ ...receiptOf(book.header.slot), order: leafAt(book, ORDER) },
      }),
    },
  ];
  return frauds;
}

/** Makes a leaf say that it is of another order's account and nonce. */
function sayAsAnother(view: DataView, { account, nonce }: BookLeaf): void {
  view.setUint32(FIELD.book.account, account);
  view.setBigUint64(FIELD.book.nonce, BigInt(nonce));
}
