import { type Address, encodeDeployData } from "viem";
import { type Call, gasFor } from "./call.js";
import {
  coinAbi,
  coinBytecode,
  communityAbi,
  communityBytecode,
  ledgerAbi,
  ledgerBytecode,
  marketAbi,
  marketBytecode,
} from "./contracts.gen.js";

/** Fixed for ever at deployment; all windows run on block time. */
export interface MarketSettings {
  slotSeconds: number;
  /** How long before its slot's start a book closes. */
  gateClosureSeconds: number;
  /** How long after its metering a slot becomes final. */
  challengeWindowSeconds: number;
  /** Seconds since the Unix epoch divided by `slotSeconds`. */
  firstSlot: number;
  /** How many slots may be under way, from booked to final, at once. */
  ringSize: number;
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

/** Makes the register of accounts, meters, keys and rules. */
export function deployCommunityCall(community: {
  admin: Address;
  /** Seconds between the two steps of handing over the administration. */
  adminTransferDelaySeconds: number;
  operator: Address;
  treasurer: Address;
}): Call {
  const { admin, adminTransferDelaySeconds, operator, treasurer } = community;
  const args = [admin, adminTransferDelaySeconds, operator, treasurer] as const;
  return deploy(encodeDeployData({ abi: communityAbi, bytecode: communityBytecode, args }));
}

/** Makes the market of a community that is deployed already. */
export function deployMarketCall(community: Address, settings: MarketSettings): Call {
  const { slotSeconds, gateClosureSeconds, challengeWindowSeconds, firstSlot, ringSize } = settings;
  const args = [
    community,
    slotSeconds,
    gateClosureSeconds,
    challengeWindowSeconds,
    firstSlot,
    ringSize,
  ] as const;
  return deploy(encodeDeployData({ abi: marketAbi, bytecode: marketBytecode, args }));
}

/** Makes the ledger of balances; coin, community and market are deployed already. */
export function deployLedgerCall(contracts: {
  coin: Address;
  community: Address;
  market: Address;
}): Call {
  const args = [contracts.coin, contracts.community, contracts.market] as const;
  return deploy(encodeDeployData({ abi: ledgerAbi, bytecode: ledgerBytecode, args }));
}

function deploy(data: Call["data"]): Call {
  return { to: null, data, gas: gasFor("deploy") };
}
