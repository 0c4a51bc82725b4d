import { type ClearingHeader, hashClearingHeader, type MeteringHeader } from "@pumasi/protocol";
import { keccak256 } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Call, type GasKind, gasFor, itemsPerCall } from "./call.js";
import { approveCall, mintCall } from "./coin-calls.js";
import { registerAccountsCall, registerMetersCall } from "./community-calls.js";
import { commitPeriodCall, depositCall, setCreditLimitsCall, settleCall } from "./ledger-calls.js";
import { clearCall, closeBooksCall, finalizeCall, meterCall, remeterCall } from "./market-calls.js";
import { hashBatch, packDeltas } from "./settlement-batch.js";
import {
  contracts,
  filled,
  operator as operatorAccount,
  rulesCall,
  settings,
  startOf,
  TestOperator,
} from "./testing/test-community.js";

const accounts = 1000;
const systemAccounts = 4;
/** What the design promises for each of a slot's commitments, sent alone, and for one account's settlement. */
const freshCommitGas = 63_000;
const reusedCommitGas = 46_000;
const batchedCommitGas = 26_000;
const settleGasPerAccount = 1600;

function book(slot: number) {
  return { slot, orders: 700, bookRoot: filled(0xab) };
}

/** No field is zero, whose bytes would be cheaper. */
function clearing(slot: number): ClearingHeader {
  const level = { levelFilledUkwh: 71_234_567, levelOfferedUkwh: 91_234_567 };
  const side = { fillUkwh: 61_234_567, ...level, cut: { remainder: 51_234_567, index: 271 } };
  return {
    ...book(slot),
    fillRoot: filled(0xac),
    price: 123_456_789,
    energyUkwh: 2_501_234_567,
    bid: { index: 300, price: 123_456_790, ...side },
    ask: { index: 301, price: 123_456_788, ...side },
    rulesVersion: 1,
    dataHash: filled(0xad),
  };
}

function metering(slot: number, version = 1): MeteringHeader {
  const cut = { remainder: 51_234_567, index: 271 };
  return {
    ...{ slot, version, meters: accounts, accounts, rulesVersion: 1, price: 123_456_789 },
    clearingHash: hashClearingHeader((bytes) => keccak256(bytes, "bytes"), clearing(slot)),
    readingRoot: filled(0xae),
    lineRoot: filled(0xaf + version),
    sharingPrice: 120_123_456,
    deliveredUkwh: 2_001_234_567,
    sharedUkwh: 501_234_567,
    weightBuyUkwh: 2_001_234_567,
    weightSellUkwh: 2_101_234_567,
    importedUkwh: 2_901_234_567,
    exportedUkwh: 2_801_234_567,
    ...{ deliveredBuyCut: cut, deliveredSellCut: cut, sharedBuyCut: cut, sharedSellCut: cut },
    offeredUkwh: 0,
    contractedUkwh: 2_501_234_567,
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
    await operator.deploy(rulesCall);
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

  it("commits each stage of a slot in fewer units than promised, whatever the community's size", () => {
    for (const name of ["fresh", "second"]) {
      for (const step of ["close", "clear", "meter", "remeter"]) {
        expect(used[`${name} ${step}`], `${name} ${step}`).toBeLessThanOrEqual(freshCommitGas);
      }
    }
  });

  it("settles a thousand accounts in fewer units each than promised", async () => {
    const windowEnd = startOf(first + 2) + 1 + settings.challengeWindowSeconds;
    await measure("finalize", windowEnd, finalizeCall(market, first + 2, 2));
    for (const number of [0, 1]) {
      const batch = period(number);
      const slots = { fromSlot: first + number, untilSlot: first + number + 1 };
      const header = { period: number, ...slots, accounts, root: filled(1) };
      await measure(`commit ${number}`, 0, commitPeriodCall(ledger, header, [hashBatch(batch)]));
      const due = operator.node.head.timestamp + settings.challengeWindowSeconds;
      await measure(`settle ${number}`, due, settleCall(ledger, batch));
    }
    expect(Number(used["settle 1"]) / accounts).toBeLessThanOrEqual(settleGasPerAccount);
  });

  it("reuses a ring's word for less, and commits many slots at once for much less", async () => {
    // The two slots before are paid: of these, the last one stands where the first of all stood.
    const slots = Array.from({ length: settings.ringSize - 1 }, (_, index) => first + 2 + index);
    const fresh = slots.slice(0, -1);
    const last = first + settings.ringSize;
    expect(slots.at(-1)).toBe(last);
    await measure("close many", startOf(last + 1), closeBooksCall(market, fresh.map(book)));
    await measure("clear many", 0, clearCall(market, fresh.map(clearing)));
    const meterings = fresh.map((slot) => metering(slot));
    await measure("meter many", 0, meterCall(market, meterings));
    await measure("reused close", 0, closeBooksCall(market, [book(last)]));
    await measure("reused clear", 0, clearCall(market, [clearing(last)]));
    await measure("reused meter", 0, meterCall(market, [metering(last)]));
    for (const step of ["close", "clear", "meter"]) {
      expect(used[`reused ${step}`], step).toBeLessThanOrEqual(reusedCommitGas);
    }
    for (const step of ["clear", "meter"]) {
      expect(Number(used[`${step} many`]) / fresh.length, step).toBeLessThan(batchedCommitGas);
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
