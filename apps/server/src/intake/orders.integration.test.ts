import { tables } from "@pumasi/database";
import { nextLogHead, type OrderOutcome, type OrderReceipt, ZERO_HASH } from "@pumasi/protocol";
import { and, eq } from "drizzle-orm";
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

function receiptOf(outcome: OrderOutcome | undefined): OrderReceipt {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.receipt;
}

const codeOf = (outcome: OrderOutcome | undefined) =>
  outcome?.ok === false ? outcome.problem.code : outcome?.ok;

/** The first slot's accepted orders in sequence. */
function book() {
  const { order } = tables;
  return test.context.open.database
    .select()
    .from(order)
    .where(and(eq(order.communityId, community.state.id), eq(order.slot, FIRST_SLOT)))
    .orderBy(order.sequence);
}

describe("an accepted order", () => {
  it("has a receipt that the server signed over its place and the log's head", async () => {
    const inputs = [community.order(ann, BUY), community.order(bob, SELL)];
    const receipts = (await community.postOrders(...inputs)).map(receiptOf);
    const rows = await book();
    let head = ZERO_HASH;
    for (const [sequence, receipt] of receipts.entries()) {
      const { typedData, receiptSigner } = community.state;
      const digest = rows[sequence]?.digest ?? ZERO_HASH;
      head = nextLogHead(test.context.keccak, head, digest);
      expect(receipt).toMatchObject({ sequence, orderDigest: digest, logHead: head });
      expect(receipt.signer).toBe(receiptSigner);
      const signed = typedData.receiptDigest(receipt);
      expect(test.context.recover(signed, receipt.signature)).toBe(receiptSigner);
    }
    expect(receipts).toHaveLength(2);
  });

  it("gives the same receipt again, in one batch and after a restart", async () => {
    const order = community.order(ann, BUY);
    const [first, twin] = await community.postOrders(order, { ...order });
    expect([first?.ok && first.repeated, twin?.ok && twin.repeated]).toEqual([false, true]);
    await test.reload();
    const [again] = await community.postOrders(order);
    expect(again).toEqual(twin);
    expect(receiptOf(twin)).toEqual(receiptOf(first));
    expect(await book()).toHaveLength(1);
  });

  it("gives its receipt again when its gate has closed and its key was revoked", async () => {
    const order = community.order(ann, BUY);
    const [first] = await community.postOrders(order);
    await community.operate(`/devices/${ann.signer.address}/revocation`);
    await community.advanceTo(FIRST_SLOT * HOUR);
    const [again] = await community.postOrders(order);
    expect(receiptOf(again)).toEqual(receiptOf(first));
  });

  it("is the only one with its nonce", async () => {
    const order = community.order(ann, BUY);
    await community.postOrders(order);
    const other = community.order(ann, { ...BUY, energy: "2", nonce: order.nonce });
    const elsewhere = community.order(ann, { ...BUY, slot: FIRST_SLOT + 1, nonce: order.nonce });
    const bobs = community.order(bob, { ...BUY, nonce: order.nonce });
    const outcomes = await community.postOrders(other, elsewhere, bobs);
    expect(outcomes.map(codeOf)).toEqual(["order_nonce_replayed", "order_nonce_replayed", true]);
  });
});

describe("a batch of orders", () => {
  it("is answered in the request's order, and numbered by account and nonce", async () => {
    const [a0, a1] = [community.order(ann, BUY), community.order(ann, BUY)];
    const [b0, b1] = [community.order(bob, SELL), community.order(bob, SELL)];
    const spoilt = { ...community.order(ann, BUY), energy: "3" };
    const outcomes = await community.postOrders(b1, a1, spoilt, b0, a0);
    expect(codeOf(outcomes[2])).toBe("order_signature_invalid");
    expect([outcomes[4], outcomes[1], outcomes[3], outcomes[0]].map(receiptOf)).toMatchObject(
      [0, 1, 2, 3].map((sequence) => ({ sequence })),
    );
    const rows = await book();
    expect(rows.map(({ sequence, account, nonce }) => [sequence, account, nonce])).toEqual([
      [0, ann.account, a0.nonce],
      [1, ann.account, a1.nonce],
      [2, bob.account, b0.nonce],
      [3, bob.account, b1.nonce],
    ]);
    const [next] = await community.postOrders(community.order(ann, BUY));
    expect(receiptOf(next).sequence).toBe(4);
  });

  it("numbers every slot's book by itself", async () => {
    const orders = [0, 1, 0, 1].map((later) =>
      community.order(ann, { ...BUY, slot: FIRST_SLOT + later }),
    );
    const receipts = (await community.postOrders(...orders)).map(receiptOf);
    expect(receipts.map(({ sequence }) => sequence)).toEqual([0, 0, 1, 1]);
  });

  it("refuses the later of two own orders that cross, and only that", async () => {
    const sell = community.order(ann, SELL);
    const crossing = community.order(ann, { ...BUY, limitPrice: "100" });
    const below = community.order(ann, { ...BUY, limitPrice: "99.999999" });
    const outcomes = await community.postOrders(sell, crossing, below);
    expect(outcomes.map(codeOf)).toEqual([true, "order_crosses_own", true]);
  });

  it("counts its refusals by market hour", async () => {
    const spoilt = () => ({ ...community.order(ann, BUY), energy: "3" });
    await community.postOrders(spoilt(), spoilt());
    await community.postOrders(spoilt());
    const { body } = await community.ask<{ refusals: unknown[] }>("GET", "/refusals", {
      asOperator: true,
    });
    expect(body.refusals).toMatchObject([
      { code: "order_signature_invalid", count: 3, hour: new Date(START).toISOString() },
    ]);
  });
});
