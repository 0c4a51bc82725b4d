import {
  encodeBookHeader,
  encodeClearingHeader,
  encodeMeteringHeader,
  findChallenge,
  judge,
} from "@pumasi/protocol";
import { keccak256 } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordHasHash } from "./slot-word.js";
import {
  type Forgery,
  type MarketSlot,
  makeSlot,
  signedOrders,
} from "./testing/committed-market.js";
import { elementAt } from "./testing/element-at.js";
import { honestEvidence } from "./testing/honest-evidence.js";
import { context, deviceKeyOf, signReceipt, stranger } from "./testing/market-members.js";
import { MarketRun, recordedSince } from "./testing/market-run.js";
import { meteringForgeries } from "./testing/metering-forgeries.js";
import { p256PointOf } from "./testing/p256-keys.js";
import { deploymentTerms, settings } from "./testing/test-community.js";
import { reordered, type SlotForgery, tradeForgeries } from "./testing/trade-forgeries.js";

const run = new MarketRun();
let nextSlot = settings.firstSlot;

beforeAll(() => run.start());
afterAll(async () => {
  await run.end();
  if (process.env.PUMASI_SHOW_GAS) console.table(run.gasUsed);
});

/** Makes the next slot and records all its stages. */
async function recordNext(forgery: Forgery = {}): Promise<MarketSlot> {
  const made = await makeSlot(nextSlot, forgery);
  nextSlot += 1;
  await run.record(made);
  return made;
}

/** The header whose hash is in the word again. */
function headerBelow({ book, clearing }: MarketSlot, back: SlotForgery["back"]): Uint8Array | null {
  if (back === "grid") return null;
  return back === "booked" ? encodeBookHeader(book) : encodeClearingHeader(clearing);
}

/** Finds what a recorded slot breaks in all that is published, and proves it on the ledger. */
async function expectProven(
  made: MarketSlot,
  expected: Omit<SlotForgery, "name" | "forgery">,
  also: Pick<Partial<MarketSlot["shown"]>, "receipts" | "before"> = {},
): Promise<void> {
  const { slot, shown } = made;
  const { judge: kind, fault, back } = expected;
  const found = findChallenge(context, { ...shown, ...also });
  expect(found).toMatchObject({ ok: true, challenge: { judge: kind, fault } });
  if (!found.ok || found.challenge === null) throw new Error("There is no challenge.");
  const outcome = await run.challenge(found.challenge, recordedSince(made, kind));
  expect(outcome).toMatchObject({
    reason: null,
    proven: [{ slot, version: 1, fault, challenger: stranger }],
    gained: deploymentTerms.bondPerSlot / 2n,
  });
  const word = await run.word(slot);
  expect(word).toMatchObject({ state: back, version: 1, time: run.time });
  const below = headerBelow(made, back);
  if (word !== null && below !== null) expect(wordHasHash(word, keccak256(below))).toBe(true);
  const view = await run.view();
  expect(view.slots.get(slot)).toMatchObject({ state: back, voids: [{ time: run.time }] });
}

it("reads a key's point where it signs on P-256, and none where it does not", async () => {
  const { devices } = await run.view();
  const points = [...devices.values()].map(({ account, p256 }) => [account, p256]);
  const point = p256PointOf(deviceKeyOf(6));
  expect(points).toEqual([
    [4, null],
    [5, null],
    [6, point],
    [7, null],
  ]);
});

describe("a slot that is true but for one thing goes back, and costs its bond", () => {
  it("a reading that does not go on where the slot before ended", async () => {
    const before = (await recordNext()).shown.metering;
    const made = await recordNext({
      metered: (metered) => {
        elementAt(metered, 2).importedUkwh += 100;
      },
    });
    const fault = "ReadingNotContinued";
    await expectProven(made, { judge: "judgeContinuity", fault, back: "cleared" }, { before });
  });

  it("an order that stands where another one has a receipt", async () => {
    const [receipted] = await signedOrders(nextSlot);
    const made = await recordNext(reordered(0, { nonce: 99 }));
    const receipts = receipted === undefined ? [] : [await signReceipt(receipted)];
    const fault = "ReceiptBroken";
    await expectProven(made, { judge: "judgeReceipt", fault, back: "grid" }, { receipts });
  });

  it.each([...tradeForgeries, ...meteringForgeries])("$name", async ({ forgery, ...expected }) => {
    await expectProven(await recordNext(forgery), expected);
  });
});

describe("an honest slot", () => {
  it("stands, whatever evidence is brought", async () => {
    const before = await recordNext();
    const made = await recordNext();
    const orders = await signedOrders(made.slot);
    const receipts = await Promise.all(orders.map((order) => signReceipt(order)));
    const shown = { ...made.shown, receipts, before: before.shown.metering };
    expect(findChallenge(context, shown)).toEqual({ ok: true, challenge: null });
    const kinds = new Set<string>();
    for (const evidence of honestEvidence(shown)) {
      kinds.add(evidence.judge);
      expect(judge(context, evidence)).toBeNull();
      const since = recordedSince(made, evidence.judge);
      expect(await run.challenge(evidence, since)).toMatchObject({
        ...{ reason: "NothingProven()", proven: [], gained: 0n },
      });
    }
    expect(kinds.size).toBe(9);
    expect(await run.word(made.slot)).toMatchObject({ state: "metered", version: 1 });
    const words = encodeMeteringHeader(made.metering);
    expect((await run.view()).slots.get(made.slot)?.meterings).toMatchObject([
      { hash: keccak256(words) },
    ]);
  });

  it("stands against leaves that are not its own", async () => {
    const { slot, shown } = await recordNext();
    const other = await makeSlot(slot, elementAt(meteringForgeries, 0).forgery);
    const found = findChallenge(context, other.shown);
    if (!found.ok || found.challenge?.judge !== "judgeReadings") throw new Error("No challenge.");
    const evidence = { ...found.challenge, header: shown.metering.header };
    expect(judge(context, evidence)).toBe("proof_invalid");
    const { reason } = await run.challenge(evidence);
    expect(reason).toBe("ProofInvalid(2)");
    const twice = { ...evidence, readings: [evidence.readings, evidence.readings].flat() };
    expect(judge(context, twice)).toBe("evidence_malformed");
    expect((await run.challenge(twice)).reason).toBe("EvidenceMalformed()");
  });
});
