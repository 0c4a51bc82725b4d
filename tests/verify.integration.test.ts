import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRecoverSigner, loadKeccak, verifyP256 } from "@pumasi/crypto";
import type { PublishedSlot } from "@pumasi/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO_SLUG, P256_ACCOUNT } from "../apps/cli/src/demo/demo-community.js";
import {
  type ServerProcess,
  startServerProcess,
} from "../apps/cli/src/supervise/server-process.js";
import { readPublished } from "../apps/cli/src/verify/read-published.js";
import { type VerifiedInput, verifyCommunity } from "../apps/cli/src/verify/verify-community.js";

const pumasi = fileURLToPath(new URL("../apps/cli/bin/pumasi.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pumasi-verify-"));
const data = join(folder, "demo");

let server: ServerProcess;
let honest: VerifiedInput;
let tools: Parameters<typeof verifyCommunity>[0];

beforeAll(async () => {
  const demo = spawn(process.execPath, [pumasi, "demo", "--days", "1", "--data", data], {
    stdio: "ignore",
  });
  const code = await new Promise((resolve) => demo.once("exit", resolve));
  expect(code).toBe(0);
  server = await startServerProcess({
    data,
    port: null,
    flags: ["--read-only"],
    onProgress: () => undefined,
  });
  honest = await readPublished(server.client, DEMO_SLUG, () => undefined);
  const keccak = await loadKeccak();
  tools = { keccak, recover: createRecoverSigner(keccak), verifyP256 };
}, 300_000);

afterAll(async () => {
  await server?.kept.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The honest input with one lie in it. */
function lie(tell: (input: VerifiedInput) => void): VerifiedInput {
  const { view, ...published } = honest;
  const copy: VerifiedInput = { ...structuredClone(published), view: structuredClone(view) };
  tell(copy);
  return copy;
}

function verify(input: VerifiedInput) {
  return verifyCommunity(tools, input, () => undefined);
}

/** The first slot that has trades: a lie about it touches every kind of result. */
function tradedSlot(input: VerifiedInput): PublishedSlot {
  const slot = input.slots.find(({ trades, stage }) => stage === "paid" && trades?.length);
  if (slot === undefined) throw new Error("the demo has a paid slot with trades");
  return slot;
}

function at<T>(list: readonly T[] | null | undefined, index: number): T {
  const item = list?.[index];
  if (item === undefined) throw new Error(`there is an item ${index}`);
  return item;
}

/** What the home whose device signs on P-256 has in a list. */
function ofP256<T extends { account: number }>(list: readonly T[] | null): T {
  return at(
    list?.filter(({ account }) => account === P256_ACCOUNT),
    0,
  );
}

test("an honest community agrees with its ledger, in every part", () => {
  const { ok, difference, checked, pending } = verify(honest);
  expect(difference).toBeNull();
  expect(ok).toBe(true);
  expect(pending).toBe(0);
  expect(checked.periods).toBe(1);
  expect(checked.slots).toBeGreaterThanOrEqual(24);
  expect(checked.orders).toBeGreaterThan(100);
  expect(checked.readings).toBeGreaterThan(17 * 24);
  expect(checked.accounts).toBe(21);
});

type Lie = [what: string, tell: (input: VerifiedInput) => void, says: RegExp];

const LIES: Lie[] = [
  [
    "an order's energy",
    (input) => {
      at(tradedSlot(input).orders, 0).energy = "7";
    },
    /signer of order 0/,
  ],
  [
    "an order's limit",
    (input) => {
      at(tradedSlot(input).orders, 1).limitPrice = "0.31";
    },
    /signer of order 1/,
  ],
  [
    "an order's limit, of a device on P-256",
    (input) => {
      ofP256(tradedSlot(input).orders).limitPrice = "0.31";
    },
    /signer of order/,
  ],
  [
    "a signed register, of a device on P-256",
    (input) => {
      const { signed } = ofP256(tradedSlot(input).readings);
      if (signed !== null) signed.exportRegister = "99999";
    },
    /signer of meter 3's reading/,
  ],
  [
    "the point of a key on P-256",
    (input) => {
      for (const key of input.view.devices.values()) {
        if (key.p256 !== null) key.p256 = { x: key.p256.y, y: key.p256.x };
      }
    },
    /signer of meter 3's reading/,
  ],
  [
    "an order left out",
    (input) => {
      tradedSlot(input).orders.pop();
    },
    /number of orders/,
  ],
  [
    "another account's order",
    (input) => {
      at(tradedSlot(input).orders, 0).account += 1;
    },
    /signer of order 0/,
  ],
  [
    "a fill",
    (input) => {
      const { fills } = tradedSlot(input);
      fills?.splice(0, fills.length, ...fills.map(() => "0"));
    },
    /fill of order/,
  ],
  [
    "a contract's price",
    (input) => {
      at(tradedSlot(input).trades, 0).price = "0.29";
    },
    /price of contract 0/,
  ],
  [
    "a signed register",
    (input) => {
      const { signed } = at(tradedSlot(input).readings, 2);
      if (signed !== null) signed.importRegister = "99999";
    },
    /signer of meter 2's reading/,
  ],
  [
    "metered energy",
    (input) => {
      at(tradedSlot(input).readings, 3).imported = "0.000001";
    },
    /imported kWh of meter 3/,
  ],
  [
    "a reading passed off as a substitute",
    (input) => {
      const reading = at(tradedSlot(input).readings, 3);
      reading.quality = "substituted";
      reading.rule = "same-hour-mean";
    },
    /quality of meter 3/,
  ],
  [
    "a line's fee",
    (input) => {
      at(tradedSlot(input).lines, 5).feeAmount = "0";
    },
    /line: (feeAmount|total)/,
  ],
  [
    "a line's total, by one unit of 10^-12",
    (input) => {
      at(tradedSlot(input).lines, 6).total += "1";
    },
    /line: total/,
  ],
  [
    "the tariff",
    (input) => {
      at(input.community.rules, 0).terms.tariff.retailPrice = "0.31";
    },
    /rules, version 1/,
  ],
  [
    "a slot left out",
    (input) => {
      (input.slots as PublishedSlot[]).splice(3, 1);
    },
    /slots in order/,
  ],
  [
    "a period's net amount",
    (input) => {
      at(at(input.periods, 0).lines, 7).ledgerDelta = "1";
    },
    /period: moved/,
  ],
  [
    "what is carried on",
    (input) => {
      at(at(input.periods, 0).lines, 8).carryOut = "0.000000000001";
    },
    /period: carried out/,
  ],
  [
    "a device's key moved to another account",
    (input) => {
      for (const key of input.view.devices.values()) if (key.account === 9) key.account = 10;
    },
    /key of/,
  ],
  [
    "the ledger's root of a book",
    (input) => {
      const slot = input.view.slots.get(tradedSlot(input).slot);
      if (slot !== undefined) slot.book.root = `0x${"1".repeat(64)}`;
    },
    /root of the book/,
  ],
  [
    "the ledger's header of a metering",
    (input) => {
      const latest = input.view.slots.get(tradedSlot(input).slot)?.meterings.at(-1);
      if (latest !== undefined) latest.hash = `0x${"2".repeat(64)}`;
    },
    /header of the metering/,
  ],
  [
    "a balance on the ledger",
    (input) => {
      input.view.balances[11] = (input.view.balances[11] ?? 0n) + 1n;
    },
    /balance on the ledger/,
  ],
  [
    "a balance that the server shows",
    (input) => {
      at(input.accounts, 12).balance = "1";
    },
    /balance that the server shows/,
  ],
  [
    "a batch of the settlement",
    (input) => {
      at(at(input.view.periods, 0).batches, 0).hash = `0x${"3".repeat(64)}`;
    },
    /hash of batch 0/,
  ],
];

describe("one lie is found and named", () => {
  test.each(LIES)("%s", (_what, tell, says) => {
    const { ok, difference } = verify(lie(tell));
    expect(ok).toBe(false);
    expect(difference?.what).toMatch(says);
    expect(difference?.expected).not.toBe(difference?.found);
  });

  test("with the slot and the member it is about", () => {
    const tampered = lie((input) => {
      at(tradedSlot(input).lines, 6).total += "1";
    });
    const line = at(tradedSlot(honest).lines, 6);
    expect(verify(tampered).difference).toEqual({
      slot: tradedSlot(honest).slot,
      period: null,
      account: line.account,
      what: "line: total",
      expected: line.total,
      found: `${line.total}1`,
    });
  });
});
