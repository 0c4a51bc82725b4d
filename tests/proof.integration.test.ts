import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLedger } from "@pumasi/chain";
import {
  fromHex,
  type Hex,
  readBookLeaf,
  readReadingLeaf,
  type SlotProof,
  slotProof,
} from "@pumasi/protocol";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkCommand } from "../apps/cli/src/commands/check.js";
import {
  DEMO_SLUG,
  FIRST_SLOT,
  P256_ACCOUNT,
  SLOTS_PER_DAY,
} from "../apps/cli/src/demo/demo-community.js";
import { writeRunFile } from "../apps/cli/src/supervise/run-file.js";
import {
  type ServerProcess,
  startServerProcess,
} from "../apps/cli/src/supervise/server-process.js";
import { runPumasi } from "./run-pumasi.js";

const folder = mkdtempSync(join(tmpdir(), "pumasi-proof-"));
const data = join(folder, "demo");
const proofFile = join(folder, "proof.json");

let server: ServerProcess;
let rpcUrl: string;
let slot: number;
let account: number;
let proof: SlotProof;

/** A member who sold in a slot that is paid. */
beforeAll(async () => {
  const demo = await runPumasi("demo", "--days", "1", "--data", data);
  expect(demo.code, demo.errors).toBe(0);
  server = await startServerProcess({
    ...{ data, port: null, flags: ["--read-only"] },
    onProgress: () => undefined,
  });
  writeRunFile(data, { pid: process.pid, url: server.url, processes: {} });
  rpcUrl = (await server.client.ledger()).rpcUrl;
  const slots = await server.client.publishedSlots(DEMO_SLUG, {
    from: FIRST_SLOT,
    limit: SLOTS_PER_DAY,
  });
  const traded = slots.find(({ stage, trades }) => stage === "paid" && trades?.length);
  slot = traded?.slot ?? -1;
  account = traded?.trades?.[0]?.seller ?? -1;
  proof = await server.client.slotProof(DEMO_SLUG, slot, account);
}, 300_000);

afterAll(async () => {
  await server?.kept.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Checked {
  /** What made it refuse the file; null when it checked it. */
  refusal: unknown;
  code: number | string | undefined;
  answer: Record<string, unknown> | null;
}

/** `pumasi check` of a text, in this process. */
async function check(text: string, ...flags: string[]): Promise<Checked> {
  writeFileSync(proofFile, text);
  const said: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
  const program = new Command("pumasi").exitOverride();
  checkCommand(program);
  try {
    await program.parseAsync(["check", proofFile, "--json", ...flags], { from: "user" });
    return { refusal: null, code: process.exitCode, answer: JSON.parse(said.join("\n")) };
  } catch (refusal) {
    return { refusal, code: undefined, answer: null };
  } finally {
    process.exitCode = undefined;
    log.mockRestore();
  }
}

const textOf = (changed: unknown) => JSON.stringify(changed);

describe("a member's proof", () => {
  test("is written by the member's account or name", async () => {
    const members = await server.client.members(DEMO_SLUG);
    const name = members.find((member) => member.account === account)?.name ?? "";
    const out = join(folder, "written.json");
    const flags = ["proof", "--data", data, "--slot", String(slot)];
    const printed = await runPumasi(...flags, "--member", String(account));
    const written = await runPumasi(...flags, "--member", name, "--out", out);
    expect([printed.code, written.code, written.output]).toEqual([0, 0, ""]);
    expect(readFileSync(out, "utf8")).toBe(printed.output);
    expect(slotProof.parse(JSON.parse(printed.output))).toEqual(proof);
    const { code, output } = await runPumasi("check", out);
    expect({ code, last: output.trim().split("\n").at(-1) }).toEqual({
      code: 0,
      last: "Everything holds.",
    });
  }, 120_000);

  test("is refused for nobody, and for a slot that is not metered", async () => {
    const flags = ["proof", "--data", data];
    const nobody = await runPumasi(...flags, "--slot", String(slot), "--member", "Nobody");
    expect(nobody).toMatchObject({ code: 1, output: "" });
    expect(nobody.errors).toContain('no member is named "Nobody"');
    const later = await runPumasi(...flags, "--slot", "1", "--member", String(account));
    expect(later).toMatchObject({ code: 1, output: "" });
  }, 120_000);

  test("shows how the line came about, and what has to be on the ledger", async () => {
    const { answer, code } = await check(textOf(proof));
    const published = await server.client.publishedSlot(DEMO_SLUG, slot);
    const line = published.lines?.find((own) => own.account === account);
    const { contractedSell, deliveredSell, imported, exported, total } = line ?? {};
    expect(code).toBe(0);
    expect(answer).toMatchObject({
      ...{ ok: true, slot, account, ledger: "not asked" },
      line: { contractedSell, deliveredSell, imported, exported, total },
    });
    const steps = answer?.steps as { what: string; problem: string | null }[];
    expect(steps.filter(({ problem }) => problem !== null)).toEqual([]);
    expect(new Set(steps.map(({ what }) => what))).toEqual(
      new Set([
        ...["headers", "clearing", "metering", "order", "fill", "line-orders"],
        ...["reading", "line-readings", "line", "period", "period-slot", "period-line"],
      ]),
    );
  });

  test("agrees with the ledger", async () => {
    const { answer, code } = await check(textOf(proof), "--rpc-url", rpcUrl);
    expect({ code, ok: answer?.ok, ledger: answer?.ledger }).toEqual({
      ...{ code: 0, ok: true, ledger: [] },
    });
  });

  test("holds leaves of this account and of nobody else", async () => {
    const { book, clearing, metering } = await server.client.committedSlot(DEMO_SLUG, slot);
    const ownOrders = book.leaves.flatMap((words, index) =>
      readBookLeaf(fromHex(words), slot, index)?.account === account ? [index] : [],
    );
    const ownReadings = (metering?.readings ?? []).flatMap((words, index) =>
      readReadingLeaf(fromHex(words), slot, index)?.account === account ? [index] : [],
    );
    expect(ownOrders.length).toBeGreaterThan(0);
    expect(ownReadings.length).toBeGreaterThan(0);
    expect(proof.orders.map((order) => order.book.index)).toEqual(ownOrders);
    expect(proof.readings.map(({ index }) => index)).toEqual(ownReadings);
    expect(proof.line.index).toBe(account);
    expect(proof.period?.leaf.index).toBe(account);
    const text = textOf(proof);
    const others = (leaves: readonly Hex[] = [], own: readonly number[]) =>
      leaves.filter((_, index) => !own.includes(index));
    const foreign = [
      ...others(book.leaves, ownOrders),
      ...others(clearing?.leaves, ownOrders),
      ...others(metering?.readings, ownReadings),
      ...others(metering?.lines, [account]),
      ...others((await server.client.committedPeriod(DEMO_SLUG, 0)).leaves, [account]),
    ];
    expect(foreign.length).toBeGreaterThan(50);
    // Not even a part of them: every leaf's salt is a word of its own, and so is a signature's half.
    for (const leaf of foreign)
      expect(saltsIn(leaf).filter((word) => text.includes(word))).toEqual([]);
    const { secret, orders } = await server.client.publishedSlot(DEMO_SLUG, slot);
    expect(text).not.toContain(secret?.slice(2));
    const neighbours = orders.filter((own) => own.account !== account);
    expect(neighbours.length).toBeGreaterThan(0);
    for (const { device } of neighbours) expect(text).not.toContain(device.slice(2));
  });
});

describe("the proof of a member whose device signs on P-256", () => {
  let own: SlotProof;

  beforeAll(async () => {
    own = await server.client.slotProof(DEMO_SLUG, slot, P256_ACCOUNT);
  });

  test("holds, offline and beside the ledger, which knows the same key", async () => {
    const { devices } = await readLedger({
      ...(await server.client.ledger()),
      contracts: (await server.client.community(DEMO_SLUG)).contracts,
    });
    const registered = [...devices.values()].filter(({ p256 }) => p256 !== null);
    expect(registered.map(({ account: holder }) => holder)).toEqual([P256_ACCOUNT]);
    expect(own.p256Keys).toEqual([registered[0]?.p256]);
    expect(own.orders.length + own.readings.length).toBeGreaterThan(0);
    expect((await check(textOf(own))).code).toBe(0);
    const { answer, code } = await check(textOf(own), "--rpc-url", rpcUrl);
    expect({ code, ledger: answer?.ledger }).toEqual({ code: 0, ledger: [] });
  });

  test("is found wrong with any part of key, order or reading changed", async () => {
    const { p256Keys, orders, readings } = own;
    let changes = 0;
    for (const [path, changed] of changesOf({ p256Keys, orders, readings }, "")) {
      changes += 1;
      const { code } = await check(textOf({ ...own, ...(changed as object) }));
      expect({ path, code }).toEqual({ path, code: 1 });
    }
    expect(changes).toBeGreaterThan(20);
  }, 120_000);

  test("without its key does not agree with the ledger either", async () => {
    const { answer, code } = await check(textOf({ ...own, p256Keys: [] }), "--rpc-url", rpcUrl);
    expect(code).toBe(1);
    expect(answer?.ledger).toEqual([expect.stringContaining("another public key of device")]);
  });
});

/** The words of a leaf that are random: salts and signatures, none of which has many zeros. */
function saltsIn(leaf: Hex): string[] {
  const words = leaf.slice(2).match(/.{64}/g) ?? [];
  return words.filter((word) => !/0{8}/.test(word));
}

type Change = [path: string, changed: unknown];

/** Every value of a proof changed by one character: numbers in their last digit, texts in one character of each 32 bytes. */
function* changesOf(value: unknown, path: string): Generator<Change> {
  if (typeof value === "number") {
    yield [path, value - (value % 10) + ((value + 1) % 10)];
  } else if (typeof value === "string") {
    const length = value.startsWith("0x") ? 64 : value.length;
    for (let at = value.startsWith("0x") ? 2 : 0; at < value.length; at += length) {
      const place = Math.min(value.length - 1, at + ((at * 7) % length));
      const other = value[place] === "1" ? "2" : "1";
      yield [`${path}[${place}]`, value.slice(0, place) + other + value.slice(place + 1)];
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, own] of Object.entries(value)) {
      const inside = changesOf(own, path === "" ? key : `${path}.${key}`);
      for (const [at, changed] of inside) {
        const copy = Array.isArray(value) ? [...value] : { ...value };
        (copy as Record<string, unknown>)[key] = changed;
        yield [at, copy];
      }
    }
  }
}

/** What an offline check states for others to look up, rather than checking it. */
const statedBy = (answer: Checked["answer"]) => {
  const { place, meteringHash, termsHash, periodHash } = answer ?? {};
  return textOf({ place, meteringHash, termsHash, periodHash });
};

describe("a proof that was changed by one character", () => {
  test("is found wrong offline, or names something else to be on the ledger", async () => {
    const stated = statedBy((await check(textOf(proof))).answer);
    const missed: string[] = [];
    const named = new Set<string>();
    let changes = 0;
    for (const [path, changed] of changesOf(proof, "")) {
      changes += 1;
      const { refusal, code, answer } = await check(textOf(changed));
      if (refusal !== null || code === 1) continue;
      if (statedBy(answer) === stated) missed.push(path);
      else named.add(path.replace(/\[.*/, ""));
    }
    expect(missed).toEqual([]);
    expect(changes).toBeGreaterThan(100);
    // Only the ledger can tell these: where it is, the terms that touch no amount of this line, how many accounts the period
    // has, and the hash of the data that was published.
    const elsewhere = [...named].filter((path) => !path.startsWith("terms."));
    expect(elsewhere.sort()).toEqual(["ledger", "meteringHeader", "period.header.accounts"]);
  }, 120_000);

  test("is found wrong by asking the ledger, wherever the character stands", async () => {
    const missed: string[] = [];
    for (const [path, changed] of changesOf(proof, "")) {
      const { refusal, code } = await check(textOf(changed), "--rpc-url", rpcUrl);
      if (refusal === null && code !== 1) missed.push(path);
    }
    expect(missed).toEqual([]);
  }, 300_000);

  test("is refused when it is no proof any more", async () => {
    const text = textOf(proof);
    for (const broken of ["", text.slice(1), text.replace('"slot"', '"slt"')]) {
      const { refusal } = await check(broken);
      expect(refusal).toMatchObject({ code: "proof_file_invalid" });
    }
  });
});
