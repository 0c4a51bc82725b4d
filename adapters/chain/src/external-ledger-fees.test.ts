import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callOf, TestPipeline } from "./testing/pipeline.js";

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

describe("fees", () => {
  it("doubles the base fee and adds what the node advises", async () => {
    test.journal.ask([callOf(0)]);
    await test.step();
    expect(offers(0)).toEqual([[16n, 2n]]);
  });

  it("falls back to the gas price where the node advises nothing", async () => {
    test.node.advice = null;
    test.journal.ask([callOf(0)]);
    await test.step();
    expect(offers(0)).toEqual([[16n, 2n]]);
  });

  it("pays nothing on a chain that asks nothing, and re-prices nothing there", async () => {
    Object.assign(test.node, { baseFee: 0n, advice: 5n, gasPrice: 0n });
    await test.mine();
    test.journal.ask([callOf(0)]);
    await test.step();
    expect(offers(0)).toEqual([[0n, 0n]]);
    test.node.pool = [];
    test.now += 60_000;
    await test.mine();
    await test.step();
    expect(offers(0)).toHaveLength(1);
    expect(test.node.received).toHaveLength(2);
    await test.finish();
  });

  it("signs the old kind of transaction where blocks have no base fee", async () => {
    test.node.baseFee = null;
    await test.mine();
    test.journal.ask([callOf(0)]);
    await test.step();
    expect(test.journal.signed[0]?.fees).toEqual({ type: "legacy", gasPrice: 9n });
    await test.finish();
    expect(statuses()).toEqual([[0, "success"]]);
  });
});

describe("a transaction that is left out", () => {
  async function getStuck() {
    test.journal.ask([0, 1].map(callOf));
    await test.step();
    test.node.baseFee = 40n;
    await test.mine();
    test.now += 59_999;
    await test.step();
    expect(test.journal.signed).toHaveLength(2);
    test.now += 1;
  }

  it("is re-priced by an eighth at least in both fees, with those behind it that pay too little", async () => {
    await getStuck();
    await test.step();
    expect(offers(0)).toEqual([
      [16n, 2n],
      [82n, 3n],
    ]);
    expect(offers(1)).toHaveLength(2);
    await test.finish();
    const taken = test.journal.final.map(({ transactionHash }) => transactionHash);
    expect(taken).toEqual(test.journal.signed.slice(2).map(({ hash }) => hash));
  });

  it("is final by whichever of its transactions was taken", async () => {
    await getStuck();
    const first = structuredClone(test.node.pool);
    await test.step();
    test.node.pool = first;
    test.node.baseFee = 7n;
    await test.finish();
    const taken = test.journal.final.map(({ transactionHash }) => transactionHash);
    expect(taken).toEqual(test.journal.signed.slice(0, 2).map(({ hash }) => hash));
  });

  it("stays at the highest price, and says so", async () => {
    test.settings = { maxFeePerGas: 17n };
    await getStuck();
    test.node.received.length = 0;
    const { problems } = await test.step();
    expect(codes(problems)).toEqual(["fee_cap_reached", "fee_cap_reached"]);
    expect(problems[0]?.message).toContain("the ledger asks 82 per unit of gas, and at most 17");
    expect(test.journal.signed).toHaveLength(2);
    expect(test.node.received).toHaveLength(2);
  });

  it("is signed at the highest price while that pays the base fee, and else not at all", async () => {
    test.settings = { maxFeePerGas: 10n };
    test.journal.ask([callOf(0)]);
    await test.step();
    expect(offers(0)).toEqual([[10n, 2n]]);
    test.journal.ask([callOf(1)]);
    test.node.baseFee = 11n;
    await test.mine();
    expect(codes((await test.step()).problems)).toEqual(["fee_cap_reached"]);
    expect(offers(1)).toEqual([]);
  });

  it("is not re-priced while no block is made that could have held it", async () => {
    test.journal.ask([callOf(0)]);
    await test.step();
    test.now += 600_000;
    await test.step();
    expect(test.journal.signed).toHaveLength(1);
    expect(test.node.received).toHaveLength(2);
  });
});
