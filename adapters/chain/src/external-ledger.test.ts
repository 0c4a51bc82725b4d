import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callOf, TestPipeline } from "./testing/pipeline.js";
import { RpcRefusal } from "./testing/rpc-server.js";

let test: TestPipeline;

beforeEach(async () => {
  test = new TestPipeline();
  await test.node.start();
});

afterEach(() => test.end());

const codes = (problems: readonly { code: string }[]) => problems.map(({ code }) => code);
const statuses = () => test.journal.final.map(({ nonce, status }) => [nonce, status]);

/** What each raw transaction offers, in the order in which they were signed. */
function offers(nonce: number) {
  return test.journal.signed
    .filter((transaction) => transaction.nonce === nonce)
    .flatMap(({ fees }) => (fees.type === "legacy" ? [] : [fees]))
    .map(({ maxFeePerGas, maxPriorityFeePerGas }) => [maxFeePerGas, maxPriorityFeePerGas]);
}

describe("sending", () => {
  it("has many in flight, in nonce order, and journals each before it is sent", async () => {
    test.journal.ask([0, 1, 2, 3, 4].map(callOf));
    test.settings = { maxInFlight: 3 };
    expect(await test.step()).toMatchObject({ inFlight: 3, final: 0, problems: [] });
    expect(test.node.received).toEqual(test.journal.signed.map(({ raw }) => raw));
    expect(test.journal.signed.map(({ nonce }) => nonce)).toEqual([0, 1, 2]);
    await test.mine();
    expect(await test.step()).toMatchObject({ included: 3 });
    expect(test.journal.signed.map(({ nonce }) => nonce)).toEqual([0, 1, 2, 3, 4]);
  });

  it("sends nothing that could not be journalled", async () => {
    test.journal.ask([callOf(0)]);
    test.journal.aroundWrite = () => {
      throw new Error("the disk is full");
    };
    await expect(test.step()).rejects.toThrow("the disk is full");
    expect(test.node.received).toEqual([]);
  });

  it("takes nothing as final before its confirmations", async () => {
    test.journal.ask([callOf(0)]);
    await test.step();
    for (const expected of [[], [], [[0, "success"]]]) {
      await test.mine();
      await test.step();
      expect(statuses()).toEqual(expected);
    }
    expect(test.journal.final[0]?.block).toMatchObject({ number: 1, timestamp: 1001 });
  });

  it("waits until an action's instant has come on the chain, or some time later by the clock", async () => {
    const instant = (test.node.head.timestamp + 2) * 1000;
    test.now = instant - 1;
    test.journal.ask([callOf(0)], instant);
    test.journal.ask([callOf(1)], 0);
    await test.step();
    await test.mine();
    await test.step();
    expect(test.journal.signed).toEqual([]);
    await test.mine();
    await test.step();
    expect(test.journal.signed).toHaveLength(2);
    test.journal.ask([callOf(2)], instant + 60_000);
    test.now = instant + 60_000 + 14_999;
    await test.step();
    expect(test.journal.signed).toHaveLength(2);
    test.now += 1;
    await test.step();
    expect(test.journal.signed).toHaveLength(3);
  });

  it("goes on after a reverted transaction, and says why it was", async () => {
    test.journal.ask([0, 1].map(callOf));
    test.node.reverting.add(0);
    // Empty data is no reason, an error's bytes are; NotSettling() has no values.
    test.node.refuseCall = (block) =>
      block === "0x1" ? new RpcRefusal("execution reverted", 3, "0x39130d9f") : null;
    await test.step();
    await test.finish();
    expect(statuses()).toEqual([
      [0, "reverted"],
      [1, "success"],
    ]);
    expect(test.journal.final.map(({ revertReason }) => revertReason)).toEqual([
      "0x39130d9f",
      null,
    ]);
  });
});

describe("what the node answers", () => {
  it("is success when it has the transaction already", async () => {
    test.journal.ask([callOf(0)]);
    test.node.sendScript.push("already known");
    expect(await test.step()).toMatchObject({ problems: [] });
    await test.step();
    expect(test.node.received).toHaveLength(1);
  });

  it("is no success when the nonce is used, until a block shows by what", async () => {
    test.journal.ask([callOf(0)]);
    test.node.sendScript.push("nonce too low");
    expect(await test.step()).toMatchObject({ problems: [], included: 0 });
    await test.mine(5);
    await test.step();
    expect(statuses()).toEqual([]);
  });

  it("makes the next offer better when another transaction is in the way", async () => {
    test.journal.ask([callOf(0)]);
    test.node.sendScript.push("replacement transaction underpriced");
    await test.step();
    await test.step();
    expect(offers(0)).toHaveLength(1);
    await test.mine();
    await test.step();
    expect(offers(0)).toEqual([
      [16n, 2n],
      [18n, 3n],
    ]);
    await test.finish();
  });

  it("is a problem that names the account when it cannot pay, and is sent by itself later", async () => {
    test.journal.ask([0, 1].map(callOf));
    test.node.sendScript.push("insufficient funds for gas * price + value", "insufficient funds");
    const { problems } = await test.step();
    expect(codes(problems)).toEqual(["insufficient_funds"]);
    expect(problems[0]?.message).toContain(test.signer.address);
    await test.finish();
    expect(statuses()).toHaveLength(2);
    expect(test.journal.signed).toHaveLength(2);
  });

  it("is passed on when nobody foresaw it", async () => {
    test.journal.ask([callOf(0)]);
    test.node.sendScript.push("exceeds block gas limit");
    const { problems } = await test.step();
    expect(problems[0]?.message).toContain("exceeds block gas limit");
    await test.finish();
  });
});

describe("a re-organisation", () => {
  it("makes what it dropped be sent again, with the same bytes", async () => {
    test.journal.ask([0, 1, 2].map(callOf));
    await test.step();
    await test.mine();
    expect(await test.step()).toMatchObject({ included: 3, droppedBlocks: 0 });
    await test.mine();
    await test.step();
    test.node.received.length = 0;
    await test.node.reorganise(2);
    expect(await test.step()).toMatchObject({ included: 0, droppedBlocks: 2 });
    expect(test.node.received).toEqual(test.journal.signed.map(({ raw }) => raw));
    await test.finish();
    expect(test.node.mined()).toEqual(test.journal.signed.map(({ hash }) => hash));
    expect(test.journal.final.map(({ block }) => block.hash)).toEqual(
      test.journal.final.map(({ block }) => test.node.chain[block.number]?.hash),
    );
  });

  it("makes all be sent again, whatever the node says that it knows", async () => {
    test.journal.ask([callOf(0)]);
    await test.step();
    await test.mine();
    await test.step();
    test.node.knowsAll = true;
    await test.node.reorganise(1);
    await test.step();
    expect(test.node.received).toHaveLength(2);
  });

  it("leaves no receipt valid of a block that it dropped", async () => {
    test.journal.ask([callOf(0)]);
    await test.step();
    await test.mine(2);
    await test.step();
    await test.node.reorganise(2);
    await test.step();
    test.node.givesStaleReceipts = true;
    await test.mine();
    expect(await test.step()).toMatchObject({ included: 0, final: 0 });
    expect(statuses()).toEqual([]);
    test.node.givesStaleReceipts = false;
    await test.finish();
    expect(test.journal.final[0]?.block.number).toBe(4);
  });

  it("of blocks that nobody has looked into shows in what the node has forgotten", async () => {
    test.journal.ask([0, 1].map(callOf));
    await test.step();
    await test.mine();
    await test.node.reorganise(1);
    expect(await test.step()).toMatchObject({ droppedBlocks: 0, inFlight: 2 });
    expect(test.node.received).toHaveLength(4);
    await test.mine();
    expect(await test.step()).toMatchObject({ included: 2 });
  });

  it("behind what is confirmed is a loud end", async () => {
    test.journal.ask([0, 1].map(callOf));
    await test.step();
    await test.finish();
    test.journal.ask([callOf(2)]);
    await test.node.reorganise(3);
    await expect(test.step()).rejects.toMatchObject({ code: "confirmed_block_gone" });
    await expect(test.step()).rejects.toMatchObject({ code: "confirmed_block_gone" });
    expect(test.journal.signed).toHaveLength(2);
  });

  it("that happens while blocks are read is waited for", async () => {
    await test.step();
    await test.mine(3);
    const [, second] = test.node.chain.slice(-2);
    if (second !== undefined) second.parentHash = `0x${"ee".repeat(32)}`;
    await expect(test.step()).rejects.toMatchObject({ code: "rpc_unreachable", retryable: true });
  });
});

describe("the operator's account", () => {
  /** Something that this server did not sign is in a block. */
  async function useElsewhere(nonce: number) {
    const foreign = {
      raw: "0x",
      hash: `0x${"fe".repeat(32)}`,
      nonce,
      maxFee: 99n,
      priority: 9n,
    } as const;
    test.node.pool = [...test.node.pool.filter((own) => own.nonce !== nonce), foreign];
    await test.mine();
  }

  it("must not have been used before the first start", async () => {
    await useElsewhere(0);
    const problem = { code: "foreign_transaction", nonce: 0 };
    await expect(test.step()).rejects.toMatchObject(problem);
    await expect(test.step()).rejects.toMatchObject(problem);
  });

  it("must not be used beside the server: that is certain once the block is confirmed", async () => {
    test.journal.ask([0, 1].map(callOf));
    await test.step();
    await useElsewhere(0);
    await test.mine();
    await test.step();
    await test.mine();
    await expect(test.step()).rejects.toMatchObject({ code: "foreign_transaction", nonce: 0 });
    expect(test.journal.final).toEqual([]);
  });

  it("is not suspected while the node only lacks receipts", async () => {
    test.journal.ask([callOf(0)]);
    await test.step();
    test.node.hidesReceipts = true;
    await test.mine(2);
    expect(await test.step()).toMatchObject({ included: 0 });
    test.node.hidesReceipts = false;
    await test.mine();
    await test.step();
    expect(statuses()).toEqual([[0, "success"]]);
  });
});

describe("the node", () => {
  it("must be of the right chain", async () => {
    test.settings = { chainId: 2 };
    await expect(test.step()).rejects.toMatchObject({ code: "wrong_chain" });
  });

  it("may be behind after a restart, which is waited for", async () => {
    test.journal.ask([callOf(0)]);
    await test.step();
    await test.finish();
    const whole = test.node.chain;
    test.node.chain = whole.slice(0, 1);
    test.forget();
    await expect(test.step()).rejects.toMatchObject({ code: "ledger_behind", retryable: true });
    test.node.chain = whole;
    expect(await test.step()).toMatchObject({ problems: [] });
  });

  it("may go on while it is looked at, and keep no older state: then it is looked at again", async () => {
    test.journal.ask([callOf(0)]);
    await test.step();
    test.node.prunesState = true;
    test.node.beforeState = async () => {
      test.node.beforeState = async () => {};
      await test.mine(3);
    };
    await expect(test.step()).rejects.toMatchObject({ code: "ledger_moving", retryable: true });
    expect(await test.step()).toMatchObject({ final: 1, problems: [] });
  });

  it("that refuses without having gone on is not asked for ever", async () => {
    test.node.beforeState = async () => {
      throw new RpcRefusal("not today");
    };
    await expect(test.step()).rejects.toMatchObject({ code: "rpc_refused", retryable: false });
  });

  it("wants one confirmation at least to be asked for", () => {
    test.settings = { confirmations: 0 };
    expect(() => test.ledger).toThrow(RangeError);
  });
});
