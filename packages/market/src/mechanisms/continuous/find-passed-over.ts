import type { Price, Ukwh } from "@pumasi/quantities";
import type { Side } from "../../order.js";
import type { ResultFault } from "../mechanism.js";
import { inMeritOrder } from "../merit-order.js";
import { sequencesOf } from "../order-columns.js";
import type { ContinuousColumns } from "./match-continuous.js";
import { OpenQuestions } from "./open-questions.js";

/**
 * Trades with who rested and who came in, and two facts by sequence: what each order had left when
 * it came to rest (10^-6 kWh) and the last order that it could still trade with before it was taken
 * back.
 */
export interface TradeLine {
  makers: Uint32Array;
  takers: Uint32Array;
  restedUkwh: Float64Array;
  lastTakers: Uint32Array;
}

/**
 * Finds an order that should have traded where another did ("result_against_merit" when its limit is
 * better than the other's, "result_against_time" when it is only earlier) or where an incoming order
 * came to rest although it was within its limit ("result_against_merit"), or null.
 *
 * Each trade asks: who of those resting is first in line? And so does each incoming order that comes
 * to rest with something left. A resting order may answer from its arrival until it is used up or
 * taken back. When the orders of a side answer one after the other, the first in line first, all that
 * nobody before them did, then each question gets its one right answer, and every question is asked
 * and answered once. An order does not answer its own account. `fills` are by sequence (10^-6 kWh).
 */
export function findPassedOver(
  columns: ContinuousColumns,
  line: TradeLine,
  fills: readonly Ukwh[],
): ResultFault | null {
  return answer("buy", columns, line, fills) ?? answer("sell", columns, line, fills);
}

/** One side's resting orders answer the questions of the other side's incoming orders. */
function answer(
  side: Side,
  columns: ContinuousColumns,
  line: TradeLine,
  fills: readonly Ukwh[],
): ResultFault | null {
  const { accounts, energiesUkwh, limits } = columns;
  const { restedUkwh, lastTakers } = line;
  const { takers, trades, upTo, lastAnswers } = questionsFor(side, columns, line);
  const open = new OpenQuestions(takers, accounts);
  for (const order of inMeritOrder(sequencesOf(columns, side), limits, side)) {
    if (restedUkwh[order] === 0) continue;
    const isUsedUp = fills[order] === energiesUkwh[order];
    const last = lastTakers[order] as number;
    const takenBackAt = last < upTo.length ? (upTo[last] as number) : takers.length;
    const end = isUsedUp ? (lastAnswers[order] as number) + 1 : takenBackAt;
    open.startAt(upTo[order] as number, accounts[order] as number);
    for (let at = open.next(); at < end; at = open.next()) {
      const fault = judge(order, takers[at] as number, trades[at] as number, columns, line);
      if (fault !== null) return fault;
      open.close(at);
    }
  }
  return null;
}

/** Whether the order that is first in line is the one that traded, or could not have. */
function judge(
  order: number,
  taker: number,
  trade: number,
  { buys, limits }: ContinuousColumns,
  { makers }: TradeLine,
): ResultFault | null {
  const sequence = order;
  if (trade < 0) {
    const distance = (limits[order] as Price) - (limits[taker] as Price);
    const isWithin = buys[order] === 1 ? distance >= 0 : distance <= 0;
    return isWithin
      ? { ok: false, reason: "result_against_merit", sequence, otherSequence: taker }
      : null;
  }
  const maker = makers[trade] as number;
  if (maker === order) return null;
  const reason = limits[maker] === limits[order] ? "result_against_time" : "result_against_merit";
  return { ok: false, reason, sequence, otherSequence: maker, trade };
}

/**
 * What one side's resting orders are asked, in order of time: by whom, for which trade (-1 for an
 * incoming order that comes to rest). `upTo` has by sequence how many questions were asked when the
 * order had been handled, `lastAnswers` by sequence the last trade's question that it answered.
 */
interface Questions {
  takers: Uint32Array;
  trades: Int32Array;
  upTo: Uint32Array;
  lastAnswers: Uint32Array;
}

function questionsFor(
  side: Side,
  { buys }: ContinuousColumns,
  { makers, takers: tradeTakers, restedUkwh }: TradeLine,
): Questions {
  const makerIsBid = side === "buy" ? 1 : 0;
  const count = buys.length;
  const takers = new Uint32Array(tradeTakers.length + count);
  const trades = new Int32Array(tradeTakers.length + count);
  const upTo = new Uint32Array(count);
  const lastAnswers = new Uint32Array(count);
  let [asked, trade] = [0, 0];
  for (let order = 0; order < count; order++) {
    const asks = buys[order] !== makerIsBid;
    for (; trade < tradeTakers.length && tradeTakers[trade] === order; trade++) {
      if (!asks) continue;
      takers[asked] = order;
      trades[asked] = trade;
      lastAnswers[makers[trade] as number] = asked;
      asked += 1;
    }
    if (asks && (restedUkwh[order] as Ukwh) > 0) {
      takers[asked] = order;
      trades[asked] = -1;
      asked += 1;
    }
    upTo[order] = asked;
  }
  return { takers: takers.subarray(0, asked), trades, upTo, lastAnswers };
}
