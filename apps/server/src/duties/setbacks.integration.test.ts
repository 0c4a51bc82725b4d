import { challengeCalls } from "@pumasi/chain";
import {
  type Evidence,
  encodeMeteringHeader,
  fromHex,
  hashRules,
  judgedTerms,
  ledgerTerms,
  MerkleTree,
} from "@pumasi/protocol";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { describeServer } from "../publish/describe-server.js";
import { publishLeaves } from "../publish/publish-leaves.js";
import { LedgerRun } from "../testing/ledger-run.js";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { HOUR, START, TERMS } from "../testing/test-terms.js";

/** Whether the operator's program gives the first member money that is not its own. */
const program = vi.hoisted(() => ({ isWrong: false }));

vi.mock("@pumasi/protocol", async (original) => {
  const protocol = await original<typeof import("@pumasi/protocol")>();
  const settleMeteredSlot: typeof protocol.settleMeteredSlot = (input) => {
    const settled = protocol.settleMeteredSlot(input);
    const line = settled.settlement.lines.find(({ account }) => account === 4);
    if (program.isWrong && line !== undefined) line.tradeAmount += 1n;
    return settled;
  };
  return { ...protocol, settleMeteredSlot };
});

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

/** A slot that is settled wrongly, and proven so on the ledger. */
beforeEach(async () => {
  const firstSlot = Math.ceil(test.now / HOUR) + 2;
  neighbours = await Neighbours.create(test, `c${communities++}`, { firstSlot });
  await neighbours.community.operate("/until", { untilSlot: firstSlot + 1 });
  program.isWrong = true;
  await neighbours.liveThrough(firstSlot);
  await run.work();
  await prove();
});

/** Bob proves that Ann's line is wrong. */
async function prove(): Promise<void> {
  const { community, ann, bob, firstSlot } = neighbours;
  const { keccak, open } = test.context;
  const { contracts, rules } = community.state;
  const committed = await publishLeaves(keccak, open.database, community.state, firstSlot);
  const { meteringHeader } = await neighbours.slotRow(firstSlot);
  const [first] = rules;
  const lines = committed.metering?.lines ?? [];
  if (meteringHeader === null || first === undefined) throw new Error("the slot is not metered");
  const tree = new MerkleTree(
    keccak,
    lines.map((words) => keccak(fromHex(words))),
  );
  const index = ann.account;
  const leaf = { words: fromHex(lines[index] ?? "0x"), index, proof: tree.proof(index) };
  const hash = hashRules(keccak, 1, firstSlot, TERMS);
  const evidence: Evidence = {
    ...{ judge: "judgeLines", rule: "UniformPriceRule", lines: [leaf], keys: [] },
    header: encodeMeteringHeader(meteringHeader),
    terms: judgedTerms(ledgerTerms(first, contracts.uniformPriceRule, hash)),
  };
  const options = { recordedOn: [], salt: `0x${"5a".repeat(32)}` } as const;
  const calls = challengeCalls(contracts.court, bob.signer.address, evidence, options);
  await run.send(community, bob, calls.commit);
  await run.send(community, bob, calls.reveal);
}

async function warnings(): Promise<string> {
  const { communities: described } = await describeServer(test.server, "");
  const { slug } = neighbours.community;
  return (described.find((one) => one.slug === slug)?.warnings ?? []).join();
}

const actions = (kind: string) => run.outcomes(neighbours.community, kind);

/** The next hours, with all that is due in them. */
async function waitOut(): Promise<void> {
  for (let step = 0; step < 3; step++) {
    await neighbours.community.advanceTo(test.now + HOUR + 120_000);
    await run.work();
  }
}

it("a slot that was proven wrong is counted again by a program that is right now, and becomes final", async () => {
  const { community, firstSlot } = neighbours;
  expect(await warnings()).toContain("(LineAmountWrong) It will be counted again.");
  program.isWrong = false;
  await run.restart();
  await community.runDue();
  await run.work();
  expect(await actions("meter")).toEqual(["mined"]);
  expect(await actions("remeter")).toEqual(["mined"]);
  expect(await warnings()).toContain(`Slot ${firstSlot} went back to "cleared"`);
  expect(await warnings()).toContain("recorded anew");
  await waitOut();
  expect(await actions("settle")).toEqual(["mined"]);
  expect(await warnings()).toBe("");
});

it("a slot for which the records give the same again is left, with a warning, until it is late", async () => {
  await neighbours.community.runDue();
  await run.restart();
  await waitOut();
  expect(await actions("meter")).toEqual(["mined"]);
  expect(await actions("remeter")).toEqual([]);
  expect(await actions("finalize")).toEqual([]);
  expect(await neighbours.stage(neighbours.firstSlot)).toBe("metered");
  expect(await warnings()).toContain("The records give nothing else, so nothing was sent again");
  expect(await actions("fallBack")).toEqual([]);
  await run.restart();
  await neighbours.community.advanceTo(test.now + 8 * 24 * HOUR);
  await run.work();
  expect(await actions("fallBack")).toEqual(["mined"]);
  await waitOut();
  expect(await neighbours.published(neighbours.firstSlot)).toMatchObject({
    ...{ stage: "paid", fallback: "grid-tariff", version: 2 },
  });
  expect(await actions("settle")).toEqual(["mined"]);
  expect(await warnings()).toBe("");
});
