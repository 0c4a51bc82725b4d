import { readLedger } from "@pumasi/chain";
import type { PumasiClient } from "@pumasi/client";
import { createRecoverSigner, loadKeccak, verifyP256 } from "@pumasi/crypto";
import {
  type AccountDescription,
  type CommunityDescription,
  checkSlotProof,
  type MemberDescription,
  type SlotProof,
} from "@pumasi/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { searchChallenge } from "../apps/cli/src/verify/search-challenge.js";
import { type VerifiedInput, verifyCommunity } from "../apps/cli/src/verify/verify-community.js";
import { LedgerRun } from "../apps/server/src/testing/ledger-run.js";
import { Neighbours } from "../apps/server/src/testing/neighbours.js";
import type { TestCommunity, TestMember } from "../apps/server/src/testing/test-community.js";
import { startTestServer, type TestServer } from "../apps/server/src/testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "../apps/server/src/testing/test-terms.js";

/** Bob is a member in two slots; then Cho moves in. The market ends two slots later. */
const MOVE = FIRST_SLOT + 2;
const LAST = FIRST_SLOT + 3;

let server: TestServer;
let run: LedgerRun;
let honest: Neighbours;
let cho: TestMember;
let liar: Neighbours;
let tools: Parameters<typeof verifyCommunity>[0];

beforeAll(async () => {
  server = await startTestServer(START);
  run = await LedgerRun.start(server);
  const keccak = await loadKeccak();
  tools = { keccak, recover: createRecoverSigner(keccak), verifyP256 };
  [honest, liar] = [await neighbours("moves"), await neighbours("lies")];
  const { community, bob } = honest;
  const { body } = await community.operate<MemberDescription>(`/members/${bob.member}/end`, {
    untilSlot: MOVE,
  });
  expect(body.untilSlot).toBe(MOVE);
  cho = await community.addMember("1000000", "secp256k1", "POD-1");
  endUntold(liar.community, liar.bob);
  for (let slot = FIRST_SLOT; slot <= LAST; slot++) await liveThrough(slot);
  for (let step = 0; step < 3; step++) {
    server.now += HOUR + 120_000;
    for (const { community: own } of [honest, liar]) await own.runDue();
    await run.work();
  }
}, 120_000);

afterAll(async () => {
  await run.stop();
  await server.close();
});

async function neighbours(slug: string): Promise<Neighbours> {
  const made = await Neighbours.create(server, slug);
  await made.community.operate("/until", { untilSlot: LAST + 1 });
  return made;
}

/** What a server does that wants a household's energy for nothing: it ends the membership in its own books only. */
function endUntold({ state }: TestCommunity, { meter }: TestMember): void {
  const own = state.meters.get(meter);
  if (own !== undefined) own.untilSlot = MOVE;
}

async function liveThrough(slot: number): Promise<void> {
  const isAfter = slot >= MOVE;
  if (!isAfter) for (const each of [honest, liar]) await each.trade(slot);
  server.now = (slot + 1) * HOUR;
  for (const each of [honest, liar]) {
    await each.community.runDue();
    if (slot === FIRST_SLOT) await each.readBoth(slot - 1);
    await each.readAnn(slot);
    if (!isAfter) await each.readBob(slot);
  }
  if (slot >= MOVE - 1) {
    const registers = { importRegister: `${slot}`, exportRegister: "0" };
    const [outcome] = await honest.community.postReadings(
      honest.community.reading(cho, { slot, ...registers }),
    );
    expect(outcome?.ok).toBe(true);
  }
  for (const { community } of [honest, liar]) await community.runDue();
}

async function read({ community }: Neighbours): Promise<VerifiedInput> {
  const { chainId } = server.context.chain;
  const { contracts } = community.state;
  const asOperator = { asOperator: true };
  const { accounts } = (
    await community.ask<{ accounts: AccountDescription[] }>("GET", "/accounts", asOperator)
  ).body;
  return {
    view: await readLedger({ rpcUrl: run.rpcUrl, chainId, contracts }),
    community: (await community.ask<CommunityDescription>("GET", "", asOperator)).body,
    slots: await community.published(FIRST_SLOT, LAST + 1),
    periods: await community.periods(),
    memberships: structuredClone(accounts),
    accounts,
  };
}

const verify = (input: VerifiedInput) => verifyCommunity(tools, input, () => undefined);

/** The honest input with another end said of an account. */
async function saying(account: number, untilSlot: number | null): Promise<VerifiedInput> {
  const input = await read(honest);
  return {
    ...input,
    memberships: input.memberships.map((own) =>
      own.account === account ? { account, untilSlot } : own,
    ),
  };
}

describe("a membership that ended on the ledger, too", () => {
  test("verifies, with who moved in, and is paid", async () => {
    const input = await read(honest);
    const { ok, difference, pending, checked } = verify(input);
    expect(difference).toBeNull();
    expect({ ok, pending }).toEqual({ ok: true, pending: 0 });
    expect(checked).toMatchObject({ slots: 4, periods: 1, accounts: 7 });
    expect(input.periods[0]?.stage).toBe("settled");
    const rules = input.slots.map(({ readings }) => readings?.map(({ rule }) => rule));
    const ended = ["", "membership-ended", ""];
    expect(rules).toEqual([["", ""], ["", ""], ended, ended]);
  });

  test("breaks no rule of the ledger's, and every line is proven by them", async () => {
    const { community, ann, bob } = honest;
    const asOperator = { asOperator: true };
    const get = async (path: string) => (await community.ask("GET", path, asOperator)).body;
    const client = {
      committedSlot: (_slug: string, slot: number) => get(`/slots/${slot}/leaves`),
      publishedSlot: (_slug: string, slot: number) => get(`/slots/${slot}/published`),
    } as unknown as PumasiClient;
    const { view, community: description } = await read(honest);
    for (const slot of view.slots.values()) slot.isFinal = false;
    const remedy = await searchChallenge(tools, client, description, view, null);
    expect(remedy).toEqual({ kind: "none", why: expect.stringContaining("breaks no rule") });
    const { keccak, recover: recoverSigner } = tools;
    for (const { account } of [ann, bob, cho]) {
      const proof = (await get(`/slots/${LAST}/proofs/${account}`)) as SlotProof;
      const { steps } = checkSlotProof({ keccak, recoverSigner, verifyP256 }, proof);
      expect(steps.filter(({ problem }) => problem !== null)).toEqual([]);
    }
  });
});

describe("a server that takes a household's energy for nothing is found", () => {
  test("where it says that the membership ended and the ledger does not", async () => {
    const input = await read(liar);
    const { account } = liar.bob;
    const said = input.memberships.find((own) => own.account === account);
    expect(said?.untilSlot).toBe(MOVE);
    expect(verify(input).difference).toEqual({
      ...{ slot: MOVE, period: null, account, what: "end of the membership" },
      expected: `every key of account ${account} ended by slot ${MOVE}`,
      found: `one is valid until slot ${2 ** 32 - 1}`,
    });
  });

  test("where it says nothing of an end", async () => {
    const input = await read(liar);
    const { account } = liar.bob;
    const memberships = input.memberships.map((own) => ({ ...own, untilSlot: null }));
    const { difference } = verify({ ...input, memberships });
    expect(difference).toMatchObject({ slot: MOVE, account });
    expect(difference?.found).toBe("membership-ended");
  });

  test("where a key of the household is valid a slot longer on the ledger", async () => {
    const input = await read(honest);
    for (const key of input.view.devices.values()) {
      if (key.account === honest.bob.account) key.untilSlot = MOVE + 1;
    }
    expect(verify(input).difference).toMatchObject({
      what: "end of the membership",
      found: `one is valid until slot ${MOVE + 1}`,
    });
  });

  test("where the end that it says is not the one it counted by", async () => {
    const { ann, bob } = honest;
    const later = verify(await saying(bob.account, MOVE + 1)).difference;
    expect(later).toMatchObject({ slot: MOVE, account: bob.account });
    const never = verify(await saying(bob.account, null)).difference;
    expect(never).toMatchObject({ slot: MOVE, account: bob.account });
    const another = verify(await saying(ann.account, MOVE)).difference;
    expect(another).toMatchObject({ account: ann.account, what: "end of the membership" });
  });
});
