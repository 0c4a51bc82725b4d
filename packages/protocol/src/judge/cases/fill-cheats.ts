import type { Side } from "@pumasi/market";
import { type Draw, pick } from "./draw.js";
import type { CommittedSlot } from "./drawn-community.js";
import type { DrawnTerms } from "./drawn-terms.js";
import { type ForgedClearing, type ForgedMargin, limitsOf } from "./forge-clearing.js";

/** The last filled order of a side at its worst filled price: what an honest operator would name for these fills. */
export function marginOf(
  drawn: DrawnTerms,
  slot: CommittedSlot,
  fills: readonly number[],
  side: Side,
): ForgedMargin | null {
  const limits = limitsOf(drawn, slot);
  const filled = slot.parts.orders.filter(
    (order) => order.side === side && (fills[order.sequence] ?? 0) > 0,
  );
  const prices = filled.map(({ sequence }) => limits[sequence] as number);
  const price = side === "buy" ? Math.min(...prices) : Math.max(...prices);
  const last = filled.findLast(({ sequence }) => limits[sequence] === price);
  if (last === undefined) return null;
  return { index: last.sequence, price, fillUkwh: fills[last.sequence] as number };
}

/** Makes up the fills of a book: energy moved, taken away or added on both sides, orders passed over or served twice. */
export function cheatInFills(
  draw: Draw,
  drawn: DrawnTerms,
  slot: CommittedSlot,
): ForgedClearing | null {
  const { orders, cleared } = slot.parts;
  const fills = [...(cleared?.clearing.fills ?? [])];
  if (orders.length < 2) return null;
  for (let steps = 1 + draw(1); steps > 0; steps--) change(draw, slot, fills);
  if (fills.some((fill) => fill < 0)) return null;
  const sum = (side: Side) =>
    orders.reduce((all, own) => all + (own.side === side ? (fills[own.sequence] as number) : 0), 0);
  const energyUkwh = pick(draw, [sum("buy"), sum("buy"), sum("sell")]);
  const bid = marginOf(drawn, slot, fills, "buy");
  const ask = marginOf(drawn, slot, fills, "sell");
  const isTraded = energyUkwh > 0 && bid !== null && ask !== null;
  const off = (margin: ForgedMargin | null) =>
    margin !== null && draw(9) === 0 ? { ...margin, price: margin.price + draw(2) - 1 } : margin;
  return {
    fills,
    energyUkwh,
    bid: isTraded ? off(bid) : null,
    ask: isTraded ? off(ask) : null,
    priceOff: draw(9) === 0 ? draw(2) - 1 : 0,
  };
}

function change(draw: Draw, { parts: { orders } }: CommittedSlot, fills: number[]): void {
  const [one, other] = [pick(draw, orders), pick(draw, orders)];
  const [from, to] = [one.sequence, other.sequence];
  const some = (most: number) => (draw(1) === 0 ? 1 : draw(Math.max(0, most)));
  const at = (sequence: number) => fills[sequence] as number;
  if (one.side === other.side) {
    const moved = some(at(from));
    fills[from] = at(from) - moved;
    fills[to] = at(to) + moved;
  } else {
    const step = (draw(1) === 0 ? 1 : -1) * some(Math.min(at(from), at(to)));
    fills[from] = at(from) + step;
    fills[to] = at(to) + step;
  }
}
