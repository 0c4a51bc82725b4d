import type { SlotSettlement } from "../settlement.js";
import type { ContractedSlot } from "./contracts-from-result.js";
import { settleContracts } from "./settle-contracts.js";
import { settleForwardColumns } from "./settle-forward-columns.js";
import type { FundAccount } from "./slot-settlement.js";

/**
 * Settles one slot as `forward`, capped at metered: the contracts were made before delivery, and
 * count as far as both meters bear them out (MARKET.md, "Products").
 *
 * With one price for all, by account and as `settleSlot` does: delivered is the smaller of
 * contracted and metered, and the larger side is scaled down to the smaller pro rata. With trades at
 * prices of their own, trade by trade in clearing order, each up to what is left of both accounts'
 * contracted and metered energy, at its own two prices. What was metered and not delivered is shared
 * among all, pro rata and at the mid-market price, and the rest is the supplier's. Fees are paid on
 * delivered and shared energy.
 *
 * What buyers pay and sellers do not get goes to `fundAccount`: the guarantee account, which stands
 * in for the whole community, or with `fundAccountOf` the grid operator where it is the network's.
 * Nobody is worse off than on its grid tariff alone, in any slot, as long as the book was cleared
 * with the same tariffs.
 *
 * Example (10^-6): retail 30, feed-in 8, fees 3 and 2. A buys 100 of B at 16. A imports 80, B exports
 * 120, C imports 50. Delivered are 80, for 1280. B has 40 left and C lacks 50: 40 are shared at
 * 18, halfway between 8 + 2 and 30 − 3, for 720. The supplier sells C the last 10, for 300. The
 * grid operator gets 240 each of A and B and 120 of C.
 *
 * Never refuses: contracts that do not balance, and a contract without a reading, are bugs.
 */
export function settleForward(
  slot: ContractedSlot & { fundAccount?: FundAccount },
): SlotSettlement {
  return settleContracts(slot, settleForwardColumns);
}
