import type { SlotSettlement } from "../settlement.js";
import type { ContractedSlot } from "./contracts-from-result.js";
import { settleContracts } from "./settle-contracts.js";
import { settleFirmColumns } from "./settle-firm-columns.js";
import type { FundAccount } from "./slot-settlement.js";

/**
 * Settles one slot as `firm`: contracts count in full whatever was metered, and each account's
 * deviation from the sum of its contracts is settled at its own grid tariff (MARKET.md, "Products").
 * That is imbalance settlement as between balance responsible parties (Regulation (EU) 2017/2195,
 * article 54: allocated volume less final position), with the grid tariff as its two prices.
 *
 * An account lacks imported − contracted buy, and has exported − contracted sell left over. Neither
 * below zero, both stand, because the grid counts its two registers apart. One below zero, that
 * energy was bought too much, or sold short: it is sold back at the feed-in price, or bought at
 * retail, together with the other. Both below zero, they are netted first.
 *
 * "Delivered" is what was contracted, here and in the fees: no meter need bear it out. So lines keep
 * imported − exported = delivered bought − delivered sold + residual import − residual export, and a
 * member can be worse off than on the grid tariff alone. What buyers pay and sellers do not get goes
 * to `fundAccount` as in `settleForward`. Nothing is shared.
 *
 * Example (10^-6): retail 30, feed-in 8, no fees. A buys 100 of B at 16. A imports 80 and B exports
 * 90. A pays B 1600 and sells 20 back for 160; the grid alone would have cost it 2400 for 80.
 * B lacks 10 and buys them for 300, and keeps 1300 where the grid would have paid it 720. Had A
 * imported 20 it would have paid 1600 − 640 = 960, and on the grid tariff alone 600.
 *
 * Never refuses: contracts that do not balance, and a contract without a reading, are bugs.
 */
export function settleFirm(slot: ContractedSlot & { fundAccount?: FundAccount }): SlotSettlement {
  return settleContracts(slot, settleFirmColumns);
}
