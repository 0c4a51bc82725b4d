import { type Hex, parseTransaction, type TransactionSerialized } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mintCall } from "./coin-calls.js";
import { connectJsonRpc } from "./json-rpc.js";
import { depositWithPermitCall, requestWithdrawalCall } from "./ledger-calls.js";
import { closeBooksCall } from "./market-calls.js";
import { readLedger } from "./read-ledger.js";
import { readBlockSummary } from "./read-mined-block.js";
import { operatorAddress, signTransaction } from "./sign-transaction.js";
import { blockGasLimit, type EvmUnderTest, evmsUnderTest } from "./testing/evm-under-test.js";
import { ExternalRun, Killed } from "./testing/external-run.js";
import { type FaultProxy, startFaultProxy } from "./testing/fault-proxy.js";
import { seededRandom } from "./testing/seeded-random.js";
import {
  chainId,
  contracts,
  deployment,
  filled,
  genesisTimestamp,
  operator,
  operatorKey,
  settings,
  strangerKey,
} from "./testing/test-community.js";
import { wholeSlot } from "./testing/whole-slot.js";
import { highestPrice } from "./transaction-fees.js";

const { coin, ledger, market } = contracts;
const neighbour = operatorAddress(strangerKey);

/** The operator's approval of a deposit, signed; its first on this coin. */
async function signPermit(value: bigint) {
  const deadline = 2n ** 63n;
  const signature = await privateKeyToAccount(operatorKey).signTypedData({
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
    message: { owner: operator, spender: ledger, value, nonce: 0n, deadline },
  });
  const part = (from: number) => `0x${signature.slice(from, from + 64)}` as Hex;
  return { deadline, v: Number(`0x${signature.slice(130)}`), r: part(2), s: part(66) };
}

/** Puts everything that a community tells its ledger into the outbox, from its deployment to its last withdrawal. */
async function askForWholeCommunity(run: ExternalRun): Promise<void> {
  run.journal.ask(deployment);
  for (const { time, calls } of wholeSlot) run.journal.ask(calls, time * 1000);
  run.journal.ask([
    mintCall(coin, operator, 250n),
    depositWithPermitCall(ledger, 4, 200n, await signPermit(200n)),
  ]);
}

/** Another account's transactions: each burns half a block, pays far more for it, and does nothing. */
async function sendAsNeighbour(evm: EvmUnderTest, count: number) {
  const rpc = connectJsonRpc(evm.rpcUrl);
  const call = { to: null, data: "0xfe", gas: BigInt(blockGasLimit / 2) } as const;
  const fees = { maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 11n };
  for (let nonce = 0; nonce < count; nonce++) {
    const { raw } = await signTransaction({
      ...{ privateKey: strangerKey, chainId, nonce, ...call, ...fees },
    });
    await rpc.call("eth_sendRawTransaction", raw);
  }
  rpc.close();
}

/** What must be the same however bad the way was: who has what, never when or in which block. */
async function readMoney(evm: EvmUnderTest) {
  const view = await readLedger({ rpcUrl: evm.rpcUrl, chainId, contracts });
  const { balances, creditLimits, totals, finalUntil, isSettling } = view;
  return { balances, creditLimits, totals, finalUntil, isSettling };
}

/** Every transaction in a block is the operator's next one and was journalled, and every action is in one block once. */
async function expectEachOnce(evm: EvmUnderTest, { journal }: ExternalRun) {
  const rpc = connectJsonRpc(evm.rpcUrl);
  const found: Hex[] = [];
  const head = Number(await rpc.call("eth_blockNumber"));
  for (let number = 0; number <= head; number++) {
    found.push(...(await readBlockSummary(rpc, number)).transactionHashes);
  }
  rpc.close();
  expect(found).toEqual(journal.final.map(({ transactionHash }) => transactionHash));
  const signed = journal.final.map(({ transactionHash }) =>
    journal.signed.find(({ hash }) => hash === transactionHash),
  );
  expect(signed.map((transaction) => transaction?.nonce)).toEqual(
    journal.actions.map(({ nonce }) => nonce),
  );
}

/** Nothing leaves that is not in the journal, and a second transaction of a nonce differs in nothing but better fees. */
function expectOnlyRepricings(proxy: FaultProxy, { journal }: ExternalRun) {
  const journalled = new Set<string>(journal.signed.map(({ raw }) => raw));
  expect(proxy.sent.filter((raw) => !journalled.has(raw))).toEqual([]);
  for (const { nonce, to, data, gas } of journal.actions) {
    const own = journal.signed.filter((transaction) => transaction.nonce === nonce);
    const parsed = own.map(({ raw }) => parseTransaction(raw as TransactionSerialized));
    for (const { to: sentTo = null, data: sentData, gas: sentGas } of parsed) {
      expect([sentTo?.toLowerCase(), sentData, sentGas]).toEqual([to?.toLowerCase(), data, gas]);
    }
    const offers = own.map(({ fees }) => highestPrice(fees));
    expect(offers).toEqual([...new Set(offers)].sort((one, other) => (one < other ? -1 : 1)));
  }
}

describe.each(evmsUnderTest)("an external ledger on $name", { timeout: 300_000 }, ({ start }) => {
  let evm: EvmUnderTest;
  let proxy: FaultProxy | null = null;
  let run: ExternalRun;

  beforeEach(async () => {
    evm = await start({ chainId, genesisTimestamp, richAccounts: [operator, neighbour] });
  });

  afterEach(async () => {
    run.close();
    await proxy?.close();
    await evm.stop();
  });

  /** The whole community over this run; what it comes to is compared with the contracts' arithmetic, to the unit. */
  async function expectUndisturbedResult(between?: (block: number) => Promise<void>) {
    await askForWholeCommunity(run);
    await run.finish(between);
    expect(run.refusals()).toEqual([]);
    expect(await readMoney(evm)).toEqual({
      balances: [300n, 0n, -100n, 0n, -300n, 300n],
      creditLimits: [2n ** 61n, 2n ** 61n, 2n ** 61n, 2n ** 61n, 500n, 0n],
      totals: { deposited: 1200n, withdrawn: 1000n, held: 200n },
      finalUntil: settings.firstSlot + 1,
      isSettling: false,
    });
    await expectEachOnce(evm, run);
  }

  it("takes a whole community, from its contracts to its withdrawals", async () => {
    run = new ExternalRun(evm);
    await expectUndisturbedResult();
  });

  it("comes to the same after re-organisations of five blocks", async () => {
    run = new ExternalRun(evm, { confirmations: 6 });
    let dropped = 0;
    await expectUndisturbedResult(async (block) => {
      if (block % 9 !== 5) return;
      await run.reorganise(5);
      const step = await run.step();
      dropped += step?.droppedBlocks ?? 0;
      if (block === 5) expect(step?.included).toBe(0);
    });
    expect(dropped).toBeGreaterThan(15);
  });

  it("comes to the same over a line that loses, repeats and delays, and through kills", async () => {
    const seed = 20_261_122;
    const rates = { lostRequest: 0.08, lostAnswer: 0.08, duplicate: 0.1, delay: 0.05 };
    proxy = await startFaultProxy(evm.rpcUrl, seed, rates);
    run = new ExternalRun(evm, { confirmations: 6, rpcUrl: proxy.url });
    const random = seededRandom(seed + 1);
    let kills = 0;
    run.journal.aroundWrite = () => {
      if (random() > 0.2) return;
      kills += 1;
      throw new Killed();
    };
    await expectUndisturbedResult(async (block) => {
      if (random() < 0.1) run.forget();
      if (block % 25 === 20) await run.reorganise(5);
    });
    expect(Math.min(...Object.values(proxy.struck), kills)).toBeGreaterThan(0);
    expectOnlyRepricings(proxy, run);
  });

  it("re-prices what others have crowded out", async () => {
    run = new ExternalRun(evm, { repriceAfterMs: 3_000 });
    run.journal.ask(deployment);
    await run.step();
    const blocks = 4;
    await sendAsNeighbour(evm, 2 * blocks);
    for (let made = 0; made < blocks; made++) await run.mine();
    expect(await run.step()).toMatchObject({ included: 0, inFlight: deployment.length });
    expect(run.journal.signed).toHaveLength(2 * deployment.length);
    await run.finish();
    expect(run.refusals()).toEqual([]);
    expect(run.journal.final.map(({ transactionHash }) => transactionHash)).toEqual(
      run.journal.signed.slice(deployment.length).map(({ hash }) => hash),
    );
  });

  it("says why a transaction was refused, and goes on", async () => {
    run = new ExternalRun(evm);
    run.journal.ask(deployment);
    run.journal.ask([
      requestWithdrawalCall(ledger, 5, operator, 7n),
      closeBooksCall(market, [{ slot: settings.firstSlot + 9, orders: 0, bookRoot: filled(0) }]),
      mintCall(coin, operator, 1n),
    ]);
    await run.finish();
    const first = deployment.length;
    expect(run.refusals()).toEqual([
      `${first}: UnknownAccount(5, 4)`,
      `${first + 1}: SlotOutOfOrder(${settings.firstSlot + 9}, ${settings.firstSlot})`,
    ]);
    expect(run.journal.final.at(-1)?.status).toBe("success");
  });

  it("is not told more once a key is used elsewhere", async () => {
    run = new ExternalRun(evm);
    const rpc = connectJsonRpc(evm.rpcUrl);
    const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n };
    const call = { to: operator, data: "0x", gas: 21_000n } as const;
    const elsewhere = await signTransaction({
      ...{ privateKey: operatorKey, chainId, nonce: 0, ...call, ...fees },
    });
    await rpc.call("eth_sendRawTransaction", elsewhere.raw);
    rpc.close();
    await run.mine();
    run.journal.ask(deployment);
    await expect(run.step()).rejects.toMatchObject({ code: "foreign_transaction", nonce: 0 });
    expect(run.journal.signed).toEqual([]);
  });
});
