import type { OrderInput } from "@pumasi/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestCommunity, type TestMember } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, type OrderTerms, START } from "../testing/test-terms.js";
import { Intake } from "./intake.js";

const BUY: OrderTerms = { slot: FIRST_SLOT, side: "buy", energy: "1", limitPrice: "150" };

let test: TestServer;
let community: TestCommunity;
let ann: TestMember;
let bob: TestMember;
let atWork: Set<string>;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

beforeEach(async () => {
  community = await TestCommunity.create(test, `c${communities++}`);
  ann = await community.addMember();
  bob = await community.addMember();
  atWork = new Set([ann.signer.address, bob.signer.address]);
});

/** An intake of its own, which waits for whoever is at work. */
function intake(): Intake {
  return new Intake(test.context, community.state, { devicesAtWork: () => atWork }, () => {});
}

/** Posts orders and tells whether they have been answered. */
function post(into: Intake, ...orders: OrderInput[]) {
  const posted = { isAnswered: false, sequences: Promise.resolve<number[]>([]) };
  posted.sequences = into.postOrders(orders).then((outcomes) => {
    posted.isAnswered = true;
    return outcomes.map((outcome) => (outcome.ok ? outcome.receipt.sequence : -1));
  });
  return posted;
}

/** Lets everything that is ready run: whatever waits for a gateway still waits afterwards. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await test.context.writer.exclusive(async () => {});
  }
}

describe("the intake's barrier", () => {
  it("waits until every device at work has posted", async () => {
    const into = intake();
    const bobs = post(into, community.order(bob, BUY));
    await settle();
    expect(bobs.isAnswered).toBe(false);
    const anns = post(into, community.order(ann, BUY));
    expect(await anns.sequences).toEqual([0]);
    expect(await bobs.sequences).toEqual([1]);
  });

  it("numbers orders alike, whoever was quicker", async () => {
    for (const order of [[0, 1, 2] as const, [2, 1, 0] as const, [1, 0, 2] as const]) {
      community = await TestCommunity.create(test, `c${communities++}`);
      ann = await community.addMember();
      bob = await community.addMember();
      atWork = new Set([ann.signer.address, bob.signer.address]);
      const into = intake();
      const [first, second, third] = [ann, ann, bob].map((by) => community.order(by, BUY));
      const batches = [[first], [second], [third]] as OrderInput[][];
      const posted = new Map(order.map((index) => [index, post(into, ...(batches[index] ?? []))]));
      const sequences = [0, 1, 2].map((index) => posted.get(index as 0 | 1 | 2)?.sequences);
      expect(await Promise.all(sequences)).toEqual([[0], [1], [2]]);
    }
  });

  it("lets the batch go when the device that was waited for comes to rest", async () => {
    const into = intake();
    const anns = post(into, community.order(ann, BUY));
    await settle();
    expect(anns.isAnswered).toBe(false);
    atWork.delete(bob.signer.address);
    into.schedule();
    expect(await anns.sequences).toEqual([0]);
  });

  it("answers readings at once, and keeps orders until all have posted theirs or rest", async () => {
    const into = intake();
    const bobs = post(into, community.order(bob, BUY));
    const registers = { slot: FIRST_SLOT, importRegister: "1", exportRegister: "1" };
    const readings = into.postReadings([community.reading(ann, registers)]);
    expect(await readings).toMatchObject([{ ok: false, problem: { code: "reading_from_future" } }]);
    await settle();
    expect(bobs.isAnswered).toBe(false);
    const anns = post(into, community.order(ann, BUY));
    expect(await anns.sequences).toEqual([0]);
    expect(await bobs.sequences).toEqual([1]);
  });

  it("holds nobody up when nobody is at work", async () => {
    atWork.clear();
    expect(await post(intake(), community.order(bob, BUY)).sequences).toEqual([0]);
  });
});

describe("the intake", () => {
  it("takes what comes while a batch is being written into the next one", async () => {
    atWork.clear();
    const into = intake();
    const posted = [];
    for (let count = 0; count < 20; count++) {
      posted.push(post(into, community.order(ann, BUY)));
      if (count % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const sequences = await Promise.all(posted.map((one) => one.sequences));
    expect(sequences.flat().sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
  });

  it("answers a batch that could not be written with its failure, and goes on", async () => {
    atWork.clear();
    const into = intake();
    const order = community.order(ann, BUY);
    const { database } = test.context.open;
    const transaction = database.transaction;
    database.transaction = async () => {
      throw new Error("the connection ended");
    };
    try {
      await expect(into.postOrders([order])).rejects.toThrow("the connection ended");
    } finally {
      database.transaction = transaction;
    }
    expect(await post(into, order).sequences).toEqual([0]);
  });
});
