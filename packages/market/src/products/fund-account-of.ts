import type { MechanismName } from "../mechanisms/market-rule.js";
import { GRID_OPERATOR_ACCOUNT, GUARANTEE_ACCOUNT } from "../settlement-line.js";
import type { FundAccount } from "./slot-settlement.js";

/**
 * Who gets what a mechanism's buyers pay and its sellers do not receive: a network's line fees and
 * congestion rent are the grid operator's, anything else the community's, whose account the
 * guarantee account is.
 */
export function fundAccountOf(mechanism: MechanismName): FundAccount {
  return mechanism === "network" ? GRID_OPERATOR_ACCOUNT : GUARANTEE_ACCOUNT;
}
