import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Call, type GasKind, gasFor, itemsPerCall } from "./call.js";
import { approveCall, mintCall } from "./coin-calls.js";
import { registerAccountsCall, registerMetersCall } from "./community-calls.js";
import { type ClearingHeader, hashClearingHeader, type MeteringHeader } from "./headers.js";
import { commitPeriodCall, depositCall, setCreditLimitsCall, settleCall } from "./ledger-calls.js";
import { clearCall, closeBooksCall, finalizeCall, meterCall, remeterCall } from "./market-calls.js";
import { hashBatch, packDeltas } from "./settlement-batch.js";
import {
  contracts,
  filled,
  operator as operatorAccount,
  settings,
  startOf,
  TestOperator,
} from "./testing/test-community.js";

const accounts = 1000;
const systemAccounts = 4;
/** What the design promises for a slot's commitment, sent alone, and for one account's settlement. */
const freshCommitGas = 63_000;
const reusedCommitGas = 46_000;
/** A clearing's and a metering's event carries the whole header, so that auditors need no other source. */
const headerCommitGas = 50_000;
const batchedCommitGas = 26_000;
const settleGasPerAccount = 1600;

function book(slot: number) {
  return { slot, orders: 700, bookRoot: filled(0xab) };
}

function clearing(slot: number): ClearingHeader {
  return {
    ...book(slot),
    fillRoot: filled(0xac),
    price: 123_456_789n,
    energyUkwh: 250_000_000n,
    bid: { index: 300, price: 123_456_790n, fill: 250_000n },
    ask: { index: 301, price: 123_456_788n, fill: 250_000n },
    rulesVersion: 1,
    dataHash: filled(0xad),
  };
}

function metering(slot: number, version = 1): MeteringHeader {
  return {
    ...{ slot, version, meters: accounts, accounts, rulesVersion: 1 },
    clearingHash: hashClearingHeader(clearing(slot)),
    readingRoot: filled(0xae),
    lineRoot: filled(0xaf + version),
    sharingPrice: 120_000_000n,
    deliveredUkwh: 200_000_000n,
    sharedUkwh: 50_000_000n,
    dataHash: filled(0xb2),
  };
}

/** Every member gives or takes a little; neighbours cancel out. */
function period(number: number) {
  const change = BigInt(1000 + number);
  const changes = Array.from({ length: accounts }, (_, index) =>
    index < systemAccounts ? 0n : index % 2 === 0 ? change : -change,
  );
  return { period: number, batch: 0, firstWord: 0, deltas: packDeltas(changes) };
}

describe("gas", () => {
  const { community, market, ledger, coin } = contracts;
  const operator = new TestOperator();
  const first = settings.firstSlot;
  const used: Record<string, number> = {};

  /** Mines one call alone, at `time` or just after the last block, and keeps what it burned, which leaves a margin. */
  async function measure(name: string, time: number, call: Call) {
    const { receipts } = await operator.mine(Math.max(time, operator.node.head.timestamp + 1), [
      call,
    ]);
    expect(receipts[0]?.revertReason).toBeNull();
    used[name] = Number(receipts[0]?.gasUsed);
    expect(used[name]).toBeLessThan(Number(call.gas) * 0.9);
  }

  async function runSlot(name: string, slot: number) {
    await measure(`${name} close`, startOf(slot) - 900, closeBooksCall(market, [book(slot)]));
    await measure(`${name} clear`, startOf(slot) - 899, clearCall(market, [clearing(slot)]));
    await measure(`${name} meter`, startOf(slot + 1), meterCall(market, [metering(slot)]));
  }

  beforeAll(async () => {
    await operator.start();
    await operator.deploy();
    let time = operator.node.head.timestamp;
    const pseudonyms = Array.from({ length: accounts - systemAccounts }, (_, index) =>
      filled(1).replace(/.{4}$/, index.toString(16).padStart(4, "0")),
    ) as `0x${string}`[];
    for (let from = 0; from < pseudonyms.length; from += itemsPerCall("registerAccounts")) {
      const part = pseudonyms.slice(from, from + itemsPerCall("registerAccounts"));
      await measure(`register ${part.length}`, ++time, registerAccountsCall(community, part));
    }
    const members = pseudonyms.map((_, index) => index + systemAccounts);
    const meters = members.slice(0, itemsPerCall("registerMeters"));
    await measure("meters", ++time, registerMetersCall(community, meters));
    for (let from = 0; from < members.length; from += itemsPerCall("setCreditLimits")) {
      const part = members.slice(from, from + itemsPerCall("setCreditLimits"));
      const limits = part.map((account) => ({ account, limit: 1_000_000n }));
      await measure("limits", ++time, setCreditLimitsCall(ledger, limits));
    }
    await measure("mint", ++time, mintCall(coin, operatorAccount, 5n));
    await measure("approve", ++time, approveCall(coin, ledger, 5n));
    await measure("deposit", ++time, depositCall(ledger, 9, 5n));
    for (const [index, name] of ["fresh", "second"].entries()) {
      await runSlot(name, first + index);
      const corrected = metering(first + index, 2);
      const call = remeterCall(market, [corrected], [metering(first + index)]);
      await measure(`${name} remeter`, startOf(first + index + 1) + 1, call);
    }
  });

  afterAll(async () => {
    await operator.end();
    if (process.env.PUMASI_SHOW_GAS) console.table(used);
  });

  it("commits a slot in fewer units than promised, whatever the community's size", () => {
    expect(used["fresh close"]).toBeLessThan(freshCommitGas);
    expect(used["second close"]).toBeLessThan(freshCommitGas);
    for (const step of ["clear", "meter"]) {
      expect(used[`second ${step}`], step).toBeLessThan(headerCommitGas);
    }
    expect(used["second remeter"]).toBeLessThan(freshCommitGas);
  });

  it("settles a thousand accounts in fewer units each than promised", async () => {
    const windowEnd = startOf(first + 2) + 1 + settings.challengeWindowSeconds;
    await measure("finalize", windowEnd, finalizeCall(market, first + 2, 2));
    for (const number of [0, 1]) {
      const slots = { fromSlot: first + number, untilSlot: first + number + 1 };
      const batch = period(number);
      const batchHashes = [hashBatch(batch)];
      const commitment = { period: number, ...slots, periodRoot: filled(1), batchHashes };
      await measure(
        `commit ${number}`,
        windowEnd + 10 * number + 1,
        commitPeriodCall(ledger, commitment),
      );
      await measure(`settle ${number}`, windowEnd + 10 * number + 2, settleCall(ledger, batch));
    }
    expect(Number(used["settle 1"]) / accounts).toBeLessThan(settleGasPerAccount);
  });

  it("reuses a ring's word for less, and commits many slots at once for much less", async () => {
    const slots = Array.from({ length: settings.ringSize }, (_, index) => first + 2 + index);
    const last = slots.at(-1) ?? first;
    const fresh = slots.slice(0, -2);
    await measure("close many", startOf(last + 1), closeBooksCall(market, fresh.map(book)));
    await measure("clear many", 0, clearCall(market, fresh.map(clearing)));
    await measure(
      "meter many",
      0,
      meterCall(
        market,
        fresh.map((slot) => metering(slot)),
      ),
    );
    await measure("reused close", 0, closeBooksCall(market, [book(last - 1)]));
    await measure("reused clear", 0, clearCall(market, [clearing(last - 1)]));
    expect(used["reused close"]).toBeLessThan(reusedCommitGas);
    for (const step of ["clear many", "meter many"]) {
      expect(Number(used[step]) / fresh.length, step).toBeLessThan(batchedCommitGas);
    }
  });

  it("cuts what does not fit into a transaction", () => {
    const kinds: GasKind[] = ["registerAccounts", "closeBooks", "settle", "setCreditLimits"];
    for (const kind of kinds) {
      const most = itemsPerCall(kind);
      expect(gasFor(kind, most)).toBeLessThanOrEqual(16_700_000n);
      expect(() => gasFor(kind, most + 1)).toThrow(RangeError);
    }
  });
});
