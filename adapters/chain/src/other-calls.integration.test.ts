import { commitPeriod, type PeriodHeader } from "@pumasi/protocol";
import { type Hex, keccak256 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Call } from "./call.js";
import { burnCall, mintCall } from "./coin-calls.js";
import { grantRoleCall, registerAccountsCall, revokeRoleCall } from "./community-calls.js";
import { challengeCalls } from "./court-calls.js";
import {
  commitPeriodCall,
  depositWithPermitCall,
  recommitPeriodCall,
  settleCall,
} from "./ledger-calls.js";
import { clearCall, closeBooksCall, finalizeCall, meterCall } from "./market-calls.js";
import { readLedger } from "./read-ledger.js";
import { hashBatch, packDeltas, type SettlementBatch } from "./settlement-batch.js";
import { operatorAddress } from "./sign-transaction.js";
import {
  chainId,
  contracts,
  filled,
  rulesCall,
  settings,
  startOf,
  strangerKey,
  TestOperator,
} from "./testing/test-community.js";
import { book, clearing, metering, slot } from "./testing/whole-slot.js";

const stranger = operatorAddress(strangerKey);
const { coin, community, market, ledger, court } = contracts;
const accounts = 5;

/** A period in which the supplier pays account 4 so much, in 10⁻⁶ currency. */
function periodOf(ledgerDelta: bigint) {
  const delta = ledgerDelta * 1_000_000n;
  const line = { carryIn: 0n, carryOut: 0n };
  return commitPeriod((bytes) => keccak256(bytes, "bytes"), {
    ...{ period: 0, fromSlot: slot, untilSlot: slot + 1, secret: filled(0x5e) },
    lines: [
      { account: 0, ...line, delta: -delta, ledgerDelta: -ledgerDelta },
      { account: 4, ...line, delta, ledgerDelta },
    ],
    slotsOf: (account) => {
      if (account === 0) return [{ slot, total: -delta }];
      return account === 4 ? [{ slot, total: delta }] : [];
    },
  });
}

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
    expect(await reasons([grantRoleCall(community, "OPERATOR_ROLE", stranger)])).toEqual([null]);
    expect(await reasons([rulesCall], strangerKey)).toEqual([null]);
    expect(await reasons([revokeRoleCall(community, "OPERATOR_ROLE", stranger)])).toEqual([null]);
    const [refusal] = await reasons([rulesCall], strangerKey);
    expect(refusal).toContain(`AccessControlUnauthorizedAccount(${stranger}, `);
  });

  it("burn coins and deposit them with a permit", async () => {
    const deposit = depositWithPermitCall(ledger, 4, 60n, await signPermit(60n));
    expect(await reasons([burnCall(coin, 30n), deposit], strangerKey)).toEqual([null, null]);
    const view = await readLedger({ rpcUrl: operator.node.rpcUrl, chainId, contracts });
    expect(view.totals).toEqual({ deposited: 60n, withdrawn: 0n, held: 60n });
    expect(view.deposits).toMatchObject([{ account: 4, party: stranger, amount: 60n }]);
  });

  it("void a commitment whose batches pay other than its leaves, and replace it, which readers see", async () => {
    await reasons([closeBooksCall(market, [book])], undefined, startOf(slot));
    await reasons([clearCall(market, [clearing])]);
    await reasons([meterCall(market, [metering])], undefined, startOf(slot + 1));
    const finalAt = startOf(slot + 1) + settings.challengeWindowSeconds;
    expect(await reasons([finalizeCall(market, slot + 1, 1)], undefined, finalAt)).toEqual([null]);

    const at = (batch: number, ...changes: bigint[]): SettlementBatch => {
      return { period: 0, batch, firstWord: batch, deltas: packDeltas(changes) };
    };
    const { header, words, tree } = periodOf(5n);
    const [first, wrong, right] = [at(0, -5n), at(1, 4n), at(1, 5n)];
    const commit = (call: typeof commitPeriodCall, own: PeriodHeader, last: SettlementBatch) =>
      reasons([call(ledger, own, [hashBatch(first), hashBatch(last)])]);
    expect(await commit(commitPeriodCall, header, wrong)).toEqual([null]);
    expect(await commit(recommitPeriodCall, header, right)).toEqual(["PeriodNotVoided(0)"]);

    const leaf = { words: words[4] as Uint8Array, index: 4, proof: tree.proof(4) };
    const evidence = { judge: "judgeBatch", header, leaf, batch: wrong, isLast: true } as const;
    const options = { recordedOn: [], salt: filled(0x5a) };
    const { commit: announce, reveal } = challengeCalls(court, stranger, evidence, options);
    expect(await reasons([announce], strangerKey)).toEqual([null]);
    expect(await reasons([reveal], strangerKey)).toEqual([null]);
    const source = { rpcUrl: operator.node.rpcUrl, chainId, contracts };
    expect(await readLedger(source)).toMatchObject({
      isSettling: false,
      periods: [{ settled: null, voids: [{ block: operator.node.head.number }] }],
    });
    const settleFirst = [settleCall(ledger, first)];
    expect(await reasons(settleFirst)).toEqual(["PeriodIsVoided(0)"]);

    expect(await commit(recommitPeriodCall, header, right)).toEqual([null]);
    const { timestamp } = operator.node.head;
    const due = timestamp + settings.challengeWindowSeconds;
    expect(await reasons(settleFirst)).toEqual([`PeriodWindowOpen(0, ${timestamp + 1}, ${due})`]);
    const settle = [...settleFirst, settleCall(ledger, right)];
    expect(await reasons(settle, undefined, due)).toEqual([null, null]);
    const view = await readLedger(source);
    expect(view.balances).toEqual([-5n, 0n, 0n, 0n, 65n]);
    expect(view.periods[0]).toMatchObject({
      accounts,
      periodRoot: header.root,
      batches: [{ hash: hashBatch(first) }, { hash: hashBatch(right), changes: [5n, 0n, 0n, 0n] }],
    });
    expect(view.periods[0]?.voids).toHaveLength(1);
    expect(view.periods[0]?.settled).not.toBeNull();
  });
});
