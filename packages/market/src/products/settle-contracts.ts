import type { SlotSettlement } from "../settlement.js";
import { accountColumns } from "./account-columns.js";
import { type ContractedSlot, contractsFromResult } from "./contracts-from-result.js";
import type { ProductColumns } from "./product-columns.js";
import { type FundAccount, slotSettlement } from "./slot-settlement.js";
import { areTrades, type Contracts } from "./take-contracts.js";

/** Settles one slot's contracts by a product's columns, and gives every account its line. */
export function settleContracts(
  slot: ContractedSlot & { fundAccount?: FundAccount },
  settleColumns: (columns: ProductColumns, contracts: Contracts) => void,
): SlotSettlement {
  const { sorted, columns } = accountColumns(slot.readings, ({ account }) =>
    slot.tariffOf(account),
  );
  const contracts = contractsFromResult(slot, sorted, columns);
  settleColumns(columns, contracts);
  const price = areTrades(contracts) ? null : contracts;
  return slotSettlement(sorted, columns, price, slot.fundAccount);
}
