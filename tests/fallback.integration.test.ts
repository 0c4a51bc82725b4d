import { fallBackCall, readLedger, skipCall } from "@pumasi/chain";
import type { PumasiClient } from "@pumasi/client";
import { createRecoverSigner, loadKeccak, verifyP256 } from "@pumasi/crypto";
import {
  type AccountDescription,
  type CommunityDescription,
  checkSlotProof,
  type PublishedSlot,
  type SlotProof,
} from "@pumasi/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { searchChallenge } from "../apps/cli/src/verify/search-challenge.js";
import { type VerifiedInput, verifyCommunity } from "../apps/cli/src/verify/verify-community.js";
import { LedgerRun } from "../apps/server/src/testing/ledger-run.js";
import { Neighbours } from "../apps/server/src/testing/neighbours.js";
import { startTestServer, type TestServer } from "../apps/server/src/testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../apps/server/src/testing/test-terms.js";

/** What a stage may take, and a little more. */
const STAGE = 8 * 24 * HOUR + HOUR;
const [USUAL, AT_GRID, SKIPPED, AFTER] = [0, 1, 2, 3].map((place) => FIRST_SLOT + place) as [
  number,
  number,
  number,
  number,
];

let server: TestServer;
let run: LedgerRun;
let neighbours: Neighbours;
let honest: VerifiedInput;
let tools: Parameters<typeof verifyCommunity>[0];

/** A slot as usual; then the server is away for so long that one slot goes to the grid tariff and one is skipped; then it is back. */
beforeAll(async () => {
  server = await startTestServer(START);
  run = await LedgerRun.start(server);
  neighbours = await Neighbours.create(server, "late");
  const { community, bob } = neighbours;
  const { market } = community.state.contracts;
  await community.operate("/until", { untilSlot: AFTER + 1 });
  await neighbours.trade(AT_GRID);
  await neighbours.liveThrough(USUAL);
  await run.work();
  server.now = (AT_GRID + 1) * HOUR + STAGE;
  await run.send(community, bob, fallBackCall(market, AT_GRID));
  await run.send(community, bob, fallBackCall(market, SKIPPED));
  server.now += STAGE;
  await run.send(community, bob, skipCall(market, SKIPPED));
  for (const slot of [AT_GRID, SKIPPED, AFTER]) await neighbours.readBoth(slot);
  await run.restart();
  for (let step = 0; step < 3; step++) {
    await community.advanceTo(server.now + HOUR + 120_000);
    await run.work();
  }
  const keccak = await loadKeccak();
  tools = { keccak, recover: createRecoverSigner(keccak), verifyP256 };
  honest = await read();
}, 120_000);

afterAll(async () => {
  await run.stop();
  await server.close();
});

async function read(): Promise<VerifiedInput> {
  const { community } = neighbours;
  const { accounts } = (
    await community.ask<{ accounts: AccountDescription[] }>("GET", "/accounts", {
      asOperator: true,
    })
  ).body;
  const { chainId } = server.context.chain;
  const { contracts } = community.state;
  return {
    view: await readLedger({ rpcUrl: run.rpcUrl, chainId, contracts }),
    community: (await community.ask<CommunityDescription>("GET", "", { asOperator: true })).body,
    slots: await community.published(USUAL, AFTER + 1),
    periods: await community.periods(),
    memberships: accounts,
    accounts,
  };
}

const verify = (input: VerifiedInput) => verifyCommunity(tools, input, () => undefined);

test("verification takes what fell back for what the ledger says, and names it", () => {
  expect(verify(honest)).toEqual({
    ok: true,
    checked: { slots: 4, orders: 2, readings: 10, lines: 12, periods: 1, accounts: 6 },
    pending: 0,
    difference: null,
    notes: [
      expect.stringContaining("The challenge window is 3600 s"),
      `Slot ${AT_GRID} is settled at the grid tariff, as the ledger says: nothing was traded or shared in it.`,
      `Slot ${SKIPPED} was skipped on the ledger: nothing is settled in it.`,
    ],
  });
  expect(honest.periods[0]?.stage).toBe("settled");
});

test("every line of a slot at the grid tariff is proven by the ledger's own rules", async () => {
  const { community, ann, bob } = neighbours;
  for (const { account } of [ann, bob]) {
    const path = `/slots/${AT_GRID}/proofs/${account}`;
    const { body } = await community.ask<SlotProof>("GET", path, { asOperator: true });
    const { keccak, recover: recoverSigner } = tools;
    const checked = checkSlotProof({ keccak, recoverSigner, verifyP256 }, body);
    expect(checked.steps.filter(({ problem }) => problem !== null)).toEqual([]);
    expect(body).toMatchObject({ clearingHeader: null, orders: [] });
    expect(body.period).not.toBeNull();
  }
});

test("nothing of it can be challenged: it breaks no rule of the ledger's", async () => {
  const { community } = neighbours;
  const get = async (path: string) => (await community.ask("GET", path, { asOperator: true })).body;
  const client = {
    committedSlot: (_slug: string, slot: number) => get(`/slots/${slot}/leaves`),
    publishedSlot: (_slug: string, slot: number) => get(`/slots/${slot}/published`),
  } as unknown as PumasiClient;
  const view = structuredClone(honest.view);
  for (const slot of view.slots.values()) slot.isFinal = false;
  const remedy = await searchChallenge(tools, client, honest.community, view, null);
  expect(remedy).toEqual({ kind: "none", why: expect.stringContaining("breaks no rule") });
  // Had the slot before been skipped, its meters could not have gone on from there.
  const before = view.slots.get(USUAL);
  if (before === undefined) throw new Error("the slot is on the ledger");
  view.slots.set(USUAL, { ...before, state: "skipped", clearing: null, meterings: [] });
  const found = await searchChallenge(tools, client, honest.community, view, AT_GRID);
  expect(found).toMatchObject({ kind: "challenge", challenge: { fault: "ReadingNotContinued" } });
});

const slotOf = ({ slots }: VerifiedInput, slot: number): PublishedSlot => {
  const found = slots.find((one) => one.slot === slot);
  if (found === undefined) throw new Error(`slot ${slot} is published`);
  return found;
};

type Lie = [what: string, tell: (input: VerifiedInput) => void, says: string];

const LIES: Lie[] = [
  [
    "a slot at the grid tariff is a usual one",
    (input) => {
      slotOf(input, AT_GRID).fallback = null;
    },
    "fallback of the slot",
  ],
  [
    "a usual slot is at the grid tariff",
    (input) => {
      slotOf(input, USUAL).fallback = "grid-tariff";
    },
    "fallback of the slot",
  ],
  [
    "a slot at the grid tariff was skipped",
    (input) => {
      slotOf(input, AT_GRID).fallback = "skipped";
    },
    "fallback of the slot",
  ],
  [
    "somebody is settled better than at the grid tariff",
    (input) => {
      const line = slotOf(input, AT_GRID).lines?.[2];
      if (line !== undefined) line.supplierAmount = "-1";
    },
    "line: supplierAmount",
  ],
  [
    "there are contracts at the grid tariff",
    (input) => {
      slotOf(input, AT_GRID).trades = slotOf(input, USUAL).trades;
    },
    "number of contracts",
  ],
  [
    "a skipped slot has lines",
    (input) => {
      slotOf(input, SKIPPED).lines = slotOf(input, AT_GRID).lines;
    },
    "number of lines",
  ],
  [
    "a meter did not begin again after the skipped slot",
    (input) => {
      slotOf(input, AFTER).baselines = [];
    },
    "root of the readings",
  ],
];

test.each(LIES)("a lie is found: %s", (_what, tell, says) => {
  const { view, ...published } = honest;
  const copy: VerifiedInput = { ...structuredClone(published), view: structuredClone(view) };
  tell(copy);
  expect(verify(copy).difference?.what).toBe(says);
});

test("a server that has yet to follow the ledger is not called a liar", () => {
  const copy: VerifiedInput = { ...honest, view: structuredClone(honest.view) };
  copy.periods = [];
  copy.view.periods = [];
  const slots = structuredClone(honest.slots);
  const late = slotOf({ ...copy, slots }, SKIPPED);
  late.fallback = null;
  copy.slots = slots;
  const { pending, notes } = verify(copy);
  expect(pending).toBe(1);
  expect(notes).toContain(
    `The server has yet to follow the ledger: slot ${SKIPPED} fell back there.`,
  );
});
