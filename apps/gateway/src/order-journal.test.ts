import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "@pumasi/protocol";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { JournalCorruptError } from "./gateway-errors.js";
import { type JournaledOrder, OrderJournal } from "./order-journal.js";

const root = mkdtempSync(join(tmpdir(), "pumasi-journal-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, "home-"));
});

const hash = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;

function entry(slot: number): JournaledOrder {
  const order = {
    slot,
    account: 7,
    side: "buy" as const,
    energy: "0.25",
    limitPrice: "0.28",
    nonce: slot * 16,
    device: `0x${"a".repeat(40)}` as const,
    signature: `0x${"b".repeat(130)}` as const,
  };
  return { digest: hash(slot), order };
}

const refused = (slot: number) => ({
  digest: hash(slot),
  refusal: { code: "order_after_gate_closure", detail: "late" },
});

function fill(slots: readonly number[]): void {
  const journal = new OrderJournal(folder);
  for (const slot of slots) {
    journal.recordOrders([entry(slot)]);
    if (slot % 3 !== 0) journal.recordAnswers([refused(slot)]);
  }
  journal.close();
}

describe("OrderJournal", () => {
  it("knows after a restart what was ordered and what has no answer", () => {
    fill([1, 2, 3, 4]);
    const journal = new OrderJournal(folder);
    expect(journal.unanswered()).toEqual([entry(3)]);
    expect([1, 2, 3, 4, 5].map((slot) => journal.hasOrdered(slot))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    journal.close();
  });

  it("resumes from a file cut at any byte, and writes whole lines after it", () => {
    fill([1, 2, 3, 4, 5, 6]);
    const file = join(folder, "orders.jsonl");
    const whole = readFileSync(file);
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        writeFileSync(file, whole.subarray(0, length));
        const complete = whole.toString("utf8", 0, length).split("\n").length - 1;
        const journal = new OrderJournal(folder);
        const known = [1, 2, 3, 4, 5, 6].filter((slot) => journal.hasOrdered(slot));
        expect(known).toEqual([1, 2, 3, 4, 5, 6].slice(0, complete));
        journal.recordOrders([entry(9)]);
        journal.close();
        const again = new OrderJournal(folder);
        expect(again.hasOrdered(9)).toBe(true);
        expect(again.unanswered()).toEqual([...known.filter((s) => s % 3 === 0), 9].map(entry));
        again.close();
      }),
    );
  });

  it("cuts off a last line of rubbish and refuses rubbish before other lines", () => {
    fill([1, 2]);
    const file = join(folder, "orders.jsonl");
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, `${whole}\0\0\0\n`);
    new OrderJournal(folder).close();
    expect(readFileSync(file, "utf8")).toBe(whole);
    writeFileSync(file, `\0\0\0\n${whole}`);
    expect(() => new OrderJournal(folder)).toThrow(JournalCorruptError);
  });

  it("archives old lines, keeps what still matters, and starts from little", () => {
    const slots = Array.from({ length: 700 }, (_, index) => index + 1);
    fill(slots);
    const journal = new OrderJournal(folder);
    journal.archiveBefore(699);
    const waiting = slots.filter((slot) => slot % 3 === 0);
    expect(journal.unanswered()).toEqual(waiting.map(entry));
    expect([698, 699, 700].map((slot) => journal.hasOrdered(slot))).toEqual([false, true, true]);
    journal.recordAnswers(waiting.map(refused));
    journal.close();
    const again = new OrderJournal(folder);
    expect(again.unanswered()).toEqual([]);
    again.close();
    expect(readdirSync(join(folder, "archive"))).toEqual([
      "orders-before-699.jsonl",
      "receipts-before-699.jsonl",
    ]);
    const lines = (name: string) => readFileSync(join(folder, name), "utf8").split("\n").length - 1;
    expect(lines("archive/orders-before-699.jsonl")).toBe(700);
    expect(lines("orders.jsonl")).toBe(waiting.length + 1);
  });
});
