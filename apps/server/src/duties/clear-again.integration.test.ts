import { challengeCalls } from "@pumasi/chain";
import {
  type Evidence,
  encodeClearingHeader,
  encodeMeteringHeader,
  hashRules,
  judgedTerms,
  ledgerTerms,
} from "@pumasi/protocol";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { LedgerRun } from "../testing/ledger-run.js";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { HOUR, START, TERMS } from "../testing/test-terms.js";

/** Whether the operator's program clears at a price that does not follow from the book. */
const program = vi.hoisted(() => ({ isWrong: false }));

vi.mock("@pumasi/protocol", async (original) => {
  const protocol = await original<typeof import("@pumasi/protocol")>();
  const commitClearing: typeof protocol.commitClearing = (keccak, input) => {
    const committed = protocol.commitClearing(keccak, input);
    if (program.isWrong) committed.header.price += 1;
    return committed;
  };
  return { ...protocol, commitClearing };
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

beforeEach(async () => {
  const firstSlot = Math.ceil(test.now / HOUR) + 2;
  neighbours = await Neighbours.create(test, `c${communities++}`, { firstSlot });
  await neighbours.community.operate("/until", { untilSlot: firstSlot + 1 });
  program.isWrong = true;
});

/** Bob proves that the clearing is wrong. */
async function prove(): Promise<void> {
  const { community, bob, firstSlot } = neighbours;
  const { contracts, rules } = community.state;
  const { clearingHeader, meteringHeader } = await neighbours.slotRow(firstSlot);
  const [first] = rules;
  if (clearingHeader === null || first === undefined) throw new Error("the slot is not cleared");
  const hash = hashRules(test.context.keccak, 1, firstSlot, TERMS);
  const evidence: Evidence = {
    ...{ judge: "judgeClearing", rule: "UniformPriceRule", positions: [] },
    header: encodeClearingHeader(clearingHeader),
    terms: judgedTerms(ledgerTerms(first, contracts.uniformPriceRule, hash)),
  };
  const recordedOn = meteringHeader === null ? [] : [encodeMeteringHeader(meteringHeader)];
  const options = { recordedOn, salt: `0x${"5a".repeat(32)}` } as const;
  const calls = challengeCalls(contracts.court, bob.signer.address, evidence, options);
  await run.send(community, bob, calls.commit);
  await run.send(community, bob, calls.reveal);
}

const actions = (kind: string) => run.outcomes(neighbours.community, kind);

/** The next hours, with all that is due in them. */
async function waitOut(): Promise<void> {
  for (let step = 0; step < 3; step++) {
    await neighbours.community.advanceTo(test.now + HOUR + 120_000);
    await run.work();
  }
}

/** Cleared twice, metered by the second clearing, contracted at the right price, and paid. */
async function expectPaid(): Promise<void> {
  const { firstSlot } = neighbours;
  const { clearingHeader, meteringHeader } = await neighbours.slotRow(firstSlot);
  expect([clearingHeader?.price, meteringHeader?.price]).toEqual([117_500_000, 117_500_000]);
  expect(await actions("clear")).toEqual(["mined", "mined"]);
  await waitOut();
  expect(await neighbours.stage(firstSlot)).toBe("paid");
  expect(await neighbours.published(firstSlot)).toMatchObject({
    fallback: null,
    trades: [{ energy: "1", price: "117.5" }],
  });
  expect(await actions("settle")).toEqual(["mined"]);
}

it("a slot whose clearing was proven wrong after it was metered is cleared and metered again", async () => {
  const { firstSlot } = neighbours;
  await neighbours.liveThrough(firstSlot);
  await run.work();
  await prove();
  expect(neighbours.community.state.setBack.get(firstSlot)).toBe("booked");
  program.isWrong = false;
  await run.restart();
  await neighbours.community.runDue();
  await run.work();
  expect([await actions("meter"), await actions("remeter")]).toEqual([["mined"], ["mined"]]);
  await expectPaid();
});

it("a slot whose clearing was proven wrong before it was metered is cleared again, and metered when it is over", async () => {
  const { community, firstSlot } = neighbours;
  await neighbours.trade(firstSlot);
  await community.advanceTo(firstSlot * HOUR - 600_000);
  await run.work();
  await prove();
  program.isWrong = false;
  await community.runDue();
  await run.restart();
  await neighbours.endOf(firstSlot);
  await neighbours.readBoth(firstSlot - 1);
  await neighbours.readBoth(firstSlot);
  await neighbours.community.runDue();
  await run.work();
  expect([await actions("meter"), await actions("remeter")]).toEqual([["mined"], []]);
  await expectPaid();
});

it("a clearing that comes out the same again is not sent: the slot is left", async () => {
  const { firstSlot } = neighbours;
  await neighbours.liveThrough(firstSlot);
  await run.work();
  await prove();
  await run.restart();
  await waitOut();
  expect(await actions("clear")).toEqual(["mined"]);
  expect(await actions("finalize")).toEqual([]);
  expect(neighbours.community.state.setBack.get(firstSlot)).toBe("booked");
});
