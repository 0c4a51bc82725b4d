import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveCall, mintCall } from "./coin-calls.js";
import {
  registerAccountsCall,
  registerDeviceCall,
  registerMetersCall,
  revokeDeviceCall,
  setReceiptSignerCall,
  setRulesCall,
} from "./community-calls.js";
import type { ClearingHeader, MeteringHeader } from "./headers.js";
import { hashClearingHeader } from "./headers.js";
import {
  commitPeriodCall,
  depositCall,
  setCreditLimitsCall,
  settleCall,
  withdrawCall,
} from "./ledger-calls.js";
import type { LedgerView } from "./ledger-view.js";
import { clearCall, closeBooksCall, finalizeCall, meterCall, remeterCall } from "./market-calls.js";
import { readGasUse } from "./read-gas-use.js";
import { readLedger } from "./read-ledger.js";
import { hashBatch, packDeltas } from "./settlement-batch.js";
import { operatorAddress } from "./sign-transaction.js";
import {
  chainId,
  contracts,
  filled,
  operator as operatorAccount,
  settings,
  startOf,
  strangerKey,
  TestOperator,
} from "./testing/test-community.js";

const slot = settings.firstSlot;
const key = operatorAddress(filled(0x33));
const book = { slot, orders: 2, bookRoot: filled(1) };
const clearing: ClearingHeader = {
  ...book,
  fillRoot: filled(2),
  price: -1_500_000n,
  energyUkwh: 2n ** 64n - 1n,
  bid: { index: 0, price: 120_500_000n, fill: 250_000n },
  ask: { index: 1, price: -(2n ** 63n), fill: 1n },
  rulesVersion: 1,
  dataHash: filled(3),
};
const metering: MeteringHeader = {
  slot,
  version: 1,
  meters: 2,
  accounts: 6,
  clearingHash: hashClearingHeader(clearing),
  readingRoot: filled(4),
  lineRoot: filled(5),
  sharingPrice: -3n,
  deliveredUkwh: 7n,
  sharedUkwh: 8n,
  rulesVersion: 1,
  dataHash: filled(6),
};
const corrected = { ...metering, version: 2, lineRoot: filled(7) };
// Account 4 may go down to -500 and would end at -600, so the guarantee account pays 100.
const changes = [300n, 0n, 0n, 0n, -1600n, 1300n];
const batch = { period: 0, batch: 0, firstWord: 0, deltas: packDeltas(changes) };

describe("a whole slot on the ledger", () => {
  const operator = new TestOperator();
  const { community, market, ledger, coin } = contracts;
  let view: LedgerView;

  async function mineAll(timestamp: number, ...calls: Parameters<TestOperator["mine"]>[1]) {
    const mined = await operator.mine(timestamp, calls);
    expect(mined.receipts.map((receipt) => receipt.revertReason)).toEqual(calls.map(() => null));
  }

  beforeAll(async () => {
    await operator.start();
    const deployed = await operator.deploy();
    expect(deployed.receipts.slice(0, 4).map((receipt) => receipt.contractAddress)).toEqual(
      Object.values(contracts),
    );
    await mineAll(
      startOf(slot) - 1000,
      setReceiptSignerCall(community, key),
      registerAccountsCall(community, [filled(0xa1), filled(0xa2)]),
      registerMetersCall(community, [5, 4]),
      registerDeviceCall(community, { key, account: 4, fromSlot: slot }),
      setRulesCall(community, { rulesHash: filled(9), fromSlot: slot }),
      setCreditLimitsCall(ledger, [{ account: 4, limit: 500n }]),
      mintCall(coin, operatorAccount, 5000n),
      approveCall(coin, ledger, 5000n),
      depositCall(ledger, 4, 1000n),
    );
    await mineAll(startOf(slot) - 900, closeBooksCall(market, [book]));
    await mineAll(startOf(slot) - 899, clearCall(market, [clearing]));
    await mineAll(startOf(slot + 1), meterCall(market, [metering]));
    await mineAll(startOf(slot + 1) + 5, remeterCall(market, [corrected], [metering]));
    const finalAt = startOf(slot + 1) + 5 + settings.challengeWindowSeconds;
    await mineAll(finalAt, finalizeCall(market, slot + 1, 1));
    const batchHashes = [hashBatch(batch)];
    const period = { period: 0, fromSlot: slot, untilSlot: slot + 1, periodRoot: filled(8) };
    await mineAll(finalAt + 1, commitPeriodCall(ledger, { ...period, batchHashes }));
    await mineAll(finalAt + 2, settleCall(ledger, batch));
    await mineAll(
      finalAt + 3,
      withdrawCall(ledger, 5, operatorAccount, 1000n),
      revokeDeviceCall(community, { key, untilSlot: slot + 1 }),
    );
    view = await readLedger({ rpcUrl: operator.node.rpcUrl, chainId, contracts });
  });

  afterAll(() => operator.end());

  it("reads the register", () => {
    expect(view.accounts.map((entry) => entry.account)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(view.accounts[5]?.pseudonym).toBe(filled(0xa2));
    expect(view.meters).toMatchObject([
      { meter: 0, account: 5 },
      { meter: 1, account: 4 },
    ]);
    expect(view.devices.get(key)).toMatchObject({
      account: 4,
      fromSlot: slot,
      untilSlot: slot + 1,
    });
    expect(view.rules).toMatchObject([{ version: 1, fromSlot: slot, rulesHash: filled(9) }]);
    expect(view.receiptSigners).toMatchObject([{ signer: key }]);
    expect(view.settings).toEqual(settings);
  });

  it("reads the slot with the headers that were recorded, and their hashes are the contract's", () => {
    expect(view.slots.get(slot)).toMatchObject({
      book: { orders: 2, root: book.bookRoot, place: { time: startOf(slot) - 900 } },
      clearing: { header: clearing },
      meterings: [
        { version: 1, header: metering },
        { version: 2, header: corrected },
      ],
      word: { state: "metered", version: 2, time: startOf(slot + 1) + 5 },
      isFinal: true,
    });
    expect(view).toMatchObject({ finalUntil: slot + 1, nextSlotToClose: slot + 1 });
  });

  it("reads the settlement, its arrears and the balances", () => {
    expect(view.periods).toMatchObject([
      {
        ...{ period: 0, fromSlot: slot, untilSlot: slot + 1, periodRoot: filled(8) },
        batches: [{ hash: hashBatch(batch), firstWord: 0, changes: [...changes, 0n, 0n] }],
        arrears: [{ account: 4, amount: 100n }],
      },
    ]);
    expect(view.periods[0]?.settled).not.toBeNull();
    expect(view.balances).toEqual([300n, 0n, -100n, 0n, -500n, 300n]);
    expect(view.creditLimits.slice(4)).toEqual([500n, 0n]);
    expect(view.totals).toEqual({ deposited: 1000n, withdrawn: 1000n, held: 0n });
    expect(view.deposits).toMatchObject([{ account: 4, party: operatorAccount, amount: 1000n }]);
    expect(view.withdrawals).toMatchObject([{ account: 5, party: operatorAccount, amount: 1000n }]);
    expect(view.isSettling).toBe(false);
  });

  it("adds up the gas by what was called", async () => {
    const untilBlock = operator.node.head.number + 1;
    const uses = await readGasUse({
      ...{ rpcUrl: operator.node.rpcUrl, contracts, fromBlock: 0, untilBlock },
    });
    expect(uses.get("deploy")?.transactions).toBe(4);
    expect(uses.get("settle")?.transactions).toBe(1);
    const recorded = operator.journal.recorded.flatMap((block) => block.receipts);
    const total = [...uses.values()].reduce((sum, use) => sum + use.gasUsed, 0n);
    expect(total).toBe(recorded.reduce((sum, receipt) => sum + receipt.gasUsed, 0n));
  });

  it("reads the same ledger from a node that was restored from its snapshot", async () => {
    await operator.node.snapshot();
    await operator.node.stop();
    await operator.start();
    const again = await readLedger({ rpcUrl: operator.node.rpcUrl, chainId, contracts });
    expect(again).toEqual(view);
  });

  it("gives the contracts' refusals with their values", async () => {
    const time = operator.node.head.timestamp;
    const refused = await operator.mine(time + 1, [
      remeterCall(market, [{ ...corrected, version: 3 }], [corrected]),
      withdrawCall(ledger, 5, operatorAccount, 301n),
      settleCall(ledger, batch),
      closeBooksCall(market, [{ ...book, slot: slot + 500 }]),
    ]);
    expect(refused.receipts.map((receipt) => receipt.revertReason)).toEqual([
      `SlotFinal(${slot}, ${slot + 1})`,
      "InsufficientHeadroom(5, 301, 300)",
      "NotSettling()",
      `SlotOutOfOrder(${slot + 500}, ${slot + 1})`,
    ]);
    const stranger = await operator.mine(time + 2, [clearCall(market, [clearing])], strangerKey);
    expect(stranger.receipts[0]?.revertReason).toBe(`NotOperator(${operatorAddress(strangerKey)})`);
  });

  it("refuses to read another chain or other contracts", async () => {
    const { rpcUrl } = operator.node;
    const otherChain = readLedger({ rpcUrl, chainId: 1, contracts });
    await expect(otherChain).rejects.toThrow("the chain is 31337, not 1");
    const nowhere = { ...contracts, market: operatorAccount };
    const noContract = readLedger({ rpcUrl, chainId, contracts: nowhere });
    await expect(noContract).rejects.toMatchObject({ code: "ledger_inconsistent" });
  });
});
