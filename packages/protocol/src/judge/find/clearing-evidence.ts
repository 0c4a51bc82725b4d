import { checkClearingHeader } from "../check-clearing-header.js";
import { type ClearingCase, checkPosition, checkPositionPair, netOf } from "../check-positions.js";
import type { Evidence, JudgeContext, OrderPosition } from "../evidence.js";
import { readClearingHeader, type SeenClearing } from "../read-headers.js";
import type { SeenPosition } from "../read-order-leaves.js";
import { readPosition } from "../read-position.js";
import { chainPairs, type ShownSlot, ShownTree } from "./published.js";

/** A published clearing whose leaves are the committed ones. */
export interface ShownClearing {
  header: SeenClearing;
  positions: readonly SeenPosition[];
  shown: (index: number) => OrderPosition;
}

/** Takes a published clearing apart; null where its header is malformed. Malformed positions are left out. */
export function showClearing(
  { keccak }: JudgeContext,
  { rule, book, clearing }: ShownSlot,
): ShownClearing | null {
  const header = clearing === null ? null : readClearingHeader(clearing.header);
  if (clearing === null || header === null) return null;
  const { orders: count, slot } = header;
  const orders = new ShownTree(keccak, "book", book.orders, { root: header.bookRoot, count });
  const fills = new ShownTree(keccak, "fill", clearing.fills, { root: header.fillRoot, count });
  const positions: SeenPosition[] = [];
  for (let index = 0; index < count; index++) {
    const read = readPosition(rule, slot, {
      book: { words: book.orders[index] as Uint8Array, index, proof: [] },
      fill: { words: clearing.fills[index] as Uint8Array, index, proof: [] },
    });
    if (read.ok) positions.push(read.position);
  }
  const shown = (index: number) => ({ book: orders.leaf(index), fill: fills.leaf(index) });
  return { header, positions, shown };
}

/**
 * Evidence against a clearing: its header, each position alone, neighbours, each account's chain, the best unfilled bid
 * with the best unfilled ask, turns by time, and pairs that overlap. n log n in the orders.
 */
export function* clearingEvidence(
  slot: ShownSlot,
  cleared: ShownClearing | null,
): Generator<Evidence> {
  const { rule, terms, clearing } = slot;
  if (clearing === null) return;
  const against = (...positions: OrderPosition[]): Evidence => ({
    judge: "judgeClearing",
    rule,
    header: clearing.header,
    terms,
    positions,
  });
  if (cleared === null || checkClearingHeader(rule, terms, cleared.header) !== null) {
    yield against();
  }
  if (cleared === null) return;
  const { header, positions, shown } = cleared;
  const judged: ClearingCase = { rule, terms, header };
  let expected = 0;
  for (const position of positions) {
    for (; expected < position.index; expected++) yield against(shown(expected));
    expected = position.index + 1;
    if (checkPosition(judged, position) !== null) yield against(shown(position.index));
  }
  for (; expected < header.orders; expected++) yield against(shown(expected));
  for (const [one, other] of positionPairs(judged, positions)) {
    const [a, b] = one.index < other.index ? [one, other] : [other, one];
    if (checkPositionPair(judged, a, b) !== null) yield against(shown(a.index), shown(b.index));
  }
}

type Pair = [SeenPosition, SeenPosition];

function* positionPairs(judged: ClearingCase, positions: readonly SeenPosition[]): Generator<Pair> {
  for (const [place, position] of positions.entries()) {
    const before = positions[place - 1];
    if (before !== undefined && before.index === position.index - 1) yield [before, position];
  }
  yield* chainPairs(positions, ({ index, order, fill }) => ({
    index,
    account: order.account,
    previous: fill.previous,
  }));
  yield* unfilledPairs(judged, positions);
  if (judged.terms.ties === 1) yield* turnPairs(judged, positions);
  if (judged.rule === "PayAsBidRule") yield* moneyPairs(positions);
}

const isBid = ({ order }: SeenPosition) => order.side === 0;
const isFull = ({ order, fill }: SeenPosition) => fill.fill >= order.energy;

/** The bid and the ask that would most readily have traded, and did not. */
function* unfilledPairs(
  { terms }: ClearingCase,
  positions: readonly SeenPosition[],
): Generator<Pair> {
  let [bid, ask]: [SeenPosition | null, SeenPosition | null] = [null, null];
  for (const position of positions) {
    if (isFull(position)) continue;
    const net = netOf(terms, position.order);
    if (isBid(position)) {
      if (bid === null || net > netOf(terms, bid.order)) bid = position;
    } else if (ask === null || net < netOf(terms, ask.order)) ask = position;
  }
  if (bid !== null && ask !== null) yield [bid, ask];
}

/** At each side's last price, the first order that is not full with every filled one after it. */
function* turnPairs(
  { terms, header }: ClearingCase,
  positions: readonly SeenPosition[],
): Generator<Pair> {
  const waiting: { bid: SeenPosition | null; ask: SeenPosition | null } = { bid: null, ask: null };
  for (const position of positions) {
    const side = isBid(position) ? "bid" : "ask";
    if (netOf(terms, position.order) !== header[side].price) continue;
    const first = waiting[side];
    if (first !== null && position.fill.fill > 0n) yield [first, position];
    if (first === null && !isFull(position)) waiting[side] = position;
  }
}

const endOf = ({ fill }: SeenPosition) => fill.start + fill.fill;

/** Each side's neighbours by where they start, and the bids and asks that cover some of the same energy. */
function* moneyPairs(positions: readonly SeenPosition[]): Generator<Pair> {
  const filled = (side: boolean) =>
    positions
      .filter((position) => position.fill.fill > 0n && isBid(position) === side)
      .sort((a, b) =>
        a.fill.start === b.fill.start ? a.index - b.index : a.fill.start < b.fill.start ? -1 : 1,
      );
  const [bids, asks] = [filled(true), filled(false)];
  for (const side of [bids, asks]) {
    for (const [place, position] of side.entries()) {
      const before = side[place - 1];
      if (before !== undefined) yield [before, position];
    }
  }
  for (let [i, j] = [0, 0]; i < bids.length && j < asks.length; ) {
    const [bid, ask] = [bids[i] as SeenPosition, asks[j] as SeenPosition];
    yield [bid, ask];
    if (endOf(bid) <= endOf(ask)) i += 1;
    else j += 1;
  }
}
