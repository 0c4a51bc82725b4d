import { accountColumns } from "./products/account-columns.js";
import { addAmounts } from "./products/add-amounts.js";
import { checkMeters } from "./products/check-columns.js";
import { slotSettlement } from "./products/slot-settlement.js";
import type { SlotSettlement } from "./settlement.js";
import type { AccountInSlot } from "./settlement-line.js";

/** An account's metered energy in a slot (10^-6 kWh) and its tariff; what it contracted has no meaning here. */
export type MeteredAccount = Pick<
  AccountInSlot,
  "account" | "importedUkwh" | "exportedUkwh" | "tariff"
>;

/**
 * Settles a slot without a market, as one whose book was undone or never came (docs/COMMITMENTS.md, "Stages of a slot"): every
 * account buys all it imported from the supplier at its retail price and sells it all it exported at its feed-in price. Nothing is
 * traded or shared, so there are no fees. The order of `accounts` is irrelevant. Never refuses.
 */
export function settleAtGridTariff({
  accounts,
}: {
  accounts: readonly MeteredAccount[];
}): SlotSettlement {
  const { sorted, columns } = accountColumns(accounts, ({ tariff }) => tariff);
  checkMeters(columns);
  columns.residualImportUkwh.set(columns.importedUkwh);
  columns.residualExportUkwh.set(columns.exportedUkwh);
  addAmounts(columns, null);
  return slotSettlement(sorted, columns, null);
}
