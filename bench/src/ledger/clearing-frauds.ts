import { netLimit } from "@pumasi/market";
import { type Evidence, encodeClearingHeader, type Terms } from "@pumasi/protocol";
import { TARIFF } from "../generate-book.js";
import { addOne, FIELD, takeOne } from "./forge.js";
import {
  type ClearingForgery,
  type ForgedClearing,
  type Fraud,
  positionAt,
  RULE,
} from "./forged-slot.js";

type ClearingFraud = Fraud<ForgedClearing, ClearingForgery>;

/** Each way to prove a wrong clearing: by its header, by one order, by two that are neighbours, by any two. */
export const CLEARING_FRAUDS: readonly ClearingFraud[] = [
  {
    fault: "ClearingPriceWrong",
    shown: "header",
    forge: ({ clearing }) => ({ header: { price: clearing.header.price + 1 } }),
    prove: (slot, terms) => evidence(slot, terms, []),
  },
  {
    fault: "FillNotFull",
    shown: "1 order",
    forge: (slot) => ({ fills: { [betterOne(slot, "buy")]: takeOne(FIELD.fill.fill) } }),
    prove: (slot, terms) => evidence(slot, terms, [betterOne(slot, "buy")]),
  },
  {
    fault: "FillSumWrong",
    shown: "2 neighbours",
    forge: () => ({ fills: { 6: addOne(FIELD.fill.bought, 8) } }),
    prove: (slot, terms) => evidence(slot, terms, [5, 6]),
  },
  {
    fault: "UnfilledOrdersCross",
    shown: "2 orders",
    forge: (slot) => {
      const less = takeOne(FIELD.fill.fill);
      return { fills: Object.fromEntries(crossing(slot).map((index) => [index, less])) };
    },
    prove: (slot, terms) => evidence(slot, terms, crossing(slot)),
  },
];

function evidence(slot: ForgedClearing, terms: Terms, indices: readonly number[]): Evidence {
  return {
    ...{ judge: "judgeClearing", rule: RULE, terms },
    header: encodeClearingHeader(slot.clearing.header),
    positions: indices.map((index) => positionAt(slot, index)),
  };
}

/** A bid and an ask that are not neighbours, both better than their marginal orders, by ascending index. */
function crossing(slot: ForgedClearing): number[] {
  const bid = betterOne(slot, "buy");
  const ask = betterOne(slot, "sell", (index) => Math.abs(index - bid) > 1);
  return [bid, ask].sort((a, b) => a - b);
}

/** An order whose net limit is better than its side's marginal one, so that it has to be filled whole. */
function betterOne(
  { orders, clearing: { header } }: ForgedClearing,
  side: "buy" | "sell",
  suits: (index: number) => boolean = () => true,
): number {
  const found = orders.find((order) => {
    const net = netLimit(order, TARIFF);
    const isBetter = side === "buy" ? net > header.bid.price : net < header.ask.price;
    return order.side === side && isBetter && suits(order.sequence);
  });
  if (found === undefined) throw new Error(`no ${side} order is better than the marginal one`);
  return found.sequence;
}
