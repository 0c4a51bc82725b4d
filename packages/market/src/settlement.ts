import type { Price, Ukwh } from "@pumasi/quantities";
import { accountColumns } from "./products/account-columns.js";
import { settleForwardColumns } from "./products/settle-forward-columns.js";
import { slotSettlement } from "./products/slot-settlement.js";
import type { AccountInSlot, SettlementLine } from "./settlement-line.js";

/**
 * A settled slot: the contracts' price and the price of shared energy (10^-6 currency/kWh, net of
 * fees; null when nothing was contracted or shared, or each trade has its own), the energies, and a
 * line for every account, ascending, the supplier's and the grid operator's included. Every money
 * column sums to zero, and as much energy is bought as sold in each of delivered and shared.
 */
export interface SlotSettlement {
  price: Price | null;
  sharingPrice: Price | null;
  deliveredUkwh: Ukwh;
  sharedUkwh: Ukwh;
  lines: SettlementLine[];
}

/**
 * Settles one slot as "forward, capped at metered" with one price for all (MARKET.md, "Products"):
 * each account's contract counts as far as it was metered, the larger side is scaled down to the
 * smaller pro rata; what was metered beyond that is shared pro rata at the mid-market price; the
 * rest is bought from or sold to the supplier at the grid tariff. Buyer's and seller's fees on
 * delivered and shared energy go to the grid operator. The order of `accounts` is irrelevant. Never
 * refuses: contracts that do not balance, or have no price, are a bug of the clearing.
 */
export function settleSlot(input: {
  price: Price | null;
  accounts: readonly AccountInSlot[];
}): SlotSettlement {
  const { sorted, columns } = accountColumns(input.accounts, ({ tariff }) => tariff);
  for (let place = 0; place < columns.length; place++) {
    const { contractedBuyUkwh, contractedSellUkwh } = sorted[place] as AccountInSlot;
    columns.contractedBuyUkwh[place] = contractedBuyUkwh;
    columns.contractedSellUkwh[place] = contractedSellUkwh;
  }
  settleForwardColumns(columns, input.price);
  return slotSettlement(sorted, columns, input.price);
}
