import { type Address, encodeDeployData } from "viem";
import { type Call, gasFor } from "./call.js";
import {
  bondCoinAbi,
  bondCoinBytecode,
  coinAbi,
  coinBytecode,
  communityAbi,
  communityBytecode,
  courtAbi,
  courtBytecode,
  demandsAbi,
  demandsBytecode,
  factJudgeAbi,
  factJudgeBytecode,
  inboxAbi,
  inboxBytecode,
  ledgerAbi,
  ledgerBytecode,
  marketAbi,
  marketBytecode,
  periodJudgeAbi,
  periodJudgeBytecode,
  uniformPriceRuleAbi,
  uniformPriceRuleBytecode,
} from "./contracts.gen.js";
import type { Contracts } from "./ledger-view.js";

/** Fixed for ever at deployment; all windows run on block time. */
export interface MarketSettings {
  slotSeconds: number;
  /** How long before its slot's start a book closes. */
  gateClosureSeconds: number;
  /** How long after its metering a slot becomes final. */
  challengeWindowSeconds: number;
  /** How late a stage may be before anybody may put its slot to the grid tariff. */
  stageSeconds: number;
  /** Seconds since the Unix epoch divided by `slotSeconds`. */
  firstSlot: number;
  /** How many slots may be under way, from booked to paid, at once. */
  ringSize: number;
}

/** A market's settings with what its operator puts at stake. */
export interface MarketTerms extends MarketSettings {
  /** Locked for every slot until it is paid, in the bond coin's smallest unit. */
  bondPerSlot: bigint;
  /** The part of the members whose gateways must sign a slot under a rule that one or two leaves cannot refute. */
  attestationPpm: number;
}

/** Makes the community's coin; deploy it first. */
export function deployCoinCall(coin: {
  name: string;
  symbol: string;
  admin: Address;
  issuer: Address;
}): Call {
  const args = [coin.name, coin.symbol, coin.admin, coin.issuer] as const;
  return deploy(encodeDeployData({ abi: coinAbi, bytecode: coinBytecode, args }));
}

/** Makes a coin whose whole supply is the holder's at once and never grows: a bond coin for communities of their own. */
export function deployFixedCoinCall(
  name: string,
  symbol: string,
  supply: bigint,
  holder: Address,
): Call {
  const args = [name, symbol, holder, supply] as const;
  return deploy(encodeDeployData({ abi: bondCoinAbi, bytecode: bondCoinBytecode, args }));
}

/** Makes the register of accounts, meters, keys and rules. */
export function deployCommunityCall(community: {
  admin: Address;
  /** Seconds between the two steps of handing over the administration. */
  adminTransferDelaySeconds: number;
  operator: Address;
  treasurer: Address;
  /** How long before its first slot a change of rules must be recorded. */
  rulesNoticeSeconds: number;
}): Call {
  const { admin, adminTransferDelaySeconds, operator, treasurer, rulesNoticeSeconds } = community;
  const args = [admin, adminTransferDelaySeconds, operator, treasurer, rulesNoticeSeconds] as const;
  return deploy(encodeDeployData({ abi: communityAbi, bytecode: communityBytecode, args }));
}

/** Makes the market of a community that is deployed already. */
export function deployMarketCall(contracts: Contracts, terms: MarketTerms): Call {
  const { community, ledger, court, demands, coin, bondCoin } = contracts;
  const { slotSeconds, gateClosureSeconds, challengeWindowSeconds, stageSeconds } = terms;
  const { firstSlot, ringSize, bondPerSlot, attestationPpm } = terms;
  const settings = {
    ...{ community, ledger, court, demands, coin, bondCoin },
    ...{ slotSeconds, gateClosureSeconds, challengeWindowSeconds, stageSeconds },
    ...{ firstSlot, ringSize, bondPerSlot, attestationPpm },
  };
  const args = [settings] as const;
  return deploy(encodeDeployData({ abi: marketAbi, bytecode: marketBytecode, args }));
}

/** Makes the ledger of balances; coin, community and market are deployed already. */
export function deployLedgerCall(contracts: Contracts, withdrawalDelaySeconds: number): Call {
  const { coin, community, market } = contracts;
  const args = [coin, community, market, withdrawalDelaySeconds] as const;
  return deploy(encodeDeployData({ abi: ledgerAbi, bytecode: ledgerBytecode, args }));
}

/** Makes the judge of books and readings. */
export function deployFactJudgeCall({ community, market }: Contracts): Call {
  const args = [community, market] as const;
  return deploy(encodeDeployData({ abi: factJudgeAbi, bytecode: factJudgeBytecode, args }));
}

/** Makes the judge of periods. */
export function deployPeriodJudgeCall(): Call {
  return deploy(encodeDeployData({ abi: periodJudgeAbi, bytecode: periodJudgeBytecode }));
}

/** Makes the court; market and judges are deployed already. */
export function deployCourtCall({ market, factJudge, periodJudge }: Contracts): Call {
  const args = [market, factJudge, periodJudge] as const;
  return deploy(encodeDeployData({ abi: courtAbi, bytecode: courtBytecode, args }));
}

/** Makes where data are demanded; the market is deployed already, the inbox comes later. */
export function deployDemandsCall(
  { market, inbox }: Contracts,
  terms: { demandDeposit: bigint; responseSeconds: number },
): Call {
  const args = [market, inbox, terms.demandDeposit, terms.responseSeconds] as const;
  return deploy(encodeDeployData({ abi: demandsAbi, bytecode: demandsBytecode, args }));
}

/** Makes where orders go that got no receipt; market, ledger and demands are deployed already. */
export function deployInboxCall({ market, demands }: Contracts): Call {
  const args = [market, demands] as const;
  return deploy(encodeDeployData({ abi: inboxAbi, bytecode: inboxBytecode, args }));
}

/** Makes the rule that judges uniform prices; it keeps nothing, so communities may share one. */
export function deployRuleCall(): Call {
  return deploy(encodeDeployData({ abi: uniformPriceRuleAbi, bytecode: uniformPriceRuleBytecode }));
}

function deploy(data: Call["data"]): Call {
  return { to: null, data, gas: gasFor("deploy") };
}
