import fc from "fast-check";
import type { MarketBook } from "../mechanisms/market-book.js";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { MarketRule, MechanismName } from "../mechanisms/market-rule.js";
import type { Order } from "../order.js";
import { books, tariffFrom, tariffTables } from "./arbitraries.js";

const ties = fc.constantFrom("pro-rata" as const, "time" as const);
const ZONES = ["a", "b", "c"];

/** Random rules of each mechanism; cancellations and networks are drawn with the orders. */
const RULES: Record<Exclude<MechanismName, "continuous">, fc.Arbitrary<MarketRule>> = {
  "uniform-price": fc.record({
    mechanism: fc.constant("uniform-price" as const),
    pricing: fc.constantFrom("midpoint", "marginal-bid", "marginal-ask", "k"),
    kPpm: fc.integer({ min: 0, max: 1_000_000 }),
    ties,
  }),
  "pay-as-bid": fc.record({
    mechanism: fc.constant("pay-as-bid" as const),
    pricing: fc.constantFrom("bid", "ask", "middle"),
    ties,
  }),
  bilateral: fc.record({ mechanism: fc.constant("bilateral" as const), ties }),
  "mid-market-rate": fc.record({
    mechanism: fc.constant("mid-market-rate" as const),
    retailPrice: fc.integer({ min: 0, max: 20 }),
    feedInPrice: fc.integer({ min: -6, max: 6 }),
    buyerFee: fc.nat(3),
    sellerFee: fc.nat(3),
    ties,
  }),
  truthful: fc.constant({ mechanism: "truthful" as const }),
  "posted-price": fc.record({
    mechanism: fc.constant("posted-price" as const),
    price: fc.integer({ min: -3, max: 12 }),
    ties,
  }),
  network: fc.record({
    mechanism: fc.constant("network" as const),
    network: fc.record({
      lines: fc
        .array(
          fc.record({
            ends: fc.constantFrom("ab", "bc", "ac"),
            capacityUkwh: fc.nat(12),
            reverseCapacityUkwh: fc.nat(12),
            feePrice: fc.nat(3),
            scheduledUkwh: fc.oneof(fc.constant(0), fc.integer({ min: -9, max: 9 })),
          }),
          { minLength: 1, maxLength: 3 },
        )
        .map((lines) =>
          lines.map(({ ends, ...line }, index) => ({
            ...line,
            id: `line-${index}`,
            from: ends.slice(0, 1),
            to: ends.slice(1),
          })),
        ),
      // Every zone has a feeder, so that each is known whatever the lines are.
      feeders: fc
        .array(fc.record({ importCapacityUkwh: fc.nat(20), exportCapacityUkwh: fc.nat(20) }), {
          minLength: ZONES.length,
          maxLength: ZONES.length,
        })
        .map((feeders) =>
          feeders.map((feeder, index) => ({
            ...feeder,
            id: `feeder-${index}`,
            zone: ZONES[index] ?? "a",
          })),
        ),
    }),
  }),
};

/** What an order of the mechanism needs beyond side, limit and energy. */
function dressed(name: MechanismName, order: Order, choice: number): MarketOrder {
  if (name === "network") return { ...order, zone: ZONES[choice % ZONES.length] ?? "a" };
  if (name !== "bilateral" || choice % 3 === 0) return order;
  const sources = ["solar", "wind", "storage", "any"] as const;
  const source = sources[choice % 4] ?? "any";
  if (choice % 3 === 1) return { ...order, source };
  return { ...order, source, prefers: { partners: [4 + (choice % 7)], premium: choice % 5 } };
}

const firstOfAccount = (orders: readonly Order[]) =>
  orders
    .filter(({ account }, index) => orders.findIndex((each) => each.account === account) === index)
    .map((order, sequence) => ({ ...order, sequence }));

/**
 * Random books with a rule of the mechanism, as admission would let them in, half of them with
 * tariffs. Truthful ones have one order an account, and half of them single units.
 */
export function booksOf(
  name: MechanismName,
  maxOrders = 14,
  maxEnergyUkwh = 12,
): fc.Arbitrary<MarketBook> {
  const drawn = fc.tuple(
    books(maxOrders, maxEnergyUkwh),
    fc.array(fc.nat(210), { minLength: maxOrders, maxLength: maxOrders }),
    fc.option(tariffTables, { nil: null }),
    fc.nat(),
  );
  const ruleOf = (
    orders: readonly Order[],
    choices: readonly number[],
  ): fc.Arbitrary<MarketRule> => {
    if (name !== "continuous") return RULES[name];
    const cancellations = orders
      .filter((_, index) => (choices[index] ?? 0) % 5 === 0)
      .map(({ sequence }, index) => ({
        sequence,
        afterSequence: sequence + ((choices[index] ?? 0) % (orders.length - sequence)),
      }));
    return fc.constant({ mechanism: "continuous", cancellations });
  };
  return drawn.chain(([plain, choices, table]) => {
    const single = name === "truthful" && (choices[0] ?? 0) % 2 === 0;
    const admitted = (name === "truthful" ? firstOfAccount(plain) : plain).map((order) =>
      single ? { ...order, energyUkwh: 1 } : order,
    );
    const orders = admitted.map((order, index) => dressed(name, order, choices[index] ?? 0));
    return ruleOf(orders, choices).map((rule): MarketBook => {
      const book: MarketBook = { rule, orders };
      return table === null ? book : { ...book, tariffOf: tariffFrom(table) };
    });
  });
}
