import { tables } from "@pumasi/database";
import { readRulesTerms } from "@pumasi/protocol";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { wishEffect } from "./household/wish-effect.js";
import { previewRules } from "./market-view/rules-preview.js";
import { monthBalances } from "./oversight/month-balances.js";
import { monthCalendar } from "./oversight/month-calendar.js";
import { monthSpan } from "./oversight/month-span.js";
import { TestCommunity } from "./testing/test-community.js";
import { startTestServer, type TestServer } from "./testing/test-server.js";
import { FIRST_SLOT, START, TERMS } from "./testing/test-terms.js";

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer(START);
});
afterAll(() => test.close());

async function fill(slug: string, M: number, S: number) {
  const community = await TestCommunity.create(test, slug);
  const { state } = community;
  const { database } = test.context.open;
  const { slot, line, order, metered, meter, member } = tables;
  const slots = sql`generate_series(${FIRST_SLOT}::bigint, ${FIRST_SLOT + S - 1}::bigint)`;
  const accts = sql`generate_series(4, ${3 + M})`;
  await database.execute(sql`insert into ${slot} (community_id, slot, stage, orders, book_root, booked_at, rules_version, version, price,
      contracted_ukwh, sharing_price, delivered_ukwh, shared_ukwh, imported_ukwh, exported_ukwh, substitutes, metered_at, period)
    select ${state.id}, number, 'final', ${M}, '0x', 0, 1, 1, null, 0, null, 0, 0, 0, 0, 0, 0, null from ${slots} as number`);
  await database.execute(sql`insert into ${order} (community_id, slot, sequence, account, device, side, limit_price, energy_ukwh, nonce, digest, signature, log_head, receipt_signature, exposure, recorded_at)
    select ${state.id}, s, a - 4, a, '0x', case when a % 2 = 0 then 'buy' else 'sell' end, 80000000 + (a * 7919 + s * 31) % 120000000, 100000 + (a*s) % 900000, s, '0x' , '0x', '0x', '0x', 0, 0 from ${slots} s, ${accts} a`);
  await database.execute(sql`insert into ${metered} (community_id, slot, meter, account, imported_ukwh, exported_ukwh, import_register_ukwh, export_register_ukwh, quality, rule)
    select ${state.id}, s, a - 4, a, 100000 + (a*s) % 700000, 50000 + (a*s) % 500000, 0, 0, 'measured', '' from ${slots} s, ${accts} a`);
  await database.execute(
    sql`insert into ${line} select ${state.id}, s, a, 1000,1000,0,0,0,0,0,0,1000,1000,0,0,0,0,0 from ${slots} s, generate_series(0, ${3 + M}) a`,
  );
  await database.execute(
    sql`insert into ${meter} (community_id, meter, account, pod, from_slot) select ${state.id}, a - 4, a, 'p' || a, ${FIRST_SLOT}::bigint from ${accts} a`,
  );
  for (let a = 4; a < 4 + M; a++)
    state.meters.set(a - 4, {
      meter: a - 4,
      account: a,
      pod: `p${a}`,
      fromSlot: FIRST_SLOT,
      untilSlot: null,
    });
  (state as any).nextToMeter = FIRST_SLOT + S;
  (state as any).nextToClose = FIRST_SLOT + S;
  return community;
}
async function time<T>(name: string, work: () => Promise<T>) {
  const t = performance.now();
  let longest = 0;
  let last = t;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5);
  const r = await work();
  clearInterval(timer);
  console.log(
    name,
    Math.round(performance.now() - t),
    "ms; longest block",
    Math.round(Math.max(longest, performance.now() - last)),
  );
  return r;
}
it.each([
  [17, 2880],
  [100, 720],
  [1000, 72],
  [10000, 6],
])(
  "M=%i S=%i",
  async (M, S) => {
    const { state } = await time(`fill ${M}x${S}`, () => fill(`c${M}`, M, S));
    const { database } = test.context.open;
    const read = readRulesTerms(1, FIRST_SLOT, {
      ...TERMS,
      tariff: { ...TERMS.tariff, retailPrice: "190" },
    });
    if (!read.ok) throw new Error();
    const span = { from: FIRST_SLOT, until: FIRST_SLOT + S };
    await time(`preview ${M}x${S}=${M * S}`, () => previewRules(database, state, read.rules, span));
    await time(`wishEffect ${M}x${S}=${M * S}`, () =>
      wishEffect(database, state, 4, { ...span, buyBelow: 150_000_000, sellAbove: 90_000_000 }),
    );
    const month = monthSpan({ month: "2026-01" }, state);
    await time(`monthBalances ${M * S}`, () => monthBalances(database, state, month));
    const cal = await time(`monthCalendar ${M * S}`, () =>
      monthCalendar(database, state, month, { now: START + 31 * 86400e3, withNames: false }),
    );
    await time(`health`, () =>
      test.ask("GET", `/v1/communities/${state.slug}/health`, { asOperator: true }),
    );
    const r = await time(`month-end http`, () =>
      test.ask("GET", `/v1/communities/${state.slug}/month-end?month=2026-01`, {
        asOperator: true,
      }),
    );
    console.log("status", r.status, "bytes", JSON.stringify(r.body).length, cal.length);
  },
  600_000,
);
it("audit", async () => {
  const community = await TestCommunity.create(test, "audited");
  const { database } = test.context.open;
  const { auditEntry } = tables;
  await database.execute(
    sql`insert into ${auditEntry} (community_id, at, who, action, subject, detail) select ${community.state.id}, n, 'operator token', 'set wish', 'account ' || n, jsonb_build_object('untilSlot', n) from generate_series(1, 300000) n`,
  );
  await time("audit text none", () =>
    community.ask("GET", "/audit?text=nothing-like-it", { asOperator: true }),
  );
  await time("audit subject none", () =>
    community.ask("GET", "/audit?subject=nothing-like-it", { asOperator: true }),
  );
  await time("audit choices", () => community.ask("GET", "/audit/choices", { asOperator: true }));
}, 600_000);
