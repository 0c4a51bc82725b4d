import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadSolver } from "../../cases/load-solver.js";
import { networkBooks } from "../../cases/network-books.js";
import { tamper, textOf } from "../../cases/tamper.js";
import { checkResult } from "../clear-book.js";
import type { MarketBook } from "../market-book.js";
import type { MarketResult } from "../market-result.js";
import type { NetworkRule } from "../market-rule.js";
import { network } from "./network.js";
import type { NetworkEvidence } from "./network-evidence.js";

const mechanism = network(await loadSolver());

type Book = MarketBook<NetworkRule>;
type Result = MarketResult<NetworkEvidence>;

const small = {
  zones: 3,
  lines: 4,
  orders: 10,
  accounts: 6,
  energyUkwh: 6,
  prices: 8,
  isOverloaded: false,
};

const books = fc.oneof(
  networkBooks(small),
  networkBooks({ ...small, isOverloaded: true }),
  networkBooks({ ...small, accounts: 2 }),
  networkBooks({ ...small, orders: 30, energyUkwh: 100, prices: 4 }),
);

/** A way to change a result, chosen by two numbers; a list of them is a list of attacks. */
type Attack = (result: Result, book: Book, how: number, where: number) => Result;

/** Sends energy around between two lines: the same fills over other ways. */
const reroute: Attack = (result, _, how, where) => {
  const lines = result.evidence.lines.map((line) => ({ ...line }));
  const [one, other] = [lines[where % lines.length], lines[(where + 1 + how) % lines.length]];
  if (one !== undefined) one.flowUkwh += how % 2 === 0 ? 1 : -1;
  if (other !== undefined) other.flowUkwh += how % 3 === 0 ? 1 : -1;
  return { ...result, evidence: { ...result.evidence, lines } };
};

/** Moves a zone's price, or all prices, and everything that follows from it. */
const reprice: Attack = (result, book, how, where) => {
  const zones = result.evidence.zones.map((zone) => ({ ...zone }));
  const step = how % 2 === 0 ? 1 : -1;
  const chosen = zones[where % zones.length]?.zone;
  const isMoved = (zone: string | undefined) => how % 3 === 0 || zone === chosen;
  for (const zone of zones) {
    if (!isMoved(zone.zone)) continue;
    zone.price += step;
    zone.gridPrice += step;
  }
  let fund = 0n;
  const trades = result.trades.map((trade) => {
    const [buy, sell] = [book.orders[trade.buySequence], book.orders[trade.sellSequence]];
    const buyPrice = trade.buyPrice + (isMoved(buy?.zone) ? step : 0);
    const sellPrice = trade.sellPrice + (isMoved(sell?.zone) ? step : 0);
    fund += BigInt(trade.energyUkwh) * BigInt(buyPrice - sellPrice);
    return { ...trade, buyPrice, sellPrice };
  });
  const isOne = trades.every(
    ({ buyPrice, sellPrice }) => buyPrice === trades[0]?.buyPrice && sellPrice === buyPrice,
  );
  const price = isOne ? (trades[0]?.buyPrice ?? null) : null;
  return { ...result, price, fund, trades, evidence: { ...result.evidence, zones } };
};

/** Clears as if zones, lines and time had the reverse order: another result, as good or nearly so. */
const favour: Attack = (result, book, how) => {
  const turn = (name: string) => String.fromCharCode(65 + 90 - name.charCodeAt(0));
  const { lines, feeders } = book.rule.network;
  const last = book.orders.length - 1;
  const isTimed = how % 2 === 0;
  const outcome = mechanism.clear({
    rule: {
      mechanism: "network",
      network: {
        lines: lines.map((line, index) => ({
          ...line,
          id: `${lines.length - index}`,
          from: isTimed ? line.from : turn(line.from),
          to: isTimed ? line.to : turn(line.to),
        })),
        feeders: feeders.map((each) => ({ ...each, zone: isTimed ? each.zone : turn(each.zone) })),
      },
    },
    orders: book.orders.map((order) => ({
      ...order,
      sequence: isTimed ? last - order.sequence : order.sequence,
      zone: isTimed ? (order.zone ?? "") : turn(order.zone ?? ""),
    })),
  });
  if (!outcome.ok) return result;
  const { fills, trades, evidence, ...rest } = outcome.result;
  const sequenceOf = (sequence: number) => (isTimed ? last - sequence : sequence);
  const nameOf = (name: string) => (isTimed ? name : turn(name));
  const flowOf = (id: string) => {
    const index = lines.findIndex((line) => line.id === id);
    return evidence.lines.find((line) => line.id === `${lines.length - index}`)?.flowUkwh ?? 0;
  };
  const regions = new Map(result.evidence.groups.map(({ zone, account }) => [account, zone]));
  return {
    ...rest,
    fills: isTimed ? fills.toReversed() : fills,
    trades: trades.map((trade) => ({
      ...trade,
      buySequence: sequenceOf(trade.buySequence),
      sellSequence: sequenceOf(trade.sellSequence),
    })),
    evidence: {
      zones: result.evidence.zones.map(({ zone }) => {
        const found = evidence.zones.find((each) => nameOf(each.zone) === zone);
        return { zone, price: found?.price ?? 0, gridPrice: found?.gridPrice ?? 0 };
      }),
      groups: evidence.groups.map((group) => ({
        ...group,
        zone: regions.get(group.account) ?? group.zone,
      })),
      lines: result.evidence.lines.map(({ id }) => ({ id, flowUkwh: flowOf(id) })),
      feeAmount: evidence.feeAmount,
    },
  };
};

/** Leaves energy untraded: the book cleared without one unit of an order. */
const withhold: Attack = (result, book, _, where) => {
  const withheld = book.orders[where % Math.max(1, book.orders.length)];
  if (withheld === undefined || withheld.energyUkwh === 1) return result;
  const orders = book.orders.map((order) =>
    order === withheld ? { ...order, energyUkwh: order.energyUkwh - 1 } : order,
  );
  const outcome = mechanism.clear({ ...book, orders });
  return outcome.ok ? outcome.result : result;
};

/** Any one figure, or the trades. */
const change: Attack = (result, _, how, where) => tamper(result, how, where);

describe("a result that was tampered with", () => {
  test.each([
    ["in one figure or its trades", change, 17_000],
    ["in its ways", reroute, 1_500],
    ["in its prices", reprice, 1_500],
    ["in whom it favours", favour, 3_000],
    ["in how much it trades", withhold, 1_500],
  ] as const)("%s does not pass", (_, attack, numRuns) => {
    let attacks = 0;
    fc.assert(
      fc.property(books, fc.nat(), fc.nat(), (book, how, where) => {
        const outcome = mechanism.clear(book);
        if (!outcome.ok) return;
        const tampered = attack(outcome.result, book, how, where);
        if (textOf(tampered) === textOf(outcome.result)) return;
        attacks += 1;
        expect(checkResult(book, tampered)).toMatchObject({ ok: false });
      }),
      { numRuns },
    );
    expect(attacks).toBeGreaterThan(numRuns / 20);
  });
});
