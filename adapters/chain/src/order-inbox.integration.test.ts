import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LedgerInconsistentError } from "./errors.js";
import { WrongChainError } from "./external-ledger-errors.js";
import { placeOrderCall } from "./inbox-calls.js";
import { OrderInbox, type Placement } from "./order-inbox.js";
import { registration, signOrder, termsInForce } from "./testing/market-members.js";
import {
  chainId,
  contracts,
  filled,
  operator,
  settings,
  startOf,
  strangerKey,
  TestOperator,
  terms,
} from "./testing/test-community.js";

const ledger = new TestOperator();
const slot = settings.firstSlot + 2;
/** The members' terms, with the fees that are registered. */
const inForce = {
  ...terms,
  buyerFee: Number(termsInForce.buyerFee),
  sellerFee: Number(termsInForce.sellerFee),
};

async function placementOf(nonce: number, limitPrice = 200_000): Promise<Placement> {
  const order = { slot, account: 4, side: "buy", limitPrice, energyUkwh: 500_000, nonce } as const;
  return { order: await signOrder(nonce, order), terms: inForce };
}

/** Nothing is signed here: the operator's address has sent transactions already. */
const signer = { address: operator, sign: () => filled(0) };
const connect = (changes: { chainId?: number; inbox?: typeof contracts.inbox } = {}) => {
  const { rpcUrl } = ledger.node;
  return OrderInbox.connect({ rpcUrl, chainId, inbox: contracts.inbox, signer, ...changes });
};

beforeAll(async () => {
  await ledger.start();
  await ledger.deploy(...registration);
});
afterAll(() => ledger.end());

describe("OrderInbox", () => {
  it("finds an order whoever placed it, and no other", async () => {
    const inbox = await connect();
    const placement = await placementOf(1);
    expect(await inbox.isPlaced(placement.order)).toBe(false);
    expect(await inbox.wouldRefuse(placement)).toBeNull();
    const call = placeOrderCall(contracts.inbox, placement.order, placement.terms);
    const mined = await ledger.mine(startOf(slot) - 1000, [call], strangerKey);
    expect(mined.receipts.map(({ status }) => status)).toEqual(["success"]);
    expect(await inbox.isPlaced(placement.order)).toBe(true);
    expect(await inbox.isPlaced((await placementOf(2)).order)).toBe(false);
    inbox.close();
  });

  it("knows beforehand what the contract refuses", async () => {
    const inbox = await connect();
    expect(await inbox.wouldRefuse(await placementOf(3, 1_000_001))).toBe(
      "PriceOutsideCap(1000001, 0, 1000000)",
    );
    inbox.close();
  });

  it("says that a transaction whose nonce another one took can never be mined, and sends it no more", async () => {
    const inbox = await connect();
    const lost = { raw: "0x00", hash: filled(1), nonce: 0 } as const;
    expect(await inbox.send(await placementOf(4), lost, 0)).toEqual({ state: "overtaken" });
    inbox.close();
  });

  it("takes neither another chain nor an address without an inbox for the community's", async () => {
    await expect(connect({ chainId: 1 })).rejects.toThrow(WrongChainError);
    const inbox = await connect({ inbox: operator });
    const { order } = await placementOf(5);
    await expect(inbox.isPlaced(order)).rejects.toThrow(LedgerInconsistentError);
    inbox.close();
  });
});
