import {
  FIRST_MEMBER_ACCOUNT,
  type MarketOrder,
  type OrderColumns,
  type Tariff,
} from "@pumasi/market";
import { assert, type Price, type Slot, type Ukwh } from "@pumasi/quantities";
import { drawBits } from "./random-draw.js";
import type { TariffColumns } from "./tariff-columns.js";
import type { Wishes } from "./wishes.js";

/** More homes than this cannot be put in an order of arrival. */
const MOST_HOMES = 2 ** 20;

/**
 * The orders of one slot: each home bids for what it expects to lack or offers what it expects to
 * have left, within its wish and what the grid offers. Sequences follow the homes, or an order of
 * arrival. A home has one order at most, so that nobody can trade with itself.
 */
export class SlotOrders {
  /** The home of each order, by sequence. */
  readonly homes: Int32Array;
  readonly #buys: Uint8Array;
  readonly #limits: Float64Array;
  readonly #energiesUkwh: Float64Array;
  readonly #tariffs: TariffColumns;
  readonly #wishes: Wishes;
  count = 0;

  constructor(tariffs: TariffColumns, wishes: Wishes) {
    const { length } = tariffs.retailPrice;
    this.homes = new Int32Array(length);
    this.#buys = new Uint8Array(length);
    this.#limits = new Float64Array(length);
    this.#energiesUkwh = new Float64Array(length);
    this.#tariffs = tariffs;
    this.#wishes = wishes;
  }

  /**
   * Writes the orders from what each home lacks (plus) or has left (minus), 10^-6 kWh; in the order of
   * homes that `arrivals` gives, where one is given.
   */
  place(nets: Float64Array, arrivals: Int32Array | null = null): void {
    const { retailPrice, feedInPrice, buyerFee, sellerFee } = this.#tariffs;
    const { buyBelow, sellAbove } = this.#wishes;
    let count = 0;
    for (let turn = 0; turn < nets.length; turn++) {
      const home = arrivals === null ? turn : (arrivals[turn] as number);
      const net = nets[home] as number;
      if (net === 0) continue;
      const isBid = net > 0;
      this.homes[count] = home;
      this.#buys[count] = isBid ? 1 : 0;
      this.#energiesUkwh[count] = isBid ? net : -net;
      // What `netLimit` of the market says, in columns.
      this.#limits[count] = isBid
        ? Math.min(buyBelow[home] as Price, retailPrice[home] as Price) - (buyerFee[home] as Price)
        : Math.max(sellAbove[home] as Price, feedInPrice[home] as Price) +
          (sellerFee[home] as Price);
      count += 1;
    }
    this.count = count;
  }

  /** The orders in columns, with limits net of fees; good until the next slot's are placed. */
  columns(): OrderColumns {
    const { count } = this;
    return {
      buys: this.#buys.subarray(0, count),
      limits: this.#limits.subarray(0, count),
      energiesUkwh: this.#energiesUkwh.subarray(0, count),
    };
  }

  /** The orders as objects, with the all-in limits that homes wish for; clearing clips them. */
  objects(): MarketOrder[] {
    const { buyBelow, sellAbove } = this.#wishes;
    const orders: MarketOrder[] = [];
    for (let sequence = 0; sequence < this.count; sequence++) {
      const home = this.homes[sequence] as number;
      const isBid = this.#buys[sequence] === 1;
      orders.push({
        sequence,
        account: accountOf(home),
        side: isBid ? "buy" : "sell",
        energyUkwh: this.#energiesUkwh[sequence] as Ukwh,
        limitPrice: (isBid ? buyBelow : sellAbove)[home] as Price,
      });
    }
    return orders;
  }

  /** A home's tariff in the slot. */
  readonly tariffOf = (account: number): Tariff => {
    const home = account - FIRST_MEMBER_ACCOUNT;
    const { retailPrice, feedInPrice, buyerFee, sellerFee } = this.#tariffs;
    return {
      retailPrice: retailPrice[home] as Price,
      feedInPrice: feedInPrice[home] as Price,
      buyerFee: buyerFee[home] as Price,
      sellerFee: sellerFee[home] as Price,
    };
  };
}

/** The account that a home has in the market. */
export function accountOf(home: number): number {
  return home + FIRST_MEMBER_ACCOUNT;
}

/** Draws in which order homes come to a slot's market, from their keys; the same for the same slot. */
export function drawArrivals(keys: Int32Array, slot: Slot): Int32Array {
  assert(keys.length <= MOST_HOMES, "the homes can be put in an order");
  const draws = Float64Array.from(keys, (key, home) => drawBits(key, slot) * MOST_HOMES + home);
  return Int32Array.from(draws.sort(), (draw) => draw % MOST_HOMES);
}
