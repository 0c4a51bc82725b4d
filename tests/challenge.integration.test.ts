import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectJsonRpc, type LedgerView, operatorAddress, readLedger } from "@pumasi/chain";
import { PumasiClient } from "@pumasi/client";
import { nodeTransport } from "@pumasi/client/node";
import { loadKeccak } from "@pumasi/crypto";
import { type Fault, faultNumber, hashText } from "@pumasi/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DEMO_SLUG } from "../apps/cli/src/demo/demo-community.js";
import { readRunFile } from "../apps/cli/src/supervise/run-file.js";
import { copyOf, pause, runHalfADemo, tamper } from "./half-run-demo.js";
import { type PumasiRun, runPumasi, startPumasi } from "./run-pumasi.js";

const folder = mkdtempSync(join(tmpdir(), "pumasi-challenge-"));
const stopped = join(folder, "demo");
const keyFile = join(folder, "challenger.key");
const challengerKey = `0x${"c4".repeat(32)}` as const;

/** How long a started community may take until a slot that was cleared is metered on the ledger, wall ms. */
const PATIENCE_MS = 120_000;

let cleared: number;
let running: PumasiRun | null = null;

beforeAll(async () => {
  writeFileSync(keyFile, `${challengerKey}\n`, { mode: 0o600 });
  await runHalfADemo(stopped);
  const traded = await tamper(stopped, (ask) =>
    ask("SELECT slot FROM slot WHERE stage = 'cleared' AND contracted_ukwh > 0 ORDER BY slot"),
  );
  cleared = Number(traded.at(-1)?.slot);
  expect(cleared).toBeGreaterThan(0);
}, 300_000);

afterEach(() => stop());

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function stop(): Promise<void> {
  running?.child.kill("SIGTERM");
  await running?.ended;
  running = null;
}

async function readOwnLedger(data: string): Promise<LedgerView> {
  const client = new PumasiClient({ transport: nodeTransport(readRunFile(data)?.url ?? "") });
  const { rpcUrl, chainId } = await client.ledger();
  const { contracts } = await client.community(DEMO_SLUG);
  return readLedger({ rpcUrl, chainId, contracts });
}

/** Lets the community go on at its usual speed until the ledger has a metering of the slot. */
async function goOnUntilMetered(data: string, slot: number): Promise<void> {
  running = startPumasi(["start", "--data", data, "--port", "0"]);
  await untilOnLedger(data, slot, "metered");
}

/** Waits until the running community's ledger has the slot in a state. */
async function untilOnLedger(data: string, slot: number, wanted: string): Promise<void> {
  if (running === null) throw new Error("nothing runs");
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const state = await readOwnLedger(data).then(
      ({ slots }) => slots.get(slot)?.state,
      () => "not there yet",
    );
    if (state === wanted) return;
    const problem = `slot ${slot} is ${state}:\n${running.output()}${running.errors()}`;
    if (performance.now() > until || running.child.exitCode !== null) throw new Error(problem);
    await pause(250);
  }
}

async function verify(data: string, ...flags: string[]) {
  const { code, output, errors } = await runPumasi("verify", "--data", data, "--json", ...flags);
  if (output === "") throw new Error(`verify said nothing, ${code}:\n${errors}`);
  const findings = JSON.parse(output);
  const [community] = findings.communities;
  return { code, findings, remedy: community.remedy, sent: community.sent };
}

/** A log of a transaction by its event's signature. */
async function logOf(data: string, hash: string, event: string) {
  const keccak = await loadKeccak();
  const client = new PumasiClient({ transport: nodeTransport(readRunFile(data)?.url ?? "") });
  const rpc = connectJsonRpc((await client.ledger()).rpcUrl);
  try {
    const receipt = await rpc.call("eth_getTransactionReceipt", hash);
    const { logs } = receipt as { logs: { topics: string[]; data: string }[] };
    const log = logs.find(({ topics }) => topics[0] === hashText(keccak, event));
    if (log === undefined) throw new Error(`transaction ${hash} has no ${event}`);
    const words = log.data.slice(2).match(/.{64}/g) ?? [];
    return { topics: log.topics.slice(1), words: words.map((word) => BigInt(`0x${word}`)) };
  } finally {
    rpc.close();
  }
}

const topicOf = (value: number | string) => `0x${BigInt(value).toString(16).padStart(64, "0")}`;

interface Fraud {
  what: string;
  /** Changes what the server will commit; gives the slot in which it will be wrong. */
  commit(data: string): Promise<number>;
  says: RegExp;
  fault: Fault;
  /** What the slot is on the ledger once it is proven. */
  state: "cleared" | "grid";
}

/** What two bids got in a cleared slot, given to one another before it is settled. */
function swapFills(data: string): Promise<number> {
  return tamper(data, async (ask) => {
    const orders = await ask(
      `SELECT sequence, (slot.fills ->> sequence)::int AS fill FROM market_order JOIN slot USING (community_id, slot)
       WHERE slot = ${cleared} AND side = 'buy' ORDER BY sequence`,
    );
    const one = orders.find(({ fill }) => Number(fill) > 0);
    const other = orders.find(({ fill }) => Number(fill) > 0 && fill !== one?.fill);
    await ask(
      `UPDATE slot SET fills = jsonb_set(jsonb_set(fills, '{${one?.sequence}}', '${other?.fill}'), '{${other?.sequence}}', '${one?.fill}')
       WHERE slot = ${cleared}`,
    );
    return cleared;
  });
}

const FRAUDS: Fraud[] = [
  {
    what: "contracts that were never made",
    commit: swapFills,
    says: /fill of order/,
    fault: "LineContractWrong",
    state: "cleared",
  },
  {
    what: "another price than was cleared",
    commit: (data) =>
      tamper(data, async (ask) => {
        await ask(`UPDATE slot SET price = price + 1000 WHERE slot = ${cleared}`);
        return cleared;
      }),
    says: /tradeAmount/,
    fault: "ClearingMismatch",
    state: "cleared",
  },
  {
    what: "an order that nobody signed",
    commit: (data) =>
      tamper(data, async (ask) => {
        await ask("DROP TRIGGER market_order_append_only ON market_order");
        await ask(
          `UPDATE market_order SET energy_ukwh = energy_ukwh + 1 WHERE slot = ${cleared + 1} AND sequence = 0`,
        );
        return cleared + 1;
      }),
    says: /signer of order 0/,
    fault: "OrderSignatureInvalid",
    state: "grid",
  },
  {
    what: "an order that nobody signed on P-256",
    commit: (data) =>
      tamper(data, async (ask) => {
        await ask("DROP TRIGGER market_order_append_only ON market_order");
        const changed = await ask(
          `UPDATE market_order SET energy_ukwh = energy_ukwh + 1 WHERE slot = ${cleared + 1} AND device IN
             (SELECT device FROM device WHERE p256 IS NOT NULL) RETURNING signature`,
        );
        // Its v, on that curve.
        expect(changed).toMatchObject([{ signature: expect.stringMatching(/00$/) }]);
        return cleared + 1;
      }),
    says: /signer of order/,
    fault: "OrderSignatureInvalid",
    state: "grid",
  },
];

describe("a fraud that the server commits is undone by whoever finds it", () => {
  test.each(FRAUDS)("$what", { timeout: 300_000 }, async ({ what, commit, says, fault, state }) => {
    const data = copyOf(stopped, what.replaceAll(" ", "-"));
    const slot = await commit(data);
    await goOnUntilMetered(data, slot);
    const before = await readOwnLedger(data);
    expect(before.slots.get(slot)).toMatchObject({ state: "metered", voids: [], isFinal: false });

    const seen = await verify(data);
    expect(seen.code).toBe(1);
    expect(seen.findings.difference).toMatchObject({ slot, what: expect.stringMatching(says) });
    expect(seen.remedy).toMatchObject({ kind: "challenge", slot, fault });
    expect(seen.sent).toBeNull();

    const challenged = await verify(data, "--challenge", "--key-file", keyFile);
    expect(challenged.code).toBe(1);
    const hash = challenged.sent.challenged;
    const fellBack = state === "grid";
    // A slot that fell back is metered at the grid tariff as soon as the server sees that. Where its records still say what
    // was voided, it leaves the slot.
    if (fellBack) await untilOnLedger(data, slot, "metered");
    const undone = (await readOwnLedger(data)).slots.get(slot);
    expect(undone).toMatchObject(
      fellBack ? { meterings: [{ version: 2 }] } : { state, meterings: [] },
    );
    expect(undone?.clearing === null).toBe(fellBack);
    expect(undone?.voids).toMatchObject([{ transactionHash: hash }]);

    const challenger = operatorAddress(challengerKey);
    const proven = await logOf(data, hash, "ChallengeProven(uint32,uint8,uint8,address)");
    expect(proven.topics).toEqual([topicOf(slot), topicOf(challenger)]);
    expect(proven.words).toEqual([expect.anything(), BigInt(faultNumber(fault))]);
    const lost = await logOf(data, hash, "BondLost(uint32,address,uint128,uint128)");
    expect(lost.topics).toEqual([topicOf(slot), topicOf(challenger)]);
    const [paid = 0n, burnt = 0n] = lost.words;
    expect(paid).toBeGreaterThan(0n);
    expect(burnt).toBe(paid);

    const again = await verify(data);
    expect(again).toMatchObject(
      fellBack ? { code: 0, remedy: null } : { code: 1, remedy: { kind: "none" } },
    );
  });
});

/** A slot that is metered and not final yet, and has trades. */
const METERED_AND_TRADED = "(SELECT max(slot) FROM slot WHERE version > 0 AND contracted_ukwh > 0)";

describe("a lie about what was rightly committed", () => {
  const lies = [
    {
      what: "a line",
      statements: [
        `UPDATE line SET total = total + 1, trade_amount = trade_amount + 1
         WHERE slot = ${METERED_AND_TRADED} AND account = 6`,
      ],
      says: /line: /,
      remedy: { kind: "demand", fault: "DataWithheld", text: expect.stringContaining("tree line") },
    },
    {
      what: "an order",
      statements: [
        "DROP TRIGGER market_order_append_only ON market_order",
        `UPDATE market_order SET energy_ukwh = energy_ukwh + 1
         WHERE slot = ${METERED_AND_TRADED} AND sequence = 3`,
      ],
      says: /signer of order 3/,
      remedy: { kind: "demand", fault: "DataWithheld", text: expect.stringContaining("tree book") },
    },
    {
      what: "fills, which anybody can compute",
      statements: [`UPDATE slot SET fills = '[]' WHERE slot = ${METERED_AND_TRADED}`],
      says: /fill of order 0/,
      remedy: { kind: "none", text: expect.stringContaining("breaks no rule") },
    },
    {
      what: "the tariff, which the ledger knows",
      statements: [
        "DROP TRIGGER rules_append_only ON rules",
        `UPDATE rules SET terms = jsonb_set(terms, '{tariff,retailPrice}', '"0.31"')`,
      ],
      says: /rules, version 1/,
      remedy: { kind: "none", text: expect.stringContaining("its own register") },
    },
  ];

  test.each(lies)("$what", { timeout: 120_000 }, async ({ what, statements, says, remedy }) => {
    const data = copyOf(stopped, what.replaceAll(/\W+/g, "-"));
    await tamper(data, async (ask) => {
      for (const statement of statements) await ask(statement);
    });
    const seen = await verify(data);
    expect(seen.code).toBe(1);
    expect(seen.findings.difference.what).toMatch(says);
    expect(seen.remedy).toMatchObject(remedy);
    if (remedy.kind === "demand") expect(seen.remedy.slot).toBe(seen.findings.difference.slot);
  });
});

describe("nothing is sent", () => {
  const challenge = (...flags: string[]) =>
    runPumasi("verify", "--data", stopped, "--challenge", ...flags);

  test("without a key", async () => {
    const { code, errors } = await challenge();
    expect(code).toBe(1);
    expect(errors).toContain("name a private key's file by --key-file");
  });

  test("with a key's file that is not there, or holds something else", async () => {
    const absent = await challenge("--key-file", join(folder, "absent.key"));
    expect(absent).toMatchObject({ code: 1, output: "" });
    expect(absent.errors).toContain("absent.key cannot be read");
    const otherFile = join(folder, "other.key");
    writeFileSync(otherFile, challengerKey.slice(0, -1));
    const other = await challenge("--key-file", otherFile);
    expect(other).toMatchObject({ code: 1, output: "" });
    expect(other.errors).toContain("holds no private key");
    expect(other.errors).not.toContain(challengerKey.slice(0, -1));
  });

  test("while nobody takes transactions", async () => {
    const { code, output, errors } = await challenge("--key-file", keyFile);
    expect({ code, output }).toEqual({ code: 1, output: "" });
    expect(errors).toContain("Start it with `pumasi start` first.");
  });

  test("where nothing is wrong", async () => {
    running = startPumasi(["start", "--data", stopped, "--port", "0"]);
    while (!running.output().includes("Pumasi is ready")) await pause(100);
    const honest = await verify(stopped, "--challenge", "--key-file", keyFile);
    expect(honest).toMatchObject({ code: 0, remedy: null, sent: null });
  });
});
