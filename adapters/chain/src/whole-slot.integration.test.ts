import { encodeClearingHeader, encodeMeteringHeader, toHex } from "@pumasi/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestWithdrawalCall, settleCall } from "./ledger-calls.js";
import type { LedgerView } from "./ledger-view.js";
import { clearCall, closeBooksCall, remeterCall } from "./market-calls.js";
import { readGasUse } from "./read-gas-use.js";
import { readLedger } from "./read-ledger.js";
import { hashBatch } from "./settlement-batch.js";
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
  terms,
} from "./testing/test-community.js";
import {
  batch,
  book,
  changes,
  clearing,
  corrected,
  deviceKey as key,
  metering,
  slot,
  wholeSlot,
} from "./testing/whole-slot.js";

describe("a whole slot on the ledger", () => {
  const operator = new TestOperator();
  const { market, ledger } = contracts;
  const contractCount = Object.keys(contracts).length;
  let view: LedgerView;

  async function mineAll(timestamp: number, ...calls: Parameters<TestOperator["mine"]>[1]) {
    const mined = await operator.mine(timestamp, calls);
    expect(mined.receipts.map((receipt) => receipt.revertReason)).toEqual(calls.map(() => null));
  }

  beforeAll(async () => {
    await operator.start();
    const deployed = await operator.deploy();
    expect(
      deployed.receipts.slice(0, contractCount).map((receipt) => receipt.contractAddress),
    ).toEqual(Object.values(contracts));
    for (const { time, calls } of wholeSlot) await mineAll(time, ...calls);
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
    expect(view.rules).toMatchObject([
      { version: 1, fromSlot: slot, documentHash: terms.documentHash },
    ]);
    expect(view.receiptSigners).toMatchObject([{ signer: key }]);
    expect(view.settings).toEqual(settings);
  });

  it("reads the slot with the headers that were recorded, and their hashes are the contract's", () => {
    expect(view.slots.get(slot)).toMatchObject({
      book: { orders: 2, root: book.bookRoot, place: { time: startOf(slot) - 900 } },
      state: "metered",
      clearing: { words: toHex(encodeClearingHeader(clearing)) },
      meterings: [
        { version: 1, words: toHex(encodeMeteringHeader(metering)) },
        { version: 2, words: toHex(encodeMeteringHeader(corrected)) },
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
    expect(uses.get("deploy")?.transactions).toBe(contractCount);
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
      requestWithdrawalCall(ledger, 9, operatorAccount, 301n),
      settleCall(ledger, batch),
      closeBooksCall(market, [{ ...book, slot: slot + 500 }]),
    ]);
    expect(refused.receipts.map((receipt) => receipt.revertReason)).toEqual([
      `SlotFinal(${slot}, ${slot + 1})`,
      "UnknownAccount(9, 6)",
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
