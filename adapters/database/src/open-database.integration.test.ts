import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DatabaseLockedError, lockHolder } from "./directory-lock.js";
import { type OpenDatabase, openPglite } from "./open-database.js";
import { openTestDatabase } from "./open-test-database.js";
import * as tables from "./schema/index.js";

const HEX = `0x${"11".repeat(32)}` as const;

const order: typeof tables.order.$inferInsert = {
  communityId: 1,
  slot: 490_898,
  sequence: 0,
  account: 4,
  device: HEX,
  side: "buy",
  limitPrice: -120_500_000,
  energyUkwh: 4_000_000_000_000,
  nonce: Number.MAX_SAFE_INTEGER,
  digest: HEX,
  signature: HEX,
  logHead: HEX,
  receiptSignature: HEX,
  exposure: 10n ** 50n + 1n,
  recordedAt: 1_767_225_600_000,
};

const reading: typeof tables.reading.$inferInsert = {
  communityId: 1,
  slot: 490_898,
  meter: 0,
  importRegisterUkwh: 9_000_000_000_000_000,
  exportRegisterUkwh: 0,
  quality: "measured",
  device: HEX,
  digest: HEX,
  signature: HEX,
  recordedAt: 1,
};

/** The message of the database's own refusal, which drizzle wraps. */
async function causeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return String(error instanceof Error ? (error.cause ?? error) : error);
  }
  return "no refusal";
}

describe("the embedded database", () => {
  const folders: string[] = [];

  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it("keeps what was written, exactly, over a close and a second opening", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pumasi-database-"));
    folders.push(folder);
    const directory = join(folder, "database");
    const first = await openPglite(directory);
    expect(first.description).toBe(`PGlite ${directory}`);
    await first.database.insert(tables.order).values(order);
    await expect(openPglite(directory)).rejects.toBeInstanceOf(DatabaseLockedError);
    await first.close();
    expect(lockHolder(`${directory}.lock`)).toBeNull();
    const second = await openPglite(directory);
    expect(await second.database.select().from(tables.order)).toEqual([order]);
    await second.close();
  });
});

describe("the schema", () => {
  let open: OpenDatabase;

  beforeAll(async () => {
    open = await openTestDatabase();
    const { database } = open;
    await database.insert(tables.order).values(order);
    await database.insert(tables.reading).values(reading);
    await database.insert(tables.wish).values({
      communityId: 1,
      account: 4,
      buyBelow: 1,
      sellAbove: 0,
      recordedAt: 1,
    });
    await database.insert(tables.rules).values({
      communityId: 1,
      version: 1,
      fromSlot: 0,
      terms: {} as (typeof tables.rules.$inferInsert)["terms"],
      hash: HEX,
      recordedAt: 1,
      recordedBy: "operator",
    });
    await database.insert(tables.auditEntry).values({
      ...{ communityId: 1, at: 1, who: "somebody", action: "set wish", subject: null, detail: {} },
    });
  });

  afterAll(() => open.close());

  it.each([
    ["market_order", "energy_ukwh = 1"],
    ["reading", "import_register_ukwh = 1"],
    ["rules", "from_slot = 9"],
    ["wish", "buy_below = 9"],
    ["audit_entry", "who = 'nobody'"],
  ])("does not let anyone change or delete what was said: %s", async (table, change) => {
    const count = async () => {
      const result = await open.database.execute(sql.raw(`SELECT * FROM ${table}`));
      return JSON.stringify((result as unknown as { rows: unknown[] }).rows);
    };
    const before = await count();
    for (const statement of [`UPDATE ${table} SET ${change}`, `DELETE FROM ${table}`]) {
      const refusal = await causeOf(open.database.execute(sql.raw(statement)));
      expect(refusal).toContain(`table ${table} is append-only`);
    }
    expect(await count()).toBe(before);
  });

  it("does not let anyone change what homes told of themselves, but an erasure may delete it", async () => {
    const { database } = open;
    const told = { ...{ communityId: 1, slot: 490_898, meter: 0 }, device: HEX, recordedAt: 1 };
    const amounts = { generatedUkwh: 3, chargedUkwh: 2, dischargedUkwh: 1 };
    await database.insert(tables.homeEnergy).values({ ...told, ...amounts });
    const change = database.update(tables.homeEnergy).set({ generatedUkwh: 4 });
    expect(await causeOf(change)).toContain("table home_energy is append-only");
    expect(await database.select().from(tables.homeEnergy)).toEqual([{ ...told, ...amounts }]);
    await database.delete(tables.homeEnergy);
    expect(await database.select().from(tables.homeEnergy)).toEqual([]);
  });

  it("takes a sequence number, a nonce and a meter's slot once", async () => {
    const { database } = open;
    const again = [
      database.insert(tables.order).values({ ...order, nonce: 1 }),
      database.insert(tables.order).values({ ...order, sequence: 1 }),
      database.insert(tables.reading).values(reading),
    ];
    for (const insert of again) expect(await causeOf(insert)).toContain("duplicate key");
    expect(await database.select().from(tables.order)).toHaveLength(1);
  });

  it("undoes all of a transaction that fails", async () => {
    const { database } = open;
    const work = database.transaction(async (tx) => {
      await tx.insert(tables.order).values({ ...order, sequence: 1, nonce: 1 });
      throw new Error("in between");
    });
    await expect(work).rejects.toThrow("in between");
    const rows = await database.select().from(tables.order).orderBy(asc(tables.order.sequence));
    expect(rows).toEqual([order]);
  });
});
