import { encodeErrorResult, type Hex } from "viem";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ledgerAbi, marketAbi } from "./contracts.gen.js";
import { finalizeCall } from "./market-calls.js";
import { callOf, TestPipeline } from "./testing/pipeline.js";
import { RpcRefusal } from "./testing/rpc-server.js";
import { contracts } from "./testing/test-community.js";
import { boundFunctions, healedByTime, isTimeBound, refusedUntil } from "./time-bound-calls.js";

const bound = finalizeCall(contracts.market, 5, 1);

describe("time-bound calls", () => {
  it("are named as the contracts name them", () => {
    const named = (kind: string) =>
      [...marketAbi, ...ledgerAbi].flatMap((entry) =>
        entry.type === kind && "name" in entry ? [entry.name] : [],
      );
    expect(boundFunctions.filter((name) => !named("function").includes(name as never))).toEqual([]);
    expect(healedByTime.filter((name) => !named("error").includes(name as never))).toEqual([]);
    expect([isTimeBound(bound.data), isTimeBound(callOf(1).data), isTimeBound("0x")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("are refused until the time that the refusal names", () => {
    expect(refusedUntil("ChallengeWindowOpen(4, 1000, 1060)")).toBe(1060);
    expect(refusedUntil("WrongSlotState(4, 1, 2)")).toBeNull();
    expect(refusedUntil("out of gas")).toBeNull();
  });
});

describe("a time-bound call waits", () => {
  let test: TestPipeline;
  let opensAt: number;

  beforeEach(async () => {
    test = new TestPipeline();
    await test.node.start();
    opensAt = 2000;
    test.now = 0;
    test.node.refuseCall = () => {
      const time = test.node.head.timestamp;
      if (time >= opensAt) return null;
      const args = [4, BigInt(time), BigInt(opensAt)] as const;
      const data: Hex = encodeErrorResult({
        abi: marketAbi,
        errorName: "ChallengeWindowOpen",
        args,
      });
      return new RpcRefusal("execution reverted", 3, data);
    };
  });

  afterEach(() => test.end());

  const signed = () => test.journal.signed.map(({ nonce }) => nonce);

  it("until all before it is final and the ledger would take it, and holds up what comes after it", async () => {
    test.journal.ask([callOf(0), bound, callOf(2)]);
    await test.step();
    for (let block = 0; block < 6; block++) {
      expect(signed()).toEqual([0]);
      await test.mine();
      await test.step();
    }
    expect(test.journal.final).toHaveLength(1);
    await test.node.mine(opensAt);
    await test.step();
    expect(signed()).toEqual([0, 1, 2]);
  });

  it("until all before it is final, also when the ledger would take it at once", async () => {
    test.node.refuseCall = () => null;
    test.journal.ask([callOf(0), bound]);
    await test.step();
    for (const included of [1, 1]) {
      await test.mine();
      expect(await test.step()).toMatchObject({ included });
      expect(signed()).toEqual([0]);
    }
    await test.mine();
    await test.step();
    expect(signed()).toEqual([0, 1]);
  });

  it("by the clock where no block is made for want of transactions", async () => {
    test.journal.ask([bound]);
    test.now = opensAt * 1000 + 14_999;
    await test.step();
    expect(signed()).toEqual([]);
    test.now += 1;
    await test.step();
    expect(signed()).toEqual([0]);
  });

  it("not when it is refused for another reason, which must show", async () => {
    test.node.refuseCall = () => new RpcRefusal("execution reverted", 3, "0x");
    test.journal.ask([bound]);
    await test.step();
    expect(signed()).toEqual([0]);
  });
});
