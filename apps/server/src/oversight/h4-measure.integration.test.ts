import { appendFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { it } from "vitest";
import { TestCommunity } from "../testing/test-community.js";
import { startTestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";

const say = (t: string) => appendFileSync("/tmp/h4-measure.txt", `${t}\n`);
it("measures", async () => {
  const test = await startTestServer(START);
  const community = await TestCommunity.create(test, "big");
  const id = community.state.id;
  const db = test.context.open.database;
  const days = 10;
  const slots = days * 24;
  await db.execute(
    sql`insert into meter (community_id, meter, account, pod, from_slot) select ${id}, g, g + 4, 'p' || g, ${FIRST_SLOT} from generate_series(0, 4999) g`,
  );
  await db.execute(
    sql`insert into slot (community_id, slot, stage, orders, book_root, booked_at, rules_version) select ${id}, ${FIRST_SLOT} + s, 'final', 0, '0x', 0, 1 from generate_series(0, ${slots - 1}) s`,
  );
  let t = performance.now();
  await db.execute(
    sql`insert into metered select ${id}, ${FIRST_SLOT} + s, g, g + 4, 100, 0, 100, 0, 'measured', '' from generate_series(0, ${slots - 1}) s, generate_series(0, 4999) g`,
  );
  say(`metered insert ${performance.now() - t}`);
  t = performance.now();
  await db.execute(
    sql`insert into line select ${id}, ${FIRST_SLOT} + s, g + 4, 100, 0, 0, 0, 20, 0, 10, 0, 70, 0, 1000000000, 5, -1000000007, 2, 0 from generate_series(0, ${slots - 1}) s, generate_series(0, 4999) g`,
  );
  say(`line insert ${performance.now() - t}`);
  test.now = START + 40 * 86_400_000;
  for (let i = 0; i < 2; i++) {
    t = performance.now();
    const { monthSpan } = await import("./month-span.js");
    const { monthCalendar } = await import("./month-calendar.js");
    const { lineBalances } = await import("./line-balances.js");
    const { periodBalances } = await import("./period-balances.js");
    const span = monthSpan({ month: "2026-01" }, community.state);
    await monthCalendar(db, community.state, span, { now: test.now, withNames: true });
    say(`calendar ${performance.now() - t}`);
    t = performance.now();
    await lineBalances(db, community.state, span);
    say(`lines ${performance.now() - t}`);
    t = performance.now();
    await periodBalances(db, community.state, span);
    say(`periods ${performance.now() - t}`);
    t = performance.now();
    const reply = await test.app.inject({
      method: "GET",
      url: "/v1/communities/big/month-end?month=2026-01",
      headers: { authorization: "Bearer operator-of-the-test" },
    });
    say(`whole ${performance.now() - t} bytes ${reply.body.length} ${reply.statusCode}`);
  }
  await test.close();
}, 900_000);
