import { readLedger } from "@pumasi/chain";
import { tables } from "@pumasi/database";
import type {
  MemberDescription,
  MemberImportAnswer,
  MemberRow,
  MemberSearchAnswer,
  Problem,
} from "@pumasi/protocol";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MEMBERS_PER_CALL } from "../community/add-members.js";
import { LedgerRun } from "../testing/ledger-run.js";
import { TestCommunity } from "../testing/test-community.js";
import { startTestServer, TEST_CHAIN_ID, type TestServer } from "../testing/test-server.js";
import { START } from "../testing/test-terms.js";

let test: TestServer;
let run: LedgerRun;
let community: TestCommunity;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
  run = await LedgerRun.start(test);
});

afterAll(async () => {
  await run.stop();
  await test.close();
});

beforeEach(async () => {
  community = await TestCommunity.create(test, `c${communities++}`);
});

const listOf = (rows: number): MemberRow[] =>
  Array.from({ length: rows }, (_, index) => ({
    ...{ name: `Home ${index}`, pod: `POD-${index}`, creditLimit: `${index}` },
    ...{ buyBelow: "0.3", sellAbove: "0.08" },
  }));

const importList = <Body = MemberImportAnswer>(rows: MemberRow[], dryRun = false, key?: string) =>
  community.operate<Body>("/members/import", { rows, dryRun }, key);

async function search(query: string): Promise<MemberSearchAnswer> {
  const { body, status } = await community.ask<MemberSearchAnswer>(
    "GET",
    `/members/search?${query}`,
    { asOperator: true },
  );
  expect(status).toBe(200);
  return body;
}

const namesFor = async (query: string) => (await search(query)).members.map(({ name }) => name);

async function kept(table: typeof tables.member | typeof tables.ledgerAction) {
  return test.context.open.database
    .select()
    .from(table)
    .where(eq(table.communityId, community.state.id));
}

describe("a list of members", () => {
  it("is registered whole, and the ledger's register comes out equal", async () => {
    const rows = listOf(2 * MEMBERS_PER_CALL + 3);
    const before = (await kept(tables.ledgerAction)).length;
    const { status, body } = await importList(rows);
    expect([status, body]).toEqual([
      200,
      { rows: rows.length, imported: rows.length, firstAccount: 4, problems: [] },
    ]);
    // Three calls a batch, instead of three a household.
    expect((await kept(tables.ledgerAction)).length - before).toBe(9);
    await run.work();
    for (const kind of ["registerAccounts", "registerMeters", "setCreditLimits"]) {
      expect(await run.outcomes(community, kind)).toEqual(Array(3).fill("mined"));
    }
    const { state } = community;
    const { contracts } = state;
    const ledger = await readLedger({ rpcUrl: run.rpcUrl, chainId: TEST_CHAIN_ID, contracts });
    const pseudonyms = (of: Iterable<{ pseudonym: string }>) =>
      [...of].map(({ pseudonym }) => pseudonym).slice(4);
    expect(pseudonyms(ledger.accounts)).toEqual(pseudonyms(state.accounts.values()));
    expect(ledger.meters.map(({ meter, account }) => [meter, account])).toEqual(
      [...state.meters.values()].map(({ meter, account }) => [meter, account]),
    );
    expect(ledger.creditLimits.slice(4)).toEqual(
      rows.map((_, index) => BigInt(index) * 1_000_000n),
    );
    const loaded = [...state.accounts.values()];
    expect(loaded.map(({ account }) => account)).toEqual(loaded.map((_, index) => index));
    expect([...state.meters.values()].map(({ meter, account }) => account - meter)).toEqual(
      rows.map(() => 4),
    );
    await test.reload();
    expect([...community.state.accounts.values()]).toMatchObject(loaded);
  });

  it("goes on where households were registered one by one, and they after it", async () => {
    const first = await community.addMember();
    await importList(listOf(2).map((row) => ({ ...row, pod: `L-${row.pod}` })));
    const last = await community.addMember();
    expect([first.account, last.account, last.meter]).toEqual([4, 7, 3]);
    expect(await namesFor("")).toEqual(["Household 0", "Home 0", "Home 1", "Household 1"]);
  });

  it("with a bad row registers nobody, and names the row", async () => {
    await importList(listOf(1));
    const rows = listOf(4);
    Object.assign(rows[1] ?? {}, { creditLimit: "-1" });
    Object.assign(rows[3] ?? {}, { pod: "POD-2", buyBelow: "" });
    const [members, actions] = [await kept(tables.member), await kept(tables.ledgerAction)];
    const told = await importList(rows, true);
    expect(told.body).toEqual({
      ...{ rows: 4, imported: 0, firstAccount: null },
      problems: [
        { row: 1, column: "pod", code: "pod_taken" },
        { row: 2, column: "creditLimit", code: "negative" },
        { row: 4, column: "pod", code: "pod_repeated" },
        { row: 4, column: "buyBelow", code: "missing" },
      ],
    });
    const refused = await importList<Problem>(rows);
    expect([refused.status, refused.body.code]).toEqual([422, "member_list_invalid"]);
    expect(refused.body.detail).toContain("row 4 buyBelow missing");
    expect(await kept(tables.member)).toEqual(members);
    expect(await kept(tables.ledgerAction)).toEqual(actions);
    expect(community.state.meters.size).toBe(1);
  });

  it("only looked at changes nothing, also when it is good", async () => {
    const { body } = await importList(listOf(3), true);
    expect(body).toEqual({ rows: 3, imported: 0, firstAccount: null, problems: [] });
    expect(await kept(tables.member)).toEqual([]);
    expect(community.state.meters.size).toBe(0);
  });

  it("that comes twice under one key is registered once; a write that fails registers nobody", async () => {
    test.failNextWrite();
    expect((await importList(listOf(3), false, "k")).status).toBe(500);
    expect(community.state.meters.size).toBe(0);
    const first = await importList(listOf(3), false, "k");
    expect(await importList(listOf(3), false, "k")).toEqual(first);
    expect(community.state.meters.size).toBe(3);
    expect(await kept(tables.member)).toHaveLength(3);
    const entries = await test.context.open.database
      .select()
      .from(tables.auditEntry)
      .where(eq(tables.auditEntry.communityId, community.state.id))
      .orderBy(asc(tables.auditEntry.id));
    expect(entries.at(-1)).toMatchObject({
      ...{ action: "import members", subject: "account 4", detail: { members: 3 } },
    });
  });

  it("is refused as a request where it is empty or too long", async () => {
    for (const rows of [[], listOf(5001)]) {
      const { status, body } = await importList<Problem>(rows, true);
      expect([status, body.code]).toEqual([400, "request_malformed"]);
    }
  });
});

describe("the search for members", () => {
  it("gives every member once, page by page, by account", async () => {
    await importList(listOf(23));
    const seen: number[] = [];
    let next: number | null = null;
    do {
      const answer: MemberSearchAnswer = await search(
        `limit=5${next === null ? "" : `&after=${next}`}`,
      );
      seen.push(...answer.members.map(({ account }) => account));
      next = answer.next;
      expect(answer.found["without-gateway"]).toBe(23);
    } while (next !== null);
    expect(seen).toEqual(Array.from({ length: 23 }, (_, index) => 4 + index));
  });

  it("finds by name, point of delivery, account and device, in any case, and takes signs literally", async () => {
    const ann = await community.addMember();
    await importList([
      { ...(listOf(1)[0] as MemberRow), name: "이웃 50%", pod: "KR_1" },
      { ...(listOf(1)[0] as MemberRow), name: "Zoë", pod: "KRX1" },
    ]);
    const sought = async (text: string) => namesFor(`text=${encodeURIComponent(text)}`);
    expect(await sought("HOUSEHOLD")).toEqual(["Household 0"]);
    expect(await sought(" 이웃 ")).toEqual(["이웃 50%"]);
    expect(await sought("%")).toEqual(["이웃 50%"]);
    expect(await sought("kr_")).toEqual(["이웃 50%"]);
    expect(await sought("krx")).toEqual(["Zoë"]);
    expect(await sought("6")).toEqual(["Zoë"]);
    expect(await sought(ann.signer.address.slice(0, 12).toUpperCase().replace("X", "x"))).toEqual([
      "Household 0",
    ]);
    expect(await sought("nobody")).toEqual([]);
    expect(await sought("'; drop table member; --")).toEqual([]);
  });

  it("tells what is known of each, and filters by state", async () => {
    const ann = await community.addMember("70");
    const bob = await community.addMember("80");
    await importList([{ ...(listOf(1)[0] as MemberRow), pod: "KR-1", creditLimit: "5" }]);
    await community.operate("/deposits", { account: ann.account, amount: "2.5" });
    const wish = { buyBelow: "9", sellAbove: "-1", away: true };
    await community.operate(`/members/${ann.member}/wish`, wish);
    await community.operate(`/devices/${bob.signer.address}/revocation`);
    const { members, found } = await search("");
    expect(found).toEqual({ active: 1, "without-gateway": 2, ended: 0 });
    const described = await community.ask<{ members: MemberDescription[] }>("GET", "/members", {
      asOperator: true,
    });
    const [listed] = members;
    expect(listed).toMatchObject({
      ...{ state: "active", balance: "2.5", creditLimit: "70", pod: "POD-0" },
      ...{ wish, untilSlot: null },
      devices: described.body.members[0]?.devices,
    });
    expect(listed?.fromSlot).toBe(listed?.devices[0]?.fromSlot);
    expect(members.map(({ wish: { away } }) => away)).toEqual([true, false, false]);
    expect(await namesFor("state=active")).toEqual(["Household 0"]);
    expect(await namesFor("state=without-gateway")).toEqual(["Household 1", "Home 0"]);
    expect(await namesFor("state=ended")).toEqual([]);
  });

  it("says of a membership that ends later that it is active until then", async () => {
    const ann = await community.addMember();
    const untilSlot = START / 3_600_000 + 30;
    await community.operate(`/members/${ann.member}/end`, { untilSlot });
    const states = async () => (await search("")).members.map(({ state }) => state);
    expect(await states()).toEqual(["active"]);
    test.now = untilSlot * 3_600_000;
    expect(await states()).toEqual(["ended"]);
    expect((await search("state=ended")).members[0]).toMatchObject({ untilSlot, ...pick(ann) });
    test.now = START;
  });

  it("asks the database as often for many members as for one", async () => {
    await community.addMember();
    const one = await queriesOf(() => search("limit=200"));
    await importList(listOf(120).map((row) => ({ ...row, pod: `L-${row.pod}` })));
    expect(await queriesOf(() => search("limit=200"))).toBe(one);
    expect((await search("limit=200")).members).toHaveLength(121);
  });
});

const pick = ({ account, meter }: { account: number; meter: number }) => ({ account, meter });

/** How many statements the work sends to the database. */
async function queriesOf(work: () => Promise<unknown>): Promise<number> {
  const { database } = test.context.open;
  const { select, selectDistinctOn } = database;
  let queries = 0;
  Object.assign(database, {
    select: (...given: Parameters<typeof select>) => {
      queries++;
      return select.apply(database, given);
    },
    selectDistinctOn: (...given: Parameters<typeof selectDistinctOn>) => {
      queries++;
      return selectDistinctOn.apply(database, given);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(database, { select, selectDistinctOn });
  }
  return queries;
}
