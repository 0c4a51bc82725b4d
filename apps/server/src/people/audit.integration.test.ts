import { tables } from "@pumasi/database";
import type { AuditChoices, AuditEntry } from "@pumasi/protocol";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { TestBrowser } from "../testing/test-browser.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START, TERMS } from "../testing/test-terms.js";

let test: TestServer;
let neighbours: Neighbours;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

beforeEach(async () => {
  neighbours = await Neighbours.create(test, `c${communities++}`);
});

const pathOf = (rest: string) => `/v1/communities/${neighbours.community.slug}${rest}`;

async function trail(query = ""): Promise<AuditEntry[]> {
  const path = pathOf(`/audit${query}`);
  return (await test.ask<{ entries: AuditEntry[] }>("GET", path, { asOperator: true })).body
    .entries;
}

const operator = () =>
  TestBrowser.signedUp(neighbours.community, { role: "operator", name: "Olga" });

it("names who did what, for every write of an operator and a household", async () => {
  const { community, ann } = neighbours;
  const { account } = ann;
  const olga = await operator();
  const { person: olgas } = (await olga.session()) ?? {};
  const own = await TestBrowser.signedUp(community, { role: "household", account });
  const { person: anns } = (await own.session()) ?? {};
  const since = (await trail()).at(-1)?.id ?? 0;
  const wish = { buyBelow: "1", sellAbove: "1" };
  const household = { name: "Third", pod: "POD-9", creditLimit: "5", wish };
  const writes: [string, unknown?][] = [
    ["/members", household],
    [`/members/${ann.member}/enrolment-codes`],
    [`/members/${ann.member}/wish`, wish],
    ["/deposits", { account, amount: "5" }],
    ["/withdrawals", { account, amount: "1", to: `0x${"aa".repeat(20)}` }],
    ["/credit-limits", { account, creditLimit: "70" }],
    ["/rules", { fromSlot: FIRST_SLOT + 40, terms: TERMS }],
    ["/until", { untilSlot: FIRST_SLOT + 400 }],
    [`/devices/${ann.signer.address}/revocation`],
    ["/invitations", { role: "household", account }],
  ];
  for (const [path, body] of writes) {
    expect([path, (await olga.post(pathOf(path), body)).status]).toEqual([path, 200]);
  }
  await own.post(pathOf("/me/wish"), wish);
  await olga.post(pathOf(`/people/${anns}/end`));
  const entries = await trail(`?from=${since + 1}`);
  const at = new Date(test.wallNow).toISOString();
  expect(entries.every((entry) => entry.at === at)).toBe(true);
  expect(entries.map(({ who, action, subject }) => [who, action, subject])).toEqual([
    [olgas, "add member", "account 6"],
    [olgas, "issue enrolment code", `account ${account}`],
    [olgas, "set wish", `account ${account}`],
    [olgas, "book deposit", `account ${account}`],
    [olgas, "book withdrawal", `account ${account}`],
    [olgas, "set credit limit", `account ${account}`],
    [olgas, "set rules", "rules version 2"],
    [olgas, "set end", null],
    [olgas, "revoke device", `device ${ann.signer.address}`],
    [olgas, "invite", `account ${account}`],
    [anns, "set wish", `account ${account}`],
    [olgas, "end access", `person ${anns}`],
  ]);
  const { database } = test.context.open;
  const { member, rules, payment } = tables;
  for (const table of [member, rules, payment]) {
    const rows = await database
      .select()
      .from(table)
      .where(eq(table.communityId, community.state.id));
    expect(rows.map(({ recordedBy }) => recordedBy)).toContain(olgas);
  }
});

it("begins with the token's writes and the devices' enrolments", async () => {
  const entries = await trail();
  expect(entries.map(({ who, action }) => `${who}: ${action}`)).toEqual([
    "operator token: create community",
    ...Array(2)
      .fill([
        "operator token: add member",
        "operator token: issue enrolment code",
        "device: enrol device",
      ])
      .flat(),
  ]);
});

it("has one entry for a write that is repeated, and none for one that is refused", async () => {
  const { community, ann } = neighbours;
  const before = await trail();
  const pay = (amount: string) =>
    community.operate("/deposits", { account: ann.account, amount }, "key");
  await pay("5");
  await pay("5");
  await pay("6");
  const after = await trail();
  expect(after.slice(before.length).map(({ detail }) => detail)).toEqual([{ amount: "5" }]);
});

it("names people to operators, and only operators and auditors to auditors", async () => {
  const { community, ann } = neighbours;
  await TestBrowser.signedUp(community, { role: "household", account: ann.account });
  const [olga, aude] = [
    await operator(),
    await TestBrowser.signedUp(community, { role: "auditor", name: "Aude" }),
  ];
  const namesFor = async (browser: TestBrowser) => {
    const { body } = await browser.ask<{ entries: AuditEntry[] }>("GET", pathOf("/audit"));
    return body.entries.filter(({ action }) => action === "sign up").map(({ name }) => name);
  };
  expect(await namesFor(olga)).toEqual(["Household 0", "Olga", "Aude"]);
  expect(await namesFor(aude)).toEqual([null, "Olga", "Aude"]);
});

it("is read in pages, the newest first asked for", async () => {
  const all = await trail();
  expect(await trail("?limit=2")).toEqual(all.slice(-2));
  expect(await trail(`?from=${all[1]?.id}&limit=3`)).toEqual(all.slice(1, 4));
});

it("is filtered by who, action, subject, time and text", async () => {
  const { community, ann, bob } = neighbours;
  const olga = await operator();
  const { person = "" } = (await olga.session()) ?? {};
  const start = test.wallNow;
  await olga.post(pathOf("/credit-limits"), { account: ann.account, creditLimit: "70" });
  test.wallNow = start + 60_000;
  await olga.post(pathOf("/credit-limits"), { account: bob.account, creditLimit: "80" });
  await community.operate("/deposits", { account: bob.account, amount: "5" });
  const found = async (query: Record<string, string>) =>
    (await trail(`?${new URLSearchParams(query)}`)).map(
      ({ action, subject }) => `${action}: ${subject}`,
    );
  const [ofAnn, ofBob] = [ann, bob].map(({ account }) => `set credit limit: account ${account}`);
  expect(await found({ action: "set credit limit" })).toEqual([ofAnn, ofBob]);
  expect(await found({ who: person })).toEqual([expect.stringMatching(/^sign up/), ofAnn, ofBob]);
  const at = (ms: number) => new Date(ms).toISOString();
  const deposit = `book deposit: account ${bob.account}`;
  expect(await found({ since: at(start + 60_000) })).toEqual([ofBob, deposit]);
  expect(await found({ action: "set credit limit", until: at(start + 60_000) })).toEqual([ofAnn]);
  expect(await found({ subject: `ACCOUNT ${bob.account}`, action: "book deposit" })).toEqual([
    deposit,
  ]);
  expect(await found({ text: "credit LIMIT" })).toEqual([ofAnn, ofBob]);
  // What is in the detail is found, too, and no sign stands for another one.
  expect(await found({ text: '"80"' })).toEqual([ofBob]);
  expect(await found({ text: "%" })).toEqual([]);
  expect(await found({ text: "credit_limit" })).toEqual([]);
  test.wallNow = start;
});

it("is read backwards in pages, newest first asked for", async () => {
  const all = await trail();
  const newest = await trail("?limit=3");
  const older = await trail(`?limit=3&before=${newest[0]?.id}`);
  expect([...older, ...newest]).toEqual(all.slice(-6));
});

it("finds and offers households' names to operators only", async () => {
  const { community, ann } = neighbours;
  await TestBrowser.signedUp(community, { role: "household", account: ann.account });
  const [olga, aude] = [
    await operator(),
    await TestBrowser.signedUp(community, { role: "auditor", name: "Aude" }),
  ];
  const found = async (browser: TestBrowser, text: string) => {
    const path = pathOf(`/audit?${new URLSearchParams({ text })}`);
    return (await browser.ask<{ entries: AuditEntry[] }>("GET", path)).body.entries.length;
  };
  expect(await found(olga, "household 0")).toBe(1);
  expect(await found(aude, "household 0")).toBe(0);
  expect(await found(aude, "olga")).toBe(1);
  const choices = async (browser: TestBrowser) =>
    (await browser.ask<AuditChoices>("GET", pathOf("/audit/choices"))).body;
  const { people, actions } = await choices(olga);
  expect(actions).toContain("enrol device");
  const named = (all: AuditChoices["people"]) =>
    all
      .map(({ name }) => name)
      .filter(Boolean)
      .sort();
  expect(named(people)).toEqual(["Aude", "Household 0", "Olga"]);
  expect(named((await choices(aude)).people)).toEqual(["Aude", "Olga"]);
});
