import { resolve } from "node:path";
import { parseArgs } from "node:util";
import fastifyStatic from "@fastify/static";
import { tables } from "@pumasi/database";
import { sql } from "drizzle-orm";
import { TestCommunity } from "./test-community.js";
import { startTestServer, type TestServer } from "./test-server.js";

/**
 * Serves the page to browser tests on a stage that a running market takes long to come to: `empty`, a community with one
 * household whose market has not begun, or `year`, one whose household has a year of quarter-hours behind it. Everything but the
 * ledger's node and the clock is the server itself. Prints its address, and ends with its standard input.
 *
 * Usage: node serve-stage.js --stage empty|year --web FOLDER [--port PORT]
 */
const { values } = parseArgs({
  options: {
    stage: { type: "string" },
    web: { type: "string" },
    port: { type: "string", default: "0" },
  },
});

const QUARTER_HOUR = 900;
const YEAR_SLOTS = 35_040;
const YEAR_START = Date.parse("2025-01-01T00:00:00+09:00");

if (values.web === undefined) throw new Error("--web says where the built page is");
const isYear = values.stage === "year";
if (!isYear && values.stage !== "empty") throw new Error("--stage is empty or year");

const web = resolve(values.web);
const firstSlot = YEAR_START / 1000 / QUARTER_HOUR;
const now = isYear ? YEAR_START + YEAR_SLOTS * QUARTER_HOUR * 1000 : YEAR_START - 86_400_000;
const test = await startTestServer(YEAR_START - 86_400_000, "stage", (app) =>
  app.register(fastifyStatic, { root: web, preCompressed: true }),
);
test.hasDemoPeople = true;
const community = await TestCommunity.create(test, "stage", {
  ...{ name: "The stage", slotSeconds: QUARTER_HOUR, timeZone: "Asia/Seoul", firstSlot },
  settlementPeriod: "month",
});
const { account } = await community.addMember();
if (isYear) await fillYear(test, community.state.id, account);
test.now = now;
await test.reload();
const url = await test.app.listen({ host: "127.0.0.1", port: Number(values.port) });
process.stdout.write(`${url}\n`);
process.stdin.resume();
process.stdin.on("end", () => void test.close().then(() => process.exit(0)));

/** A year in which the household draws at night and feeds in by day, a part of it from and to neighbours. */
async function fillYear(test: TestServer, communityId: number, account: number): Promise<void> {
  const { database } = test.context.open;
  const { slot, line } = tables;
  const slots = sql`generate_series(${firstSlot}::bigint, ${firstSlot + YEAR_SLOTS - 1}::bigint)`;
  await database.execute(sql`
    insert into ${slot} (community_id, slot, stage, orders, book_root, booked_at, rules_version, version, price,
      contracted_ukwh, sharing_price, delivered_ukwh, shared_ukwh, imported_ukwh, exported_ukwh, substitutes, metered_at, period)
    select ${communityId}, number, 'paid', 0, '0x', number * 900000, 1, 1, null, 0, null, 0, 0, 0, 0, 0,
      (number + 1) * 900000, 0 from ${slots} as number`);
  // Whole 10^-6 kWh that differ from slot to slot and sum as lines do; money follows from nothing here and is zero.
  await database.execute(sql`
    insert into ${line} select ${communityId}, number, ${account},
      drawn + drawn / 3, fed + fed / 2, 0, 0, 0, 0, drawn / 3, fed / 2, drawn, fed, 0, 0, 0, 0, 0
    from (
      select number,
        greatest(0, round(200000 + 150000 * cos(number * pi() / 48) + number * 7919 % 50000))::bigint as drawn,
        greatest(0, round(-180000 * cos(number * pi() / 48) + number * 104729 % 40000 - 20000))::bigint as fed
      from ${slots} as number
    ) as habit`);
}
