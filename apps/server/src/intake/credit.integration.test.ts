import type { OrderOutcome } from "@pumasi/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestCommunity, type TestMember } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, type OrderTerms, START } from "../testing/test-terms.js";

let test: TestServer;
let community: TestCommunity;
let ann: TestMember;
let bob: TestMember;
let communities = 0;

const BUY: OrderTerms = { slot: FIRST_SLOT, side: "buy", energy: "1", limitPrice: "150" };
const SELL: OrderTerms = { slot: FIRST_SLOT, side: "sell", energy: "1", limitPrice: "100" };

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

beforeEach(async () => {
  test.now = START;
  community = await TestCommunity.create(test, `c${communities++}`);
  ann = await community.addMember("1000");
  bob = await community.addMember("1000");
});

const codeOf = (outcome: OrderOutcome | undefined) =>
  outcome?.ok === false ? outcome.problem.code : outcome?.ok;

describe("credit", () => {
  /** The most energy, at 200 a kWh, that Ann may still buy for a slot that is open. */
  const canBuy = async (slot: number, energy: string) => {
    const order = community.order(ann, { ...BUY, slot, energy, limitPrice: "200" });
    return codeOf((await community.postOrders(order))[0]);
  };

  it("is bound by live orders together, to the unit", async () => {
    expect(await canBuy(FIRST_SLOT, "3")).toBe(true);
    expect(await canBuy(FIRST_SLOT + 1, "2.000001")).toBe("order_credit_exceeded");
    expect(await canBuy(FIRST_SLOT + 1, "2")).toBe(true);
    expect(await canBuy(FIRST_SLOT + 2, "0.000001")).toBe("order_credit_exceeded");
  });

  it("is bound within one batch as between two", async () => {
    const orders = [3, 3].map((energy) =>
      community.order(ann, { ...BUY, energy: `${energy}`, limitPrice: "200" }),
    );
    const outcomes = await community.postOrders(...orders);
    expect(outcomes.map(codeOf)).toEqual([true, "order_credit_exceeded"]);
  });

  it("stays bound when the gate has closed, until the slot is metered", async () => {
    expect(await canBuy(FIRST_SLOT, "5")).toBe(true);
    await community.advanceTo(FIRST_SLOT * HOUR);
    expect(community.state.nextToClose).toBe(FIRST_SLOT + 1);
    expect(await canBuy(FIRST_SLOT + 3, "0.000001")).toBe("order_credit_exceeded");
  });

  it("is bound by what a metered slot left owing instead, until its period is paid", async () => {
    expect(await canBuy(FIRST_SLOT, "5")).toBe(true);
    const registers = { importRegister: "100", exportRegister: "0" };
    const at = (slot: number, importRegister: string) =>
      community.reading(ann, { ...registers, slot, importRegister });
    await community.advanceTo((FIRST_SLOT + 1) * HOUR);
    await community.postReadings(
      at(FIRST_SLOT - 1, "100"),
      at(FIRST_SLOT, "101"),
      community.reading(bob, { ...registers, slot: FIRST_SLOT - 1 }),
      community.reading(bob, { ...registers, slot: FIRST_SLOT }),
    );
    await community.runDue();
    expect(community.state.nextToMeter).toBe(FIRST_SLOT + 1);
    // A kWh from the supplier is owed: 200 of the 1000 are bound, 800 are free again.
    const slot = FIRST_SLOT + 5;
    expect(await canBuy(slot, "4.000001")).toBe("order_credit_exceeded");
    expect(await canBuy(slot, "4")).toBe(true);
    expect(await canBuy(slot, "0.000001")).toBe("order_credit_exceeded");
    await community.operate("/deposits", { account: ann.account, amount: "100" });
    expect(await canBuy(slot, "0.500001")).toBe("order_credit_exceeded");
    expect(await canBuy(slot, "0.5")).toBe(true);
  });

  it("does not stop orders that cannot cost anything", async () => {
    expect(await canBuy(FIRST_SLOT, "5")).toBe(true);
    const sell = community.order(ann, { ...SELL, slot: FIRST_SLOT + 1, energy: "4000000" });
    expect((await community.postOrders(sell)).map(codeOf)).toEqual([true]);
  });
});
