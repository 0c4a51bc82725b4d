import { tables } from "@pumasi/database";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SoftAuthenticator } from "../testing/soft-authenticator.js";
import { invite, TestBrowser } from "../testing/test-browser.js";
import { TestCommunity, type TestMember } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { HOUR, START } from "../testing/test-terms.js";

const DAY = 24 * HOUR;

let test: TestServer;
let community: TestCommunity;
let ann: TestMember;
let wallStart: number;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
  wallStart = test.wallNow;
});

afterAll(() => test.close());

beforeEach(async () => {
  test.wallNow = wallStart;
  test.hasDemoPeople = false;
  community = await TestCommunity.create(test, `c${communities++}`);
  ann = await community.addMember();
});

const annsBrowser = () =>
  TestBrowser.signedUp(community, { role: "household", account: ann.account });
const operatorsBrowser = () => TestBrowser.signedUp(community, { role: "operator", name: "Olga" });

const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code;

describe("signing up", () => {
  it("makes an invited household a person, signed in, with ten recovery codes", async () => {
    const browser = new TestBrowser(test);
    const reply = await browser.signUp(
      await invite(community, { role: "household", account: ann.account }),
    );
    expect(reply).toMatchObject({
      status: 200,
      body: {
        session: {
          community: community.slug,
          role: "household",
          name: "Household 0",
          account: ann.account,
          signedInBy: "passkey",
          expiresAt: new Date(wallStart + 30 * DAY).toISOString(),
        },
      },
    });
    expect(new Set(browser.recoveryCodes).size).toBe(10);
    expect(await browser.session()).toEqual(reply.body.session);
  });

  it("takes a code however it is typed", async () => {
    const code = await invite(community, { role: "auditor", name: "Aude" });
    const typed = code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
    const reply = await new TestBrowser(test).signUp(typed);
    expect(reply.body.session).toMatchObject({ role: "auditor", name: "Aude", account: null });
  });

  it("keeps no code, no session and no private half that could be used", async () => {
    const code = await invite(community, { role: "operator", name: "Olga" });
    const browser = new TestBrowser(test);
    await browser.signUp(code);
    const { database } = test.context.open;
    const kept: unknown[] = [];
    for (const table of [tables.invitation, tables.recoveryCode, tables.session, tables.passkey]) {
      kept.push(await database.select().from(table));
    }
    kept.push(await database.select().from(tables.idempotency));
    kept.push(await database.select().from(tables.auditEntry));
    const text = JSON.stringify(kept);
    for (const secret of [code, browser.cookie ?? "", ...browser.recoveryCodes]) {
      expect(secret.length).toBeGreaterThan(10);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(secret.replaceAll("-", ""));
    }
  });

  it("uses an invitation up, also by two at the same moment", async () => {
    const code = await invite(community, { role: "operator", name: "Olga" });
    const both = [new TestBrowser(test), new TestBrowser(test)];
    const replies = await Promise.all(both.map((browser) => browser.signUp(code)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const loser = both.find(({ cookie }) => cookie === null);
    expect(await loser?.session()).toBeNull();
  });
});

describe("signing in with a passkey", () => {
  it("knows who it is without being told", async () => {
    const [olga, browser] = [await operatorsBrowser(), await annsBrowser()];
    for (const own of [olga, browser]) await own.post("/v1/sign-out");
    expect(await browser.session()).toBeNull();
    expect((await browser.signIn()).body.session).toMatchObject({ account: ann.account });
    expect((await olga.signIn()).body.session).toMatchObject({ role: "operator" });
  });

  it.each([
    ["another site's page asks", { origin: "https://evil.example" }],
    ["it is for another server", { rpId: "evil.example" }],
    ["nobody was verified", { isUnverified: true }],
    ["another key signs", { hasOtherKey: true }],
    ["it claims to be somebody else", { userHandle: "c29tZWJvZHk" }],
  ])("is refused where %s", async (_when, misuse) => {
    const browser = await annsBrowser();
    await browser.post("/v1/sign-out");
    expect(codeOf(await browser.signIn(misuse))).toBe("passkey_invalid");
    expect(browser.cookie).toBeNull();
    expect((await browser.signIn()).status).toBe(200);
  });

  it("is refused to a copy, whose count of signatures lags behind", async () => {
    const browser = await annsBrowser();
    expect((await browser.signIn({ counter: 7 })).status).toBe(200);
    expect(codeOf(await browser.signIn({ counter: 7 }))).toBe("passkey_invalid");
    expect((await browser.signIn({ counter: 8 })).status).toBe(200);
  });

  it("answers one challenge once, within five minutes, and for what it was asked", async () => {
    const browser = await annsBrowser();
    const options = async (of: string) =>
      (await browser.post<{ challenge: string }>(`/v1/${of}/options`)).body;
    const first = { response: browser.authenticator.get(await options("sign-in")) };
    expect((await browser.post("/v1/sign-in", first)).status).toBe(200);
    expect(codeOf(await browser.post("/v1/sign-in", first))).toBe("challenge_unknown");
    const late = { response: browser.authenticator.get(await options("sign-in")) };
    test.wallNow += 5 * 60_000;
    expect(codeOf(await browser.post("/v1/sign-in", late))).toBe("challenge_unknown");
    const forAnother = { ...(await options("passkeys")), rpId: "localhost" };
    const response = browser.authenticator.get(forAnother);
    expect(codeOf(await browser.post("/v1/sign-in", { response }))).toBe("challenge_unknown");
  });
});

describe("a session", () => {
  it("is a cookie that scripts cannot read and other sites do not send", async () => {
    const browser = await annsBrowser();
    const { cookie } = await browser.signIn();
    const [value = "", ...attributes] = (cookie ?? "").split("; ");
    expect(Buffer.from(value.slice("pumasi_session=".length), "base64url")).toHaveLength(32);
    expect(attributes.sort()).toEqual(["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Strict"]);
  });

  it("is a new one at each signing in, and ends the one before", async () => {
    const browser = await annsBrowser();
    const before = browser.cookie;
    await browser.signIn();
    expect(browser.cookie).not.toBe(before);
    browser.cookie = before;
    expect(await browser.session()).toBeNull();
  });

  it("ends after twelve hours without use, and not before", async () => {
    const browser = await annsBrowser();
    for (let hours = 0; hours < 48; hours += 11) {
      test.wallNow += 11 * HOUR;
      expect(await browser.session()).not.toBeNull();
    }
    test.wallNow += 12 * HOUR;
    expect(await browser.session()).toBeNull();
  });

  it.each([
    ["a household's", annsBrowser, 30 * DAY],
    ["an operator's", operatorsBrowser, 12 * HOUR],
  ])("ends, however much it is used: %s", async (_whose, open, longest) => {
    const browser = await open();
    for (test.wallNow += 6 * HOUR; test.wallNow < wallStart + longest; test.wallNow += 6 * HOUR) {
      expect(await browser.session()).not.toBeNull();
    }
    expect(await browser.session()).toBeNull();
  });

  it("does not depend on market time", async () => {
    const browser = await annsBrowser();
    test.now = START + 400 * DAY;
    expect(await browser.session()).not.toBeNull();
    test.now = START;
  });

  it("ends when its person signs out, for whoever has the cookie", async () => {
    const browser = await annsBrowser();
    const { cookie } = browser;
    await browser.post("/v1/sign-out");
    expect(browser.cookie).toBeNull();
    browser.cookie = cookie;
    expect(await browser.session()).toBeNull();
  });

  it("ends with its person's access, and no passkey or code opens another", async () => {
    const browser = await annsBrowser();
    const { person } = (await browser.session()) ?? { person: "" };
    const olga = await operatorsBrowser();
    const path = `/v1/communities/${community.slug}/people/${person}/end`;
    expect((await olga.post(path)).status).toBe(200);
    expect(await browser.session()).toBeNull();
    expect(codeOf(await browser.signIn())).toBe("passkey_invalid");
    const [code = ""] = browser.recoveryCodes;
    expect(codeOf(await browser.recover(code))).toBe("recovery_code_invalid");
  });
});

describe("a recovery code", () => {
  it("lets its person in once, to make a new passkey", async () => {
    const lost = await annsBrowser();
    const [code = "", second = ""] = lost.recoveryCodes;
    const browser = new TestBrowser(test);
    expect((await browser.recover(code)).body.session).toMatchObject({
      account: ann.account,
      signedInBy: "recovery",
    });
    expect((await browser.addPasskey(browser.authenticator)).status).toBe(200);
    await browser.post("/v1/sign-out");
    expect((await browser.signIn()).status).toBe(200);
    expect(codeOf(await new TestBrowser(test).recover(code))).toBe("recovery_code_invalid");
    expect((await new TestBrowser(test).recover(second)).status).toBe(200);
  });

  it("is of no use once there are new ones", async () => {
    const browser = await annsBrowser();
    const [old = ""] = browser.recoveryCodes;
    const { body } = await browser.post<{ recoveryCodes: string[] }>("/v1/recovery-codes");
    expect(codeOf(await new TestBrowser(test).recover(old))).toBe("recovery_code_invalid");
    expect((await new TestBrowser(test).recover(body.recoveryCodes[9] ?? "")).status).toBe(200);
  });
});

describe("one's passkeys", () => {
  it("are listed, added and removed", async () => {
    const browser = await annsBrowser();
    const spare = new SoftAuthenticator();
    const added = await browser.addPasskey(spare);
    expect(added.body).toMatchObject({ passkeys: [{}, { id: spare.id }], recoveryCodesLeft: 10 });
    const removed = await browser.ask("DELETE", `/v1/passkeys/${browser.authenticator.id}`);
    expect(removed.body).toMatchObject({ passkeys: [{ id: spare.id, transports: ["internal"] }] });
    expect(codeOf(await browser.signIn())).toBe("passkey_invalid");
  });

  it("are nobody else's to remove, and its challenge nobody else's to answer", async () => {
    const [browser, olga] = [await annsBrowser(), await operatorsBrowser()];
    const other = await olga.ask("DELETE", `/v1/passkeys/${browser.authenticator.id}`);
    expect(codeOf(other)).toBe("unknown_passkey");
    const asked = await browser.post<{ challenge: string }>("/v1/passkeys/options");
    const response = new SoftAuthenticator().create(asked.body);
    expect(codeOf(await olga.post("/v1/passkeys", { response }))).toBe("challenge_unknown");
  });
});

describe("a demo", () => {
  const demo = { role: "household" as const };
  const signIn = (browser: TestBrowser, body: object) =>
    browser.post("/v1/sign-in/demo", { community: community.slug, ...body });

  it("lists its people, and lets visitors be any of them", async () => {
    test.hasDemoPeople = true;
    const browser = new TestBrowser(test);
    const { body } = await browser.ask<{ people: { community: string }[] }>(
      "GET",
      "/v1/demo-people",
    );
    const own = body.people.filter((person) => person.community === community.slug);
    expect(own).toMatchObject([
      { role: "operator", account: null },
      { role: "auditor", account: null },
      { role: "household", name: "Household 0", account: ann.account },
    ]);
    for (const person of own) {
      expect((await signIn(browser, person)).status).toBe(200);
      expect(await browser.session()).toMatchObject({ ...person, signedInBy: "demo" });
    }
  });

  it("makes each person once", async () => {
    test.hasDemoPeople = true;
    for (let visits = 0; visits < 2; visits += 1) {
      expect((await signIn(new TestBrowser(test), { ...demo, account: ann.account })).status).toBe(
        200,
      );
    }
    const { person } = tables;
    const rows = await test.context.open.database
      .select()
      .from(person)
      .where(eq(person.communityId, community.state.id));
    expect(rows).toHaveLength(1);
  });

  it("gives nobody a way in of his own: its visitors share its people", async () => {
    test.hasDemoPeople = true;
    const browser = new TestBrowser(test);
    await signIn(browser, { ...demo, account: ann.account });
    // A registration that somebody else began is refused for who asks, not only for what it was begun for.
    const { body } = await (await annsBrowser()).post<{ challenge: string }>(
      "/v1/passkeys/options",
    );
    const response = new SoftAuthenticator().create(body);
    const refused = [
      await browser.post("/v1/passkeys/options"),
      await browser.post("/v1/passkeys", { response }),
      await browser.ask("DELETE", "/v1/passkeys/any"),
      await browser.post("/v1/recovery-codes"),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => "not_permitted"));
    expect((await browser.ask("GET", "/v1/passkeys")).body).toEqual({
      passkeys: [],
      recoveryCodesLeft: 0,
    });
    await signIn(browser, { role: "operator" });
    expect(codeOf(await browser.post("/v1/recovery-codes"))).toBe("not_permitted");
  });

  it("refuses accounts that nobody has", async () => {
    test.hasDemoPeople = true;
    for (const account of [0, 99, 0xffff_ffff]) {
      const reply = await signIn(new TestBrowser(test), { ...demo, account });
      expect([account, codeOf(reply)]).toEqual([account, "unknown_account"]);
    }
  });

  it("is over once the server is started without it: nobody gets in, and nobody stays", async () => {
    test.hasDemoPeople = true;
    const browser = new TestBrowser(test);
    await signIn(browser, { ...demo, account: ann.account });
    test.hasDemoPeople = false;
    expect(await browser.session()).toBeNull();
    const refused = [
      await signIn(browser, { ...demo, account: ann.account }),
      await browser.ask("GET", "/v1/demo-people"),
    ];
    expect(refused.map(codeOf)).toEqual(["unknown_route", "unknown_route"]);
  });
});
