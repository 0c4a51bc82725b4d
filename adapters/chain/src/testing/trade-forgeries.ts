import {
  type BookLeaf,
  type Evidence,
  type Fault,
  type FillLeaf,
  type Hex,
  NO_MARGINAL,
} from "@pumasi/protocol";
import type { Forgery } from "./committed-market.js";
import { elementAt } from "./element-at.js";
import { deviceKeyOf, signOrder, unknownP256Key } from "./market-members.js";

/** One thing that is forged in a slot, and what a challenge of it comes to. */
export interface SlotForgery {
  name: string;
  judge: Evidence["judge"];
  fault: Fault;
  /** What the slot goes back to. */
  back: "grid" | "booked" | "cleared";
  forgery: Forgery;
}

/** Puts another order in an order's place, signed by the account's device or another key. */
export function reordered(sequence: number, change: Partial<BookLeaf>, key?: Hex): Forgery {
  return {
    orders: async (orders) => {
      const { slot, account, side, limitPrice, energyUkwh, nonce } = elementAt(orders, sequence);
      const message = { slot, account, side, limitPrice, energyUkwh, nonce, ...change };
      orders[sequence] = await signOrder(sequence, message, key);
    },
  };
}

function refilled(sequence: number, change: (fill: FillLeaf) => Partial<FillLeaf>): Forgery {
  return {
    fills: (fills) => {
      const fill = elementAt(fills, sequence);
      Object.assign(fill, change(fill));
    },
  };
}

const inBook = { judge: "judgeBook", back: "grid" } as const;

const bookForgeries: readonly SlotForgery[] = [
  {
    ...{ name: "an order for nothing", fault: "OrderEnergyZero", ...inBook },
    forgery: reordered(3, { energyUkwh: 0 }),
  },
  {
    ...{ name: "an order above the cap", fault: "OrderPriceOutsideCap", ...inBook },
    forgery: reordered(0, { limitPrice: 1_000_001 }),
  },
  {
    ...{ name: "an order by another account's device", fault: "OrderKeyInvalid", ...inBook },
    forgery: {
      orders: (orders) => {
        elementAt(orders, 2).device = elementAt(orders, 1).device;
      },
    },
  },
  {
    ...{ name: "an order nobody signed", fault: "OrderSignatureInvalid", ...inBook },
    forgery: reordered(0, {}, deviceKeyOf(5)),
  },
  {
    ...{ name: "an order on P-256 nobody signed", fault: "OrderSignatureInvalid", ...inBook },
    forgery: reordered(2, {}, unknownP256Key),
  },
  {
    ...{ name: "an order on the other curve", fault: "OrderSignatureInvalid", ...inBook },
    forgery: reordered(2, {}, deviceKeyOf(5)),
  },
  {
    ...{ name: "two orders with one nonce", fault: "OrderNonceTwice", ...inBook },
    forgery: reordered(4, { nonce: 0 }),
  },
  {
    ...{ name: "an account that would trade with itself", fault: "OrderCrossesOwn", ...inBook },
    forgery: reordered(3, { account: 4 }),
  },
];

const inClearing = { judge: "judgeClearing", back: "booked" } as const;

const clearingForgeries: readonly SlotForgery[] = [
  {
    ...{ name: "a price off by one unit", fault: "ClearingPriceWrong", ...inClearing },
    forgery: {
      clearing: (header) => {
        header.price += 1;
      },
    },
  },
  {
    ...{ name: "a fill past the limit", fault: "FillPastLimit", ...inClearing },
    forgery: refilled(3, () => ({ fillUkwh: 1 })),
  },
  {
    ...{ name: "a fill beyond the order", fault: "FillBeyondEnergy", ...inClearing },
    forgery: refilled(0, ({ fillUkwh }) => ({ fillUkwh: fillUkwh + 1 })),
  },
  {
    ...{ name: "a better order that is not full", fault: "FillNotFull", ...inClearing },
    forgery: refilled(0, ({ fillUkwh }) => ({ fillUkwh: fillUkwh - 1 })),
  },
  {
    ...{ name: "one unit too much at the last price", fault: "FillRationWrong", ...inClearing },
    forgery: refilled(2, ({ fillUkwh }) => ({ fillUkwh: fillUkwh + 1 })),
  },
  {
    ...{ name: "another last order", fault: "MarginalWrong", ...inClearing },
    forgery: {
      clearing: ({ bid }) => {
        bid.index = 2;
      },
    },
  },
  {
    ...{ name: "two fills that do not add up", fault: "FillSumWrong", ...inClearing },
    forgery: refilled(1, ({ soldUkwh }) => ({ soldUkwh: soldUkwh - 1 })),
  },
  {
    ...{ name: "an account's order passed over", fault: "FillAccountWrong", ...inClearing },
    forgery: refilled(4, ({ fillUkwh }) => ({ previous: 0, accountBoughtUkwh: fillUkwh })),
  },
  {
    ...{ name: "nothing traded where orders meet", fault: "UnfilledOrdersCross", ...inClearing },
    forgery: {
      fills: (fills) => {
        const sums = { boughtUkwh: 0, soldUkwh: 0, accountBoughtUkwh: 0, accountSoldUkwh: 0 };
        const bids = { bidOfferedUkwh: 0, bidFilledUkwh: 0 };
        const asks = { askOfferedUkwh: 0, askFilledUkwh: 0 };
        for (const fill of fills) Object.assign(fill, { fillUkwh: 0, ...sums, ...bids, ...asks });
      },
      clearing: (header) => {
        Object.assign(header, { price: 0, energyUkwh: 0, bid: NO_MARGINAL, ask: NO_MARGINAL });
      },
    },
  },
];

/** A forgery for nearly every fault of a book and of a clearing at one price; each leaves everything else true. */
export const tradeForgeries: readonly SlotForgery[] = [...bookForgeries, ...clearingForgeries];
