import type { Amount, Price, Ukwh } from "@pumasi/quantities";

/**
 * Energy (10^-6 kWh) that one order sells to another. Prices in 10^-6 currency/kWh, net of members'
 * fees: what the buyer pays and what the seller receives. They are the same but where the mechanism
 * keeps the difference (trade reduction's surplus, a network's fees and congestion rent).
 */
export interface MarketTrade {
  buySequence: number;
  sellSequence: number;
  energyUkwh: Ukwh;
  buyPrice: Price;
  sellPrice: Price;
}

/**
 * A cleared book, and with it what a sceptic needs to check it.
 *
 * `price` (10^-6 currency/kWh) is null when nothing trades and where there is no one price.
 * `welfare` is what all gain together: Σ bid limit × fill − Σ ask limit × fill, less what the
 * network's lines cost; `fund` is what buyers pay and sellers do not get (both 10^-12 currency).
 * `fills` has each order's energy (10^-6 kWh) at the index that is its sequence. `evidence` is the
 * mechanism's own; plain data.
 */
export interface MarketResult<E = unknown> {
  price: Price | null;
  energyUkwh: Ukwh;
  welfare: Amount;
  fund: Amount;
  fills: Ukwh[];
  trades: MarketTrade[];
  evidence: E;
}
