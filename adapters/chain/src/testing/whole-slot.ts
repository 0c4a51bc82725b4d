import { type ClearingHeader, hashClearingHeader, type MeteringHeader } from "@pumasi/protocol";
import { keccak256 } from "viem";
import type { Call } from "../call.js";
import { approveCall, mintCall } from "../coin-calls.js";
import {
  registerAccountsCall,
  registerDeviceCall,
  registerMetersCall,
  revokeDeviceCall,
  setReceiptSignerCall,
  setRulesCall,
} from "../community-calls.js";
import {
  commitPeriodCall,
  depositCall,
  executeWithdrawalCall,
  requestWithdrawalCall,
  setCreditLimitsCall,
  settleCall,
} from "../ledger-calls.js";
import {
  clearCall,
  closeBooksCall,
  finalizeCall,
  meterCall,
  remeterCall,
} from "../market-calls.js";
import { hashBatch, packDeltas } from "../settlement-batch.js";
import { operatorAddress } from "../sign-transaction.js";
import {
  contracts,
  deploymentTerms,
  filled,
  operator,
  settings,
  startOf,
  terms,
} from "./test-community.js";

/** The test community's first slot, from its members' registration to a paid period, with the least that shows everything. */
export const slot = settings.firstSlot;
export const deviceKey = operatorAddress(filled(0x33));
export const book = { slot, orders: 2, bookRoot: filled(1) };
const level = { levelFilledUkwh: 250_000, levelOfferedUkwh: 250_000, cut: null };
export const clearing: ClearingHeader = {
  ...book,
  rulesVersion: 1,
  price: 120_000,
  energyUkwh: 250_000,
  bid: { index: 0, price: 130_000, fillUkwh: 250_000, ...level },
  ask: { index: 1, price: 110_000, fillUkwh: 250_000, ...level },
  fillRoot: filled(2),
  dataHash: filled(3),
};
export const metering: MeteringHeader = {
  slot,
  version: 1,
  meters: 2,
  accounts: 6,
  rulesVersion: 1,
  price: 120_000,
  sharingPrice: 190_000,
  deliveredUkwh: 7,
  sharedUkwh: 8,
  weightBuyUkwh: 7,
  weightSellUkwh: 9,
  importedUkwh: 15,
  exportedUkwh: 20,
  deliveredBuyCut: null,
  deliveredSellCut: { remainder: 3, index: 5 },
  sharedBuyCut: null,
  sharedSellCut: { remainder: 4, index: 4 },
  offeredUkwh: 0,
  contractedUkwh: 250_000,
  clearingHash: hashClearingHeader((bytes) => keccak256(bytes, "bytes"), clearing),
  readingRoot: filled(4),
  lineRoot: filled(5),
  dataHash: filled(6),
};
export const corrected = { ...metering, version: 2, lineRoot: filled(7) };
/** Account 4 may go down to -500 and would end at -600, so the guarantee account pays 100. */
export const changes = [300n, 0n, 0n, 0n, -1600n, 1300n];
export const batch = { period: 0, batch: 0, firstWord: 0, deltas: packDeltas(changes) };

/** Calls that may be in one block, and the block's earliest time in seconds. */
export interface Step {
  time: number;
  calls: Call[];
}

const { community, market, ledger, coin } = contracts;
const finalAt = startOf(slot + 1) + 5 + settings.challengeWindowSeconds;
export const period = {
  period: 0,
  fromSlot: slot,
  untilSlot: slot + 1,
  accounts: 6,
  root: filled(8),
};

const paidAt = finalAt + 2 + settings.challengeWindowSeconds;

/** What the operator tells a ledger that holds the contracts already, in order. */
export const wholeSlot: readonly Step[] = [
  {
    time: startOf(slot) - 1400,
    calls: [
      setReceiptSignerCall(community, deviceKey),
      registerAccountsCall(community, [filled(0xa1), filled(0xa2)]),
      registerMetersCall(community, [5, 4]),
      registerDeviceCall(community, { key: deviceKey, account: 4, fromSlot: slot }),
      setRulesCall(community, terms, slot),
      setCreditLimitsCall(ledger, [{ account: 4, limit: 500n }]),
      mintCall(coin, operator, 5000n),
      approveCall(coin, ledger, 5000n),
      depositCall(ledger, 4, 1000n),
    ],
  },
  { time: startOf(slot) - 900, calls: [closeBooksCall(market, [book])] },
  { time: startOf(slot) - 899, calls: [clearCall(market, [clearing])] },
  { time: startOf(slot + 1), calls: [meterCall(market, [metering])] },
  { time: startOf(slot + 1) + 5, calls: [remeterCall(market, [corrected], [metering])] },
  { time: finalAt, calls: [finalizeCall(market, slot + 1, 1)] },
  { time: finalAt + 1, calls: [commitPeriodCall(ledger, period, [hashBatch(batch)])] },
  { time: finalAt + 1 + settings.challengeWindowSeconds, calls: [settleCall(ledger, batch)] },
  { time: paidAt, calls: [requestWithdrawalCall(ledger, 5, operator, 1000n)] },
  {
    time: paidAt + deploymentTerms.withdrawalDelaySeconds,
    calls: [
      executeWithdrawalCall(ledger, 1),
      revokeDeviceCall(community, { key: deviceKey, untilSlot: slot + 1 }),
    ],
  },
];
