import type { Problem } from "@pumasi/protocol";
import { SoftAuthenticator } from "../soft-authenticator.js";
import { invite, TestBrowser } from "../test-browser.js";
import type { Reply } from "../test-server.js";
import {
  operatorCase,
  problemIn,
  type RefusalCase,
  requestCase,
  type World,
} from "./refusal-case.js";

const DAY = 86_400_000;
const OPERATOR = { role: "operator", name: "Olga" } as const;

const household = ({ community, ann }: World) =>
  TestBrowser.signedUp(community, { role: "household", account: ann.account });

/** A case that is one request by a person who has signed up. */
function personCase(
  code: RefusalCase["code"],
  when: string,
  open: (world: World) => Promise<TestBrowser>,
  ask: (browser: TestBrowser, world: World) => Promise<Reply>,
): RefusalCase {
  return {
    code,
    when,
    async arrange(world) {
      const browser = await open(world);
      return async (): Promise<Problem> => problemIn(await ask(browser, world));
    },
  };
}

const stranger = async ({ test }: World) => new TestBrowser(test);

export const PEOPLE_CASES: RefusalCase[] = [
  requestCase("sign_in_required", "nobody asks for its own", ({ community }) => [
    "GET",
    `/v1/communities/${community.slug}/me`,
  ]),
  requestCase("sign_in_required", "a token asks for its own passkeys", () => [
    "GET",
    "/v1/passkeys",
    { asOperator: true },
  ]),
  personCase("not_permitted", "a household lists members", household, (browser, { community }) =>
    browser.ask("GET", `/v1/communities/${community.slug}/members`),
  ),
  personCase(
    "not_permitted",
    "a visitor of a demo would leave a passkey behind",
    async (world) => {
      world.test.hasDemoPeople = true;
      const browser = await stranger(world);
      const { slug: community } = world.community;
      await browser.post("/v1/sign-in/demo", { community, role: "operator" });
      return browser;
    },
    (browser) => browser.post("/v1/passkeys/options"),
  ),
  personCase("cross_site_request", "another site writes in its name", household, (browser, world) =>
    browser.ask("POST", `/v1/communities/${world.community.slug}/me/wish`, {
      body: { buyBelow: "1", sellAbove: "1" },
      headers: { "sec-fetch-site": "cross-site" },
    }),
  ),
  personCase("invitation_unknown", "the code is made up", stranger, (browser) =>
    browser.signUp("AAAAA-AAAAA-AAAAA-AAAAA"),
  ),
  {
    code: "invitation_used",
    when: "somebody has signed up with it",
    async arrange({ test, community }) {
      const code = await invite(community, OPERATOR);
      await new TestBrowser(test).signUp(code);
      return async () => problemIn(await new TestBrowser(test).signUp(code));
    },
  },
  {
    code: "invitation_expired",
    when: "it is fourteen days old",
    async arrange({ test, community }) {
      const code = await invite(community, OPERATOR);
      test.wallNow += 14 * DAY;
      return async () => problemIn(await new TestBrowser(test).signUp(code));
    },
  },
  operatorCase(
    "unknown_account",
    "nobody has the account that is invited",
    () => "/invitations",
    () => ({ role: "household", account: 999 }),
  ),
  operatorCase(
    "request_malformed",
    "an operator is invited for an account",
    () => "/invitations",
    () => ({ role: "operator", account: 4 }),
  ),
  operatorCase(
    "unknown_person",
    "nobody's access is ended",
    () => "/people/nobody/end",
    () => undefined,
  ),
  personCase("challenge_unknown", "nothing was asked", household, (browser) => {
    const challenge = "bm90aGluZw";
    const response = browser.authenticator.get({ challenge, rpId: "localhost" });
    return browser.post("/v1/sign-in", { response });
  }),
  personCase("passkey_invalid", "its passkey is not known here", stranger, (browser) =>
    browser.signIn(),
  ),
  personCase("passkey_invalid", "the new one was made for another site", household, (browser) =>
    browser.addPasskey(new SoftAuthenticator(), { origin: "https://evil.example" }),
  ),
  personCase("passkey_invalid", "the new one verified nobody", household, (browser) =>
    browser.addPasskey(new SoftAuthenticator(), { isUnverified: true }),
  ),
  personCase("passkey_taken", "it is added twice", household, (browser) =>
    browser.addPasskey(browser.authenticator),
  ),
  personCase("passkey_last", "the only one is removed", household, (browser) =>
    browser.ask("DELETE", `/v1/passkeys/${browser.authenticator.id}`),
  ),
  personCase("unknown_passkey", "it is not its own", household, (browser) =>
    browser.ask("DELETE", "/v1/passkeys/another"),
  ),
  personCase("recovery_code_invalid", "the code is made up", stranger, (browser) =>
    browser.recover("AAAAA-AAAAA-AAAAA-AAAAA"),
  ),
  personCase("read_only", "somebody would sign in", stranger, (browser, { test }) => {
    test.isReadOnly = true;
    return browser.post("/v1/sign-in/options");
  }),
];
