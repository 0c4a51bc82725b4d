import { approveCall, type DemandKind, demandCall, postReadingCall } from "@pumasi/chain";
import { tables } from "@pumasi/database";
import type { ReadingInput } from "@pumasi/protocol";
import { parseKwh } from "@pumasi/quantities";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeServer } from "../publish/describe-server.js";
import { LedgerRun, MEMBERS_COINS } from "../testing/ledger-run.js";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { HOUR, START } from "../testing/test-terms.js";

let test: TestServer;
let run: LedgerRun;
let neighbours: Neighbours;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
  run = await LedgerRun.start(test);
});

afterAll(async () => {
  await run.stop();
  await test.close();
});

/** Two slots: one with everything in, one that lacks Ann's reading and is metered with a substitute. */
beforeEach(async () => {
  const firstSlot = Math.ceil(test.now / HOUR) + 2;
  neighbours = await Neighbours.create(test, `c${communities++}`, { firstSlot });
  const { community, ann } = neighbours;
  await community.operate("/until", { untilSlot: firstSlot + 2 });
  await run.endow(community, ann);
  const { bondCoin, demands } = community.state.contracts;
  await run.send(community, ann, approveCall(bondCoin, demands, MEMBERS_COINS));
  await neighbours.liveThrough(firstSlot);
  await neighbours.trade(firstSlot + 1);
  await neighbours.endOf(firstSlot + 1);
  await neighbours.readBob(firstSlot + 1);
  await community.advanceTo(test.now + 2 * HOUR);
  await run.work();
});

/** Whatever was told to the ledger, it took. */
afterEach(async () => {
  const { ledgerAction } = tables;
  const failed = await test.context.open.database
    .select({ kind: ledgerAction.kind, reason: ledgerAction.reason })
    .from(ledgerAction)
    .where(eq(ledgerAction.status, "failed"));
  expect(failed).toEqual([]);
});

function demand(kind: DemandKind, slot: number, index: number): Promise<void> {
  const { community, ann } = neighbours;
  const call = demandCall(community.state.contracts.demands, { kind, slot, index });
  return run.send(community, ann, call);
}

const answers = () => run.outcomes(neighbours.community, "answerDemand");
const stages = async () => {
  const { firstSlot } = neighbours;
  const slots = await neighbours.community.published(firstSlot, firstSlot + 2);
  return slots.map(({ stage }) => stage);
};

async function warnings(): Promise<string[]> {
  const { communities: described } = await describeServer(test.server, "");
  const { slug } = neighbours.community;
  return described.find((one) => one.slug === slug)?.warnings ?? [];
}

/** To the end of the windows, and a little more. */
const waitOut = () => neighbours.community.advanceTo(test.now + HOUR + 120_000);

function numbersOf(reading: ReadingInput) {
  const [imported, exported] = [parseKwh(reading.importRegister), parseKwh(reading.exportRegister)];
  if (!imported.ok || !exported.ok) throw new Error("a register cannot be read");
  return { ...reading, importRegisterUkwh: imported.value, exportRegisterUkwh: exported.value };
}

/** Ann posts the reading on the ledger that the server lacks, at so much imported. */
async function post(importRegister?: string): Promise<void> {
  const { community, ann, firstSlot } = neighbours;
  const usual = neighbours.reading(ann, firstSlot + 1);
  const { exportRegister } = usual;
  const reading =
    importRegister === undefined
      ? usual
      : community.reading(ann, { slot: firstSlot + 1, importRegister, exportRegister });
  const { inbox } = community.state.contracts;
  await run.send(community, ann, postReadingCall(inbox, numbersOf(reading), null));
}

describe("a demand", () => {
  it("for any leaf of a slot is answered, and holds the slot back until then", async () => {
    const { community, ann, firstSlot } = neighbours;
    for (const kind of ["line", "reading", "fill", "book"] as const) {
      await demand(kind, firstSlot, kind === "line" ? neighbours.bob.account : 0);
    }
    await demand("line", firstSlot + 1, 1_000_000);
    await waitOut();
    expect(await stages()).toEqual(["final", "metered"]);
    expect(await run.outcomes(community, "finalize")).toEqual([]);
    expect(await answers()).toEqual(Array(5).fill("waiting"));
    await run.work();
    expect(await answers()).toEqual(Array(5).fill("mined"));
    await community.runDue();
    expect(await stages()).toEqual(["paid", "paid"]);
    await run.work();
    expect(await run.outcomes(community, "finalize")).toEqual(["mined"]);
    const coins = await run.coinsOf(community, ann.signer.address);
    expect(coins).toBe(MEMBERS_COINS - 5_000_000n);
    await waitOut();
    await run.work();
    expect(await run.outcomes(community, "settle")).toEqual(["mined"]);
  });

  it("is answered once by a server that is killed before and after it has put the answer down", async () => {
    const { community, bob, firstSlot } = neighbours;
    await demand("line", firstSlot, bob.account);
    await run.restart();
    await neighbours.community.runDue();
    expect(await answers()).toEqual(["waiting"]);
    await run.restart();
    await neighbours.community.runDue();
    expect(await answers()).toEqual(["waiting"]);
    await run.work();
    await run.restart();
    await neighbours.community.runDue();
    await run.work();
    expect(await answers()).toEqual(["mined"]);
    expect(community.state.hasDuties).toBe(false);
  });

  it("about the period under way is answered before its batches are applied", async () => {
    const { community, ann, firstSlot } = neighbours;
    await waitOut();
    await run.work();
    await demand("period", 0, ann.account);
    await demand("period-slot", firstSlot + 1, ann.account);
    await demand("batch", 0, 0);
    await waitOut();
    expect(await run.outcomes(community, "settle")).toEqual([]);
    await run.work();
    expect(await answers()).toEqual(["mined", "mined", "mined"]);
    await community.runDue();
    await run.work();
    expect(await run.outcomes(community, "settle")).toEqual(["mined"]);
  });

  it("that nobody can answer is a warning", async () => {
    const { firstSlot } = neighbours;
    const { demand: demands } = tables;
    const { community } = neighbours;
    const row = { communityId: community.state.id, id: 900, kind: "inbox-order", slot: firstSlot };
    await test.context.open.database
      .insert(demands)
      .values({ ...row, index: 7, status: "open" as const });
    await test.reload();
    await community.runDue();
    expect(await answers()).toEqual([]);
    expect((await warnings()).join()).toContain("Demand 900 on the ledger (inbox-order");
    await test.context.open.database.delete(demands).where(eq(demands.id, 900));
  });
});

describe("a reading that is posted on the ledger", () => {
  const qualities = async () => {
    const { readings } = await neighbours.published(neighbours.firstSlot + 1);
    return readings?.map(({ quality }) => quality);
  };

  it("replaces the substitute, and its demand is answered", async () => {
    const { community } = neighbours;
    expect(await qualities()).toEqual(["substituted", "measured"]);
    await post();
    await community.runDue();
    expect(await qualities()).toEqual(["measured", "measured"]);
    await run.work();
    expect(await answers()).toEqual(["mined"]);
    await waitOut();
    await run.work();
    await community.runDue();
    expect(await stages()).toEqual(["paid", "paid"]);
  });

  it("counts also where it goes back behind the register before", async () => {
    await post("1");
    await run.restart();
    await neighbours.community.runDue();
    expect(await qualities()).toEqual(["measured", "measured"]);
    await run.work();
    expect(await answers()).toEqual(["mined"]);
  });
});
