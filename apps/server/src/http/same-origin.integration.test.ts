import { afterAll, beforeAll, expect, it } from "vitest";
import { TestBrowser } from "../testing/test-browser.js";
import { TestCommunity } from "../testing/test-community.js";
import { PUBLIC_URL, startTestServer, type TestServer } from "../testing/test-server.js";
import { START } from "../testing/test-terms.js";

let test: TestServer;
let cookie: string;
let path: string;

beforeAll(async () => {
  test = await startTestServer(START);
  const community = await TestCommunity.create(test, "origins");
  const { account } = await community.addMember();
  const browser = await TestBrowser.signedUp(community, { role: "household", account });
  cookie = `pumasi_session=${browser.cookie}`;
  path = `/v1/communities/${community.slug}/me/wish`;
});

afterAll(() => test.close());

const body = { buyBelow: "1", sellAbove: "1" };

it.each([
  [200, "the page itself", { "sec-fetch-site": "same-origin" }],
  [200, "the page in an older browser", { origin: PUBLIC_URL }],
  [
    200,
    "the page under another name of the host",
    { origin: "http://127.0.0.1:9", host: "127.0.0.1:9" },
  ],
  [403, "another site", { "sec-fetch-site": "cross-site" }],
  [403, "another port of the same host", { "sec-fetch-site": "same-site" }],
  [
    403,
    "another site that names the origin",
    { "sec-fetch-site": "cross-site", origin: PUBLIC_URL },
  ],
  [403, "an address that was typed", { "sec-fetch-site": "none" }],
  [403, "another site in an older browser", { origin: "https://evil.example" }],
  [403, "a page without an origin", { origin: "null" }],
  [403, "who does not say", {}],
])("%i: a write with a session's cookie from %s", async (status, _from, headers) => {
  const reply = await test.ask("POST", path, { body, headers: { cookie, ...headers } });
  expect(reply.status).toBe(status);
  if (status === 403) expect(reply.body).toMatchObject({ code: "cross_site_request" });
});

it("does not let another site sign anybody in, as itself or as another", async () => {
  test.hasDemoPeople = true;
  const headers = { "sec-fetch-site": "cross-site" };
  const demo = { community: "origins", role: "operator" };
  const asked: [string, unknown?][] = [
    ["/v1/sign-in/options"],
    ["/v1/sign-in/demo", demo],
    ["/v1/sign-in/recovery", { code: "AAAAAAAA" }],
    ["/v1/sign-up/options", { invitation: "AAAAAAAA" }],
    ["/v1/sign-out"],
  ];
  for (const [url, sent] of asked) {
    const reply = await test.ask("POST", url, {
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    });
    expect([url, reply.body]).toMatchObject([url, { code: "cross_site_request" }]);
    expect(reply.cookie).toBeNull();
  }
});

it("does not ask programs with a token where they come from", async () => {
  const asked = { body: { role: "operator", name: "Olga" }, asOperator: true };
  const invited = await test.ask("POST", "/v1/communities/origins/invitations", asked);
  expect(invited.status).toBe(200);
});

it("takes a token's word for it alone: a cookie beside a wrong token is nobody's", async () => {
  const headers = { cookie, authorization: "Bearer wrong" };
  const reply = await test.ask("GET", "/v1/communities/origins/me", { headers });
  expect(reply.status).toBe(401);
});

it("tells caches to keep nothing of what a person is told", async () => {
  const cached = async (headers: Record<string, string>) =>
    (await test.app.inject({ url: "/v1/session", headers })).headers["cache-control"];
  expect(await cached({ cookie })).toBe("no-store");
  expect(await cached({})).toBeUndefined();
});

it("tells browsers to run nothing but the page's own scripts, in no frame", async () => {
  const { headers } = await test.app.inject({ url: "/v1/session" });
  const policy = new Map(
    `${headers["content-security-policy"]}`.split(";").map((part) => {
      const [name = "", ...sources] = part.trim().split(" ");
      return [name, sources.join(" ")] as const;
    }),
  );
  expect(Object.fromEntries(policy)).toEqual({
    "default-src": "'none'",
    "script-src": "'self'",
    "script-src-attr": "'none'",
    "style-src": "'self'",
    "style-src-elem": "'self' 'unsafe-inline'",
    "style-src-attr": "'none'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
  });
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
  });
});
