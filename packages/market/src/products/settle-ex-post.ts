import type { SlotSettlement } from "../settlement.js";
import type { ContractedSlot } from "./contracts-from-result.js";
import { settleContracts } from "./settle-contracts.js";
import { settleExPostColumns } from "./settle-ex-post-columns.js";
import type { FundAccount } from "./slot-settlement.js";

/**
 * Settles one slot as `ex-post`: members set limits once, and the book is made and cleared after
 * delivery from what was metered (MARKET.md, "Products"; the European Union's energy sharing,
 * Directive (EU) 2019/944, article 15a, is settled after the fact in the same way).
 *
 * Every fill is delivered, at the one price or at its trades' own prices. What found no counterpart
 * within its own limit is the supplier's; nothing is shared past a limit. Fees are paid on delivered
 * energy. What buyers pay and sellers do not get goes to `fundAccount` as in `settleForward`. Nobody
 * is worse off than on its grid tariff alone, in any slot.
 *
 * Example (10^-6): retail 30, feed-in 8, fees 3 and 2. A imports 80 and B exports 120; their orders
 * are for that energy and clear at 16. A pays B 1280 for 80, each pays its fee of 240 or 160,
 * and the supplier takes B's last 40 for 320.
 *
 * Never refuses: an order for more than was metered, and a fill without a reading, are bugs.
 */
export function settleExPost(slot: ContractedSlot & { fundAccount?: FundAccount }): SlotSettlement {
  return settleContracts(slot, settleExPostColumns);
}
