import { assert, type Price, type Ukwh } from "@pumasi/quantities";
import { bookBySequence } from "./book.js";
import { netLimit } from "./effective-limit.js";
import { holdCallAuction } from "./mechanisms/auction/call-auction.js";
import { columnsOf } from "./mechanisms/order-columns.js";
import { midpoint } from "./midpoint.js";
import type { Order } from "./order.js";
import { findCrossingPair } from "./own-orders.js";
import type { Tariff } from "./tariff.js";

/**
 * The last filled order of one side, and the price level it stands at.
 *
 * Several orders may share the marginal level, each of them filled in part; by convention the one
 * named is the order with the highest sequence among those of the level that are filled at all.
 * `price` (10^-6 currency/kWh) is net of fees; `fillUkwh` is that order's own fill. The level's
 * ration is the fraction `levelFilledUkwh / levelOfferedUkwh`; where the two are equal, nobody at
 * the level was rationed.
 */
export interface Marginal {
  sequence: number;
  price: Price;
  fillUkwh: Ukwh;
  levelFilledUkwh: Ukwh;
  levelOfferedUkwh: Ukwh;
}

/**
 * A cleared book: one price (10^-6 currency/kWh, net of fees) for all, null when nothing crosses;
 * the energy traded (10^-6 kWh); both marginal orders; and each order's fill at the index that is
 * its sequence.
 */
export interface Clearing {
  price: Price | null;
  energyUkwh: Ukwh;
  bid: Marginal | null;
  ask: Marginal | null;
  fills: Ukwh[];
}

/**
 * Clears a book at one price: as much energy as possible trades while the next buyer still offers
 * what the next seller asks (pairs without surplus trade too), at the midpoint of the marginal bid
 * and ask, rounded toward minus infinity (MARKET.md, "Limits, prices, fees"). That volume also
 * maximises the sum of everybody's gains. The rationed side's last price level is shared pro rata
 * to energy, by largest remainder and then the lowest sequence.
 *
 * Sequences number the book from 0 without gaps; the array's order is irrelevant. An account's own
 * orders must not cross: admission refuses them, so here it is a bug; look with `findCrossingPair`
 * first where a book did not pass admission. Never refuses: an empty or non-crossing book has no
 * price and no fills.
 */
export function clearUniformPrice(
  orders: readonly Order[],
  tariffOf: (account: number) => Tariff,
): Clearing {
  const book = bookBySequence(orders);
  assert(book !== null, "the orders make a book");
  assert(findCrossingPair(book, tariffOf) === null, "an account's own orders do not cross");
  const columns = columnsOf(book, (order) => netLimit(order, tariffOf(order.account)));
  const { energyUkwh, bid, ask, fills } = holdCallAuction(columns, "pro-rata");
  const price = bid === null || ask === null ? null : midpoint(bid.price, ask.price);
  return { price, energyUkwh, bid, ask, fills: Array.from(fills) };
}
