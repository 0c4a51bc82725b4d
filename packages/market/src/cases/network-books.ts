import fc from "fast-check";
import type { MarketBook } from "../mechanisms/market-book.js";
import type { MarketOrder } from "../mechanisms/market-order.js";
import type { Network, NetworkRule } from "../mechanisms/market-rule.js";

/** How large random books on a network are, and whether more may be scheduled than lines carry. */
export interface NetworkBookSize {
  zones: number;
  lines: number;
  orders: number;
  accounts: number;
  energyUkwh: number;
  prices: number;
  isOverloaded: boolean;
}

const named = (zone: number) => String.fromCharCode(65 + zone);

/** Random networks in which lines and feeders come in any order. */
export function networks(size: NetworkBookSize): fc.Arbitrary<Network> {
  const zone = fc.nat(size.zones - 1);
  const capacity = fc.nat(size.energyUkwh);
  const line = fc.record({
    ends: fc.tuple(zone, fc.integer({ min: 1, max: size.zones - 1 })),
    capacityUkwh: capacity,
    reverseCapacityUkwh: capacity,
    scheduled: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: -size.energyUkwh, max: size.energyUkwh }) },
    ),
    feePrice: fc.oneof(fc.constant(0), fc.nat(3)),
  });
  const feeder = fc.record({ importCapacityUkwh: capacity, exportCapacityUkwh: capacity });
  return fc
    .record({
      lines: fc.array(line, { minLength: 1, maxLength: size.lines }),
      feeders: fc.array(fc.option(feeder, { freq: 2 }), {
        minLength: size.zones,
        maxLength: size.zones,
      }),
    })
    .map(({ lines, feeders }) => ({
      lines: lines.map(({ ends: [from, step], scheduled, ...rest }, index) => ({
        ...rest,
        id: `line-${(index * 7) % 10}-${index}`,
        from: named(from),
        to: named((from + step) % size.zones),
        scheduledUkwh: size.isOverloaded
          ? scheduled
          : Math.max(-rest.reverseCapacityUkwh, Math.min(rest.capacityUkwh, scheduled)),
      })),
      feeders: feeders.flatMap((each, index) =>
        each === null ? [] : [{ ...each, id: `feeder-${index}`, zone: named(index) }],
      ),
    }));
}

/** Random books on random networks: orders of few accounts, own ones that cross among them. */
export function networkBooks(size: NetworkBookSize): fc.Arbitrary<MarketBook<NetworkRule>> {
  const order = fc.record({
    account: fc.integer({ min: 1, max: size.accounts }),
    side: fc.constantFrom("buy" as const, "sell" as const),
    limitPrice: fc.integer({ min: -2, max: size.prices }),
    energyUkwh: fc.integer({ min: 1, max: size.energyUkwh }),
    zone: fc.nat(1000),
  });
  return fc
    .record({ network: networks(size), drafts: fc.array(order, { maxLength: size.orders }) })
    .map(({ network, drafts }) => {
      const ends = network.lines.flatMap(({ from, to }) => [from, to]);
      const known = [...new Set([...ends, ...network.feeders.map(({ zone }) => zone)])];
      const orders = drafts.map(
        (draft, sequence): MarketOrder => ({
          ...draft,
          sequence,
          zone: known[draft.zone % known.length] as string,
        }),
      );
      return { rule: { mechanism: "network", network }, orders };
    });
}
