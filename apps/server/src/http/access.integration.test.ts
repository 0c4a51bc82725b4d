import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { ASKERS, type Asker, ROUTES, VERDICTS } from "../testing/route-access.js";
import { TestBrowser } from "../testing/test-browser.js";
import { TestCommunity, type TestMember } from "../testing/test-community.js";
import { type Method, startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";

/** Limits that nothing else in a test's data reads like. */
const BOBS_WISH = { buyBelow: "123.456789", sellAbove: "98.765432" };

const ACCESS = ["operator_required", "sign_in_required", "not_permitted"];

let test: TestServer;
let closed: Neighbours;
let open: Neighbours;
let browsers: Record<Exclude<Asker, "the token">, TestBrowser>;

beforeAll(async () => {
  test = await startTestServer(START);
  closed = await Neighbours.create(test, "closed");
  open = await Neighbours.create(test, "open", { openData: true });
  await closed.liveThrough(FIRST_SLOT);
  const foreign = await TestCommunity.create(test, "foreign");
  const household = (account: number) =>
    TestBrowser.signedUp(closed.community, { role: "household", account });
  browsers = {
    nobody: new TestBrowser(test),
    "the household itself": await household(closed.ann.account),
    "another household": await household(closed.bob.account),
    "an auditor": await TestBrowser.signedUp(closed.community, { role: "auditor", name: "Aude" }),
    "an operator": await TestBrowser.signedUp(closed.community, { role: "operator", name: "Olga" }),
    "another community's operator": await TestBrowser.signedUp(foreign, {
      role: "operator",
      name: "Otto",
    }),
  };
});

afterAll(() => test.close());

/** The routes of the API's own description, as "GET /v1/…". */
function describedRoutes(): string[] {
  const { paths = {} } = test.app.swagger() as { paths?: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** A route's address in a community, about Ann's account or another. */
function addressOf(route: string, { community, ann }: Neighbours, account = ann.account): string {
  const values: Record<string, string | number> = {
    community: community.slug,
    slot: FIRST_SLOT,
    period: 0,
    account,
    member: ann.member,
    device: `0x${"ee".repeat(20)}`,
    person: "nobody",
    passkey: "none",
    id: 0,
  };
  const path = route.slice(route.indexOf(" ") + 1);
  const query = ROUTES[route]?.query ?? "";
  return path.replace(/\{(\w+)\}/g, (_whole, name) => `${values[name]}`) + query;
}

async function ask(asker: Asker, route: string, neighbours: Neighbours) {
  const method = route.slice(0, route.indexOf(" ")) as Method;
  const address = addressOf(route, neighbours);
  const { body } = ROUTES[route] ?? {};
  const asked = body === undefined ? {} : { body };
  return asker === "the token"
    ? test.ask(method, address, { ...asked, asOperator: true })
    : browsers[asker].ask(method, address, asked);
}

const asked = Object.entries(ROUTES).filter(([, { isStream }]) => !isStream);

describe("every route", () => {
  it("is in the table of who may what, and there is nothing else in it", () => {
    expect(Object.keys(ROUTES).sort()).toEqual(describedRoutes().sort());
  });

  it.each(asked)("%s", async (route, { kind }) => {
    const verdicts: Partial<Record<Asker, unknown>> = {};
    for (const asker of ASKERS) {
      const { status, body } = await ask(asker, route, closed);
      const { code = null } = body as { code?: string };
      expect([asker, status]).not.toEqual([asker, 400]);
      expect([asker, status]).not.toEqual([asker, 500]);
      verdicts[asker] = ACCESS.includes(code ?? "") ? code : null;
    }
    expect(verdicts).toEqual(VERDICTS[kind]);
  });
});

describe("open data", () => {
  const readers = asked.filter(([, { kind }]) => kind === "oversight" || kind === "account");

  it.each(readers)("is for everyone: %s", async (route) => {
    const { body } = await test.ask("GET", addressOf(route, open));
    expect(ACCESS).not.toContain((body as { code?: string }).code);
  });

  const closedRoutes = asked.filter(([, { kind }]) => kind === "own" || kind === "overseers");

  it.each(closedRoutes)("does not open %s", async (route, { body }) => {
    const method = route.slice(0, route.indexOf(" ")) as Method;
    const { status } = await test.ask(method, addressOf(route, open), { body });
    expect(status).toBe(401);
  });

  it("does not open the audit trail, nor names, points of delivery and wishes", async () => {
    const { slug } = open.community;
    for (const path of ["audit", "members", "people", "me"]) {
      const { status } = await test.ask("GET", `/v1/communities/${slug}/${path}`);
      expect([path, status]).toEqual([path, 401]);
    }
  });
});

describe("a household", () => {
  it("is told nothing of its neighbour by any route, asked about either account", async () => {
    const { community, ann, bob } = closed;
    await community.operate(`/members/${bob.member}/wish`, BOBS_WISH);
    const browser = browsers["the household itself"];
    await browser.signIn();
    const { pseudonym = "" } = community.state.accounts.get(bob.account) ?? {};
    const secrets = ["Household 1", "POD-1", pseudonym, ...Object.values(BOBS_WISH)];
    const known = await community.ask("GET", "/members", { asOperator: true });
    for (const secret of secrets) expect(JSON.stringify(known.body)).toContain(secret);
    const own: string[] = [];
    for (const [route] of asked.filter(([name]) => name.startsWith("GET "))) {
      for (const account of [ann.account, bob.account]) {
        const address = addressOf(route, closed, account).replace(/0x(ee)+/, bob.signer.address);
        const { body, status } = await browser.ask("GET", address);
        const text = JSON.stringify(body);
        const told = secrets.filter((secret) => text.includes(secret));
        expect([address, told]).toEqual([address, []]);
        if (status === 200) own.push(text);
      }
    }
    expect(own.join()).toContain("POD-0");
  });

  it("sees and sets its own", async () => {
    const { community, ann } = closed;
    const browser = browsers["the household itself"];
    const path = `/v1/communities/${community.slug}/me`;
    const wish = { buyBelow: "150.5", sellAbove: "90", away: true };
    const before = await browser.ask<{ balance: string }>("GET", path);
    expect(before.body).toMatchObject({
      ...{ name: "Household 0", pod: "POD-0", account: ann.account, meter: ann.meter },
      devices: [{ device: ann.signer.address }],
    });
    expect(Number((before.body as unknown as { unsettled: string }).unsettled)).toBeLessThan(0);
    const asked = { body: wish, key: "own" };
    for (let times = 0; times < 2; times += 1) {
      expect((await browser.ask("POST", `${path}/wish`, asked)).body).toEqual(wish);
    }
    expect((await browser.ask("GET", path)).body).toMatchObject({ wish });
  });

  it.each([
    ["its gateway", (own: TestMember) => own.signer, BOBS_WISH],
    ["its neighbour's gateway", (_own: TestMember, other: TestMember) => other.signer, null],
  ])("has its limits told to %s, by the signature", async (_who, signerOf, wish) => {
    const { community, ann, bob } = closed;
    await community.operate(`/members/${bob.member}/wish`, BOBS_WISH);
    const asked = { ...bob, signer: { ...signerOf(bob, ann), address: bob.signer.address } };
    const { body } = await community.askAsDevice(asked);
    expect(body).toMatchObject({ account: bob.account, wish });
  });

  it("does not get another's answer for the same idempotency key", async () => {
    const path = `/v1/communities/${closed.community.slug}/me/wish`;
    const bob = browsers["another household"];
    await bob.signIn();
    const body = { buyBelow: "1", sellAbove: "2" };
    const asked = { body, key: "own" };
    expect(await bob.ask("POST", path, asked)).toMatchObject({ status: 200, body });
    // Who does not say that it is away is at home.
    expect((await bob.ask("GET", path.replace("/wish", ""))).body).toMatchObject({
      wish: { ...body, away: false },
    });
  });
});
