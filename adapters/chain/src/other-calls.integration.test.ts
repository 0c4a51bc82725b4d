import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Call } from "./call.js";
import { burnCall, mintCall } from "./coin-calls.js";
import {
  grantRoleCall,
  registerAccountsCall,
  revokeRoleCall,
  setRulesCall,
} from "./community-calls.js";
import { hashClearingHeader } from "./headers.js";
import {
  commitPeriodCall,
  depositWithPermitCall,
  recommitPeriodCall,
  settleCall,
} from "./ledger-calls.js";
import { clearCall, closeBooksCall, finalizeCall, meterCall } from "./market-calls.js";
import { readLedger } from "./read-ledger.js";
import { hashBatch, packDeltas } from "./settlement-batch.js";
import { operatorAddress } from "./sign-transaction.js";
import {
  chainId,
  contracts,
  filled,
  settings,
  startOf,
  strangerKey,
  TestOperator,
} from "./testing/test-community.js";

const slot = settings.firstSlot;
const stranger = operatorAddress(strangerKey);
const { coin, community, market, ledger } = contracts;

async function signPermit(value: bigint) {
  const holder = privateKeyToAccount(strangerKey);
  const signature = await holder.signTypedData({
    domain: { name: "Test coin", version: "1", chainId, verifyingContract: coin },
    types: {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "Permit",
    message: { owner: stranger, spender: ledger, value, nonce: 0n, deadline: 2n ** 63n },
  });
  const part = (from: number) => `0x${signature.slice(from, from + 64)}` as Hex;
  return { deadline: 2n ** 63n, v: Number(`0x${signature.slice(130)}`), r: part(2), s: part(66) };
}

describe("the rarer calls", () => {
  const operator = new TestOperator();

  async function reasons(calls: Call[], privateKey?: Hex, time = 0) {
    const timestamp = Math.max(time, operator.node.head.timestamp + 1);
    const { receipts } = await operator.mine(timestamp, calls, privateKey);
    return receipts.map((receipt) => receipt.revertReason);
  }

  beforeAll(async () => {
    await operator.start();
    await operator.deploy();
    await reasons([registerAccountsCall(community, [filled(0xa1)]), mintCall(coin, stranger, 90n)]);
  });

  afterAll(() => operator.end());

  it("give and take roles", async () => {
    const rules = setRulesCall(community, { rulesHash: filled(1), fromSlot: slot });
    expect(await reasons([grantRoleCall(community, "OPERATOR_ROLE", stranger)])).toEqual([null]);
    expect(await reasons([rules], strangerKey)).toEqual([null]);
    expect(await reasons([revokeRoleCall(community, "OPERATOR_ROLE", stranger)])).toEqual([null]);
    const [refusal] = await reasons([rules], strangerKey);
    expect(refusal).toContain(`AccessControlUnauthorizedAccount(${stranger}, `);
  });

  it("burn coins and deposit them with a permit", async () => {
    const deposit = depositWithPermitCall(ledger, 4, 60n, await signPermit(60n));
    expect(await reasons([burnCall(coin, 30n), deposit], strangerKey)).toEqual([null, null]);
    const view = await readLedger({ rpcUrl: operator.node.rpcUrl, chainId, contracts });
    expect(view.totals).toEqual({ deposited: 60n, withdrawn: 0n, held: 60n });
    expect(view.deposits).toMatchObject([{ account: 4, party: stranger, amount: 60n }]);
  });

  it("replace a wrong commitment, which readers see", async () => {
    const book = { slot, orders: 0, bookRoot: filled(0) };
    const none = { index: 0, price: 0n, fill: 0n };
    const empty = { price: 0n, energyUkwh: 0n, bid: none, ask: none, rulesVersion: 1 };
    const clearing = { ...book, ...empty, fillRoot: filled(0), dataHash: filled(0) };
    const metering = {
      ...{ slot, version: 1, meters: 0, accounts: 5, clearingHash: hashClearingHeader(clearing) },
      ...{ readingRoot: filled(0), lineRoot: filled(0), sharingPrice: 0n, deliveredUkwh: 0n },
      ...{ sharedUkwh: 0n, rulesVersion: 1, dataHash: filled(0) },
    };
    await reasons([closeBooksCall(market, [book])], undefined, startOf(slot));
    await reasons([clearCall(market, [clearing])]);
    await reasons([meterCall(market, [metering])], undefined, startOf(slot + 1));
    const finalAt = startOf(slot + 1) + settings.challengeWindowSeconds;
    await reasons([finalizeCall(market, slot + 1, 1)], undefined, finalAt);

    const at = (batch: number, ...changes: bigint[]) => {
      const deltas = packDeltas(changes);
      return { period: 0, batch, firstWord: batch, deltas };
    };
    const [first, wrong, right] = [at(0, -5n), at(1, 4n), at(1, 5n)];
    const slots = { period: 0, fromSlot: slot, untilSlot: slot + 1 };
    const hashes = { batchHashes: [hashBatch(first), hashBatch(wrong)] };
    const correction = { period: 0, periodRoot: filled(8), batchHashes: [hashBatch(right)] };
    const found = await reasons([
      commitPeriodCall(ledger, { ...slots, ...hashes, periodRoot: filled(7) }),
      settleCall(ledger, first),
      settleCall(ledger, wrong),
    ]);
    expect(found).toEqual([null, null, "PeriodNotBalanced(0, -1)"]);
    const source = { rpcUrl: operator.node.rpcUrl, chainId, contracts };
    expect(await readLedger(source)).toMatchObject({
      isSettling: true,
      periods: [{ settled: null, batches: [{ changes: [-5n, 0n, 0n, 0n] }, { changes: null }] }],
    });

    expect(
      await reasons([recommitPeriodCall(ledger, correction), settleCall(ledger, right)]),
    ).toEqual([null, null]);
    const view = await readLedger(source);
    expect(view.balances).toEqual([-5n, 0n, 0n, 0n, 65n]);
    expect(view.periods[0]).toMatchObject({
      periodRoot: filled(8),
      batches: [{ hash: hashBatch(first) }, { hash: hashBatch(right), changes: [5n, 0n, 0n, 0n] }],
    });
    expect(view.periods[0]?.recommitments).toHaveLength(1);
    expect(view.periods[0]?.settled).not.toBeNull();
  });
});
