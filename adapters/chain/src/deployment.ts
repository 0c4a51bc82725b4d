import type { Address } from "viem";
import type { Call } from "./call.js";
import { setMarketCall } from "./community-calls.js";
import {
  deployCoinCall,
  deployCommunityCall,
  deployCourtCall,
  deployDemandsCall,
  deployFactJudgeCall,
  deployFixedCoinCall,
  deployInboxCall,
  deployLedgerCall,
  deployMarketCall,
  deployPeriodJudgeCall,
  deployRuleCall,
  type MarketTerms,
} from "./deploy-calls.js";
import type { Contracts } from "./ledger-view.js";
import { contractAddressAt } from "./sign-transaction.js";

/** What a community's contracts are made with; fixed for ever. */
export interface DeploymentTerms extends MarketTerms {
  /** The community coin's name and symbol. */
  coinName: string;
  coinSymbol: string;
  /** Seconds between the two steps of handing over the administration. */
  adminTransferDelaySeconds: number;
  /** How long before its first slot a change of rules must be recorded. */
  rulesNoticeSeconds: number;
  withdrawalDelaySeconds: number;
  /** How long a demand for data may stay unanswered. */
  responseSeconds: number;
  /** What a demand's sender puts down, in the bond coin's smallest unit. */
  demandDeposit: bigint;
  /** How many bond coins there are, all of them the operator's at first; a community of its own names a coin of others'. */
  bondSupply: bigint;
}

/** The contracts in the order of their nonces. */
const ORDER = [
  "coin",
  "bondCoin",
  "community",
  "market",
  "ledger",
  "factJudge",
  "periodJudge",
  "court",
  "demands",
  "inbox",
  "uniformPriceRule",
] as const satisfies readonly (keyof Contracts)[];

/**
 * The transactions that make a community's contracts, from the operator's nonce `firstNonce` on and in this order, and where
 * the contracts will be: they name each other, so every address is known before any is made.
 */
export function deployment(
  operator: Address,
  firstNonce: number,
  terms: DeploymentTerms,
): { contracts: Contracts; calls: [name: string, call: Call][] } {
  const contracts = Object.fromEntries(
    ORDER.map((name, index) => [name, contractAddressAt(operator, firstNonce + index)]),
  ) as unknown as Contracts;
  const calls: [string, Call][] = [
    [
      "deployCoin",
      deployCoinCall({
        name: terms.coinName,
        symbol: terms.coinSymbol,
        admin: operator,
        issuer: operator,
      }),
    ],
    ["deployBondCoin", deployFixedCoinCall("Bond coin", "BOND", terms.bondSupply, operator)],
    [
      "deployCommunity",
      deployCommunityCall({
        admin: operator,
        adminTransferDelaySeconds: terms.adminTransferDelaySeconds,
        operator,
        treasurer: operator,
        rulesNoticeSeconds: terms.rulesNoticeSeconds,
      }),
    ],
    ["deployMarket", deployMarketCall(contracts, terms)],
    ["deployLedger", deployLedgerCall(contracts, terms.withdrawalDelaySeconds)],
    ["deployFactJudge", deployFactJudgeCall(contracts)],
    ["deployPeriodJudge", deployPeriodJudgeCall()],
    ["deployCourt", deployCourtCall(contracts)],
    ["deployDemands", deployDemandsCall(contracts, terms)],
    ["deployInbox", deployInboxCall(contracts)],
    ["deployRule", deployRuleCall()],
    ["setMarket", setMarketCall(contracts.community, contracts.market)],
  ];
  return { contracts, calls };
}
