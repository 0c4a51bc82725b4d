import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tariffFrom, tariffTables } from "../../cases/arbitraries.js";
import { loadSolver } from "../../cases/load-solver.js";
import { clearNetworkNaively } from "../../cases/naive-network.js";
import { networkBooks } from "../../cases/network-books.js";
import { textOf } from "../../cases/tamper.js";
import { uniformPrice } from "../auction/uniform-price.js";
import { limitIn, type MarketBook } from "../market-book.js";
import type { MarketOrder } from "../market-order.js";
import type { MarketResult } from "../market-result.js";
import type { NetworkRule } from "../market-rule.js";
import type { SolveLinearProgram } from "./linear-program.js";
import { network } from "./network.js";
import type { NetworkEvidence } from "./network-evidence.js";

const solver = await loadSolver();
const mechanism = network(solver);

const tiny = {
  zones: 3,
  lines: 3,
  orders: 4,
  accounts: 3,
  energyUkwh: 3,
  prices: 6,
  isOverloaded: true,
};
const small = { ...tiny, orders: 12, lines: 5, accounts: 5, energyUkwh: 9, prices: 12 };
const large = {
  zones: 6,
  lines: 10,
  orders: 80,
  accounts: 30,
  energyUkwh: 5_000_000,
  prices: 300_000,
  isOverloaded: false,
};
const SIZES = [
  { ...tiny, isOverloaded: false },
  small,
  { ...small, isOverloaded: false },
  { ...small, accounts: 2 },
  large,
];

const limitsOf = (book: MarketBook) => book.orders.map((order) => limitIn(book, order));

/** The book cleared; null when its network is infeasible, which only an overload can make it. */
function cleared(
  book: MarketBook<NetworkRule>,
  solve: SolveLinearProgram = solver,
): MarketResult<NetworkEvidence> | null {
  const outcome = network(solve).clear(book);
  if (outcome.ok) return outcome.result;
  expect(outcome.reason).toBe("book_network_infeasible");
  return null;
}

/** Looks at the results of random books of all sizes. */
function eachResult(
  look: (book: MarketBook<NetworkRule>, result: MarketResult<NetworkEvidence>) => void,
  numRuns = 300,
): void {
  for (const size of SIZES) {
    const property = fc.property(networkBooks(size), (book) => {
      const result = cleared(book);
      if (result !== null) look(book, result);
    });
    fc.assert(property, { numRuns: size === large ? Math.ceil(numRuns / 10) : numRuns });
  }
}

describe("the outcome", () => {
  test("is what an exhaustive search finds, or infeasible where that finds nothing", () => {
    let [infeasible, trading, apart] = [0, 0, 0];
    const book = fc.oneof(networkBooks(tiny), networkBooks({ ...tiny, isOverloaded: false }));
    fc.assert(
      fc.property(book, (each) => {
        const naive = clearNetworkNaively(each.rule.network, each.orders, limitsOf(each));
        const result = cleared(each);
        const found = result && { welfare: Number(result.welfare), energyUkwh: result.energyUkwh };
        expect(found).toEqual(naive);
        infeasible += result === null ? 1 : 0;
        trading += result !== null && result.energyUkwh > 0 ? 1 : 0;
        apart += result !== null && result.evidence.groups.length > 0 ? 1 : 0;
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(infeasible, trading, apart)).toBeGreaterThan(20);
  });

  test("passes the check", () => {
    eachResult((book, result) => expect(mechanism.check(book, result)).toEqual({ ok: true }), 600);
  });

  test("is the same from whatever the solver says, even when it is useless", () => {
    fc.assert(
      fc.property(networkBooks(small), fc.nat(2), (book, kind) => {
        const useless: SolveLinearProgram = ({ columns }) => {
          const values = columns.map(({ lower, upper }, index) =>
            kind === 0 ? 0 : kind === 1 ? Number.NaN : index % 3 === 0 ? lower : upper - 0.4,
          );
          return { objective: 0, values };
        };
        expect(textOf(cleared(book, useless))).toBe(textOf(cleared(book)));
      }),
      { numRuns: 300 },
    );
  });

  test("does not depend on how book and network are sorted", () => {
    eachResult((book, result) => {
      const { lines, feeders } = book.rule.network;
      const turned = { lines: lines.toReversed(), feeders: feeders.toReversed() };
      const rule = { ...book.rule, network: turned };
      expect(textOf(cleared({ orders: book.orders.toReversed(), rule }))).toBe(textOf(result));
    });
  });

  test("in one zone gains what one price for all does", () => {
    const rule = { mechanism: "network", network: { lines: [], feeders: [] } } as const;
    const midpoint = { mechanism: "uniform-price", pricing: "midpoint", ties: "pro-rata" } as const;
    fc.assert(
      fc.property(networkBooks({ ...small, accounts: 9 }), tariffTables, (book, table) => {
        const orders = book.orders.map(({ zone: _, ...order }): MarketOrder => order);
        const tariffOf = tariffFrom(table);
        const result = cleared({ rule, orders, tariffOf });
        const other = uniformPrice.clear({ rule: midpoint, orders, tariffOf });
        if (!other.ok || result === null) throw new Error("both take any book");
        const { welfare, energyUkwh } = other.result;
        expect(result).toMatchObject({ welfare, energyUkwh });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("money and energy", () => {
  test("nobody trades past its limit, net of the tariff's fees", () => {
    fc.assert(
      fc.property(networkBooks(small), tariffTables, (given, table) => {
        const book = { ...given, tariffOf: tariffFrom(table) };
        const limits = limitsOf(book);
        for (const trade of cleared(book)?.trades ?? []) {
          expect(trade.buyPrice).toBeLessThanOrEqual(limits[trade.buySequence] as number);
          expect(trade.sellPrice).toBeGreaterThanOrEqual(limits[trade.sellSequence] as number);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("no account is matched with itself", () => {
    eachResult((book, { trades }) => {
      const accountOf = (sequence: number) => book.orders[sequence]?.account;
      const own = trades.filter((t) => accountOf(t.buySequence) === accountOf(t.sellSequence));
      expect(own).toEqual([]);
    });
  });

  test("every zone balances, and every line keeps to its capacity with what is scheduled", () => {
    eachResult((book, { fills, evidence }) => {
      const { lines, feeders } = book.rule.network;
      const balance = new Map<string, number>();
      const bring = (zone: string, energy: number) =>
        balance.set(zone, (balance.get(zone) ?? 0) + energy);
      for (const { sequence, zone = "", side } of book.orders) {
        bring(zone, (side === "sell" ? 1 : -1) * (fills[sequence] as number));
      }
      for (const { zone, importCapacityUkwh, exportCapacityUkwh } of feeders) {
        expect(balance.get(zone) ?? 0).toBeLessThanOrEqual(exportCapacityUkwh);
        expect(-(balance.get(zone) ?? 0)).toBeLessThanOrEqual(importCapacityUkwh);
      }
      for (const line of lines) {
        const flow = evidence.lines.find(({ id }) => id === line.id)?.flowUkwh as number;
        bring(line.from, -flow);
        bring(line.to, flow);
        expect(flow + line.scheduledUkwh).toBeLessThanOrEqual(line.capacityUkwh);
        expect(-flow - line.scheduledUkwh).toBeLessThanOrEqual(line.reverseCapacityUkwh);
      }
      expect([...balance.values()].every((energy) => energy === 0)).toBe(true);
    });
  });

  test("prices differ by the fee along a line that is used and not full, by more along a full one", () => {
    eachResult((book, { evidence }) => {
      const priceIn = (name: string) =>
        evidence.zones.find(({ zone }) => zone === name)?.gridPrice as number;
      for (const line of book.rule.network.lines) {
        const flow = evidence.lines.find(({ id }) => id === line.id)?.flowUkwh as number;
        if (flow === 0) continue;
        const [total, capacity] =
          flow > 0
            ? [flow + line.scheduledUkwh, line.capacityUkwh]
            : [-flow - line.scheduledUkwh, line.reverseCapacityUkwh];
        const rise = 0 + Math.sign(flow) * (priceIn(line.to) - priceIn(line.from));
        const isForced = line.scheduledUkwh > line.capacityUkwh;
        const isForcedBack = -line.scheduledUkwh > line.reverseCapacityUkwh;
        if (isForced || isForcedBack) continue;
        if (total < capacity) expect(rise).toBe(line.feePrice);
        else expect(rise).toBeGreaterThanOrEqual(line.feePrice);
      }
    });
  });

  test("the fund has at least the lines' fees, where nothing must be relieved", () => {
    eachResult(({ rule }, { fund, evidence }) => {
      const isOver = rule.network.lines.some(
        ({ scheduledUkwh, capacityUkwh, reverseCapacityUkwh }) =>
          scheduledUkwh > capacityUkwh || -scheduledUkwh > reverseCapacityUkwh,
      );
      if (!isOver) expect(fund).toBeGreaterThanOrEqual(evidence.feeAmount);
    });
  });
});
