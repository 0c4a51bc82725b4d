import { registerP256DeviceCall } from "@pumasi/chain";
import {
  checkSlotProof,
  fromHex,
  type OrderInput,
  p256Address,
  type ReadingInput,
  readBookLeaf,
  readReadingLeaf,
  type SlotProof,
} from "@pumasi/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishProof } from "../publish/publish-proof.js";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../testing/test-terms.js";

/** The challenge window, and the minute that the ledger's block may be later. */
const WINDOW = HOUR + 60_000;

let test: TestServer;
let neighbours: Neighbours;

/** Ann's device signs on P-256, Bob's on secp256k1; a day is lived through. */
beforeAll(async () => {
  test = await startTestServer(START);
  neighbours = await Neighbours.create(test, "mixed", {}, "1000000", "p256");
  await neighbours.liveThrough(FIRST_SLOT);
});

afterAll(() => test.close());

function annsPoint() {
  const { p256 } = neighbours.ann.signer;
  if (p256 === null) throw new Error("Ann's device signs on P-256");
  return p256;
}

const proofOf = (account: number) =>
  publishProof(test.context, neighbours.community.state, { slot: FIRST_SLOT, account });

function problemsOf(proof: SlotProof): string[] {
  const { keccak, recover: recoverSigner, verifyP256 } = test.context;
  const { steps } = checkSlotProof({ keccak, recoverSigner, verifyP256 }, proof);
  return steps.flatMap(({ what, problem }) => (problem === null ? [] : [what]));
}

/** The same order or reading with one bit of its signature turned round. */
function altered<T extends OrderInput | ReadingInput>(input: T, place: number): T {
  const { signature } = input;
  const digit = (Number.parseInt(signature[place] ?? "", 16) ^ 1).toString(16);
  return { ...input, signature: signature.slice(0, place) + digit + signature.slice(place + 1) };
}

describe("a device that signs on P-256", () => {
  it("is named on the ledger by its point", async () => {
    const { ann, community } = neighbours;
    const p256 = annsPoint();
    const device = p256Address(test.context.keccak, p256);
    expect(ann.signer.address).toBe(device);
    const call = registerP256DeviceCall(community.state.contracts.community, {
      ...{ p256, account: ann.account, fromSlot: FIRST_SLOT },
    });
    const actions = await neighbours.actionsOf("registerDevice");
    expect(actions.filter(({ data }) => data === call.data)).toMatchObject([
      { key: `${community.state.id}:registerDevice:${device}` },
    ]);
    expect(actions).toHaveLength(2);
  });

  it("orders, is metered and settled like any other", async () => {
    const { ann, bob } = neighbours;
    const { stage, orders, readings, lines } = await neighbours.published();
    expect(stage).toBe("metered");
    expect(orders.map(({ device }) => device)).toEqual([ann.signer.address, bob.signer.address]);
    expect(orders.map(({ signature }) => signature.slice(-2))).toEqual([
      "00",
      expect.stringMatching(/1b|1c/),
    ]);
    expect(readings?.map(({ quality }) => quality)).toEqual(["measured", "measured"]);
    expect(lines?.find(({ account }) => account === ann.account)).toMatchObject({
      deliveredBuy: "1",
    });
  });

  it("is not taken at another's word", async () => {
    const { community, ann, bob } = neighbours;
    const terms = { slot: FIRST_SLOT + 3, side: "buy" as const, energy: "1", limitPrice: "150" };
    const order = community.order(ann, terms);
    const forged = [
      altered(order, 10),
      altered(order, 100),
      altered(order, 131),
      { ...community.order({ ...ann, signer: bob.signer }, terms), device: ann.signer.address },
      { ...order, energy: "2" },
    ];
    const outcomes = await community.postOrders(...forged, order);
    expect(outcomes.map((own) => own.ok || own.problem.code)).toEqual([
      ...forged.map(() => "order_signature_invalid"),
      true,
    ]);
    const reading = neighbours.reading(ann, FIRST_SLOT);
    const [refused] = await community.postReadings(altered(reading, 70));
    expect(refused).toMatchObject({ problem: { code: "reading_signature_invalid" } });
  });

  it("is known after a restart", async () => {
    await test.reload();
    const { community, ann } = neighbours;
    expect(community.state.keyOf(ann.signer.address)).toEqual({
      ...{ device: ann.signer.address, p256: annsPoint() },
    });
    const terms = { slot: FIRST_SLOT + 4, side: "buy" as const, energy: "1", limitPrice: "150" };
    const [outcome] = await community.postOrders(community.order(ann, terms));
    expect(outcome?.ok).toBe(true);
  });

  it("is revoked like any other", async () => {
    const { community } = neighbours;
    const member = await community.addMember("100", "p256");
    const revoked = await community.operate(`/devices/${member.signer.address}/revocation`);
    expect(revoked.status).toBe(200);
    const terms = { slot: FIRST_SLOT + 5, side: "buy" as const, energy: "1", limitPrice: "150" };
    const [outcome] = await community.postOrders(community.order(member, terms));
    expect(outcome).toMatchObject({ problem: { code: "order_device_revoked" } });
  });
});

describe("the proof of a member whose device signs on P-256", () => {
  let proof: SlotProof;

  beforeAll(async () => {
    await neighbours.community.advanceTo(test.now + WINDOW);
    proof = await proofOf(neighbours.ann.account);
  });

  it("holds, and brings the device's key", () => {
    expect(problemsOf(proof)).toEqual([]);
    expect(proof.p256Keys).toEqual([annsPoint()]);
    const order = proof.orders[0]?.book;
    const reading = proof.readings[0];
    if (order === undefined || reading === undefined) throw new Error("Ann ordered and was read");
    const { address: device } = neighbours.ann.signer;
    const orderLeaf = readBookLeaf(fromHex(order.words), FIRST_SLOT, order.index);
    const readingLeaf = readReadingLeaf(fromHex(reading.words), FIRST_SLOT, reading.index);
    expect(orderLeaf).toMatchObject({ device, v: 0 });
    expect(readingLeaf).toMatchObject({ device, v: 0, baseline: { device, v: 0 } });
  });

  it("does not hold without the key, or with another", async () => {
    expect(problemsOf({ ...proof, p256Keys: [] })).toEqual(["order", "reading"]);
    const other = neighbours.community.p256Device("other").p256;
    if (other === null) throw new Error("a device on P-256 has a point");
    expect(problemsOf({ ...proof, p256Keys: [other] })).toEqual(["order", "reading"]);
    const { x, y } = annsPoint();
    expect(problemsOf({ ...proof, p256Keys: [{ x: y, y: x }] })).toEqual(["order", "reading"]);
  });

  it("holds no key where there is none to hold", async () => {
    const bobs = await proofOf(neighbours.bob.account);
    expect(problemsOf(bobs)).toEqual([]);
    expect(bobs.p256Keys).toEqual([]);
  });
});
