import type { InvitationRequest, SessionAnswer, SignedIn } from "@pumasi/protocol";
import { type Misuse, SoftAuthenticator } from "./soft-authenticator.js";
import type { TestCommunity } from "./test-community.js";
import type { Asked, Method, Reply, TestServer } from "./test-server.js";

type Options = { challenge: string };

/** What a browser says of a request by the page itself. */
export const SAME_ORIGIN = { "sec-fetch-site": "same-origin" };

/** A person's browser: it keeps the session's cookie, and sends it back as the page's own requests do. */
export class TestBrowser {
  /** The session's id; null when signed out. */
  cookie: string | null = null;
  readonly authenticator = new SoftAuthenticator();
  recoveryCodes: string[] = [];

  constructor(readonly test: TestServer) {}

  /** Somebody whom the operator has invited, signed up and signed in. */
  static async signedUp(
    community: TestCommunity,
    invited: InvitationRequest,
  ): Promise<TestBrowser> {
    const browser = new TestBrowser(community.test);
    const reply = await browser.signUp(await invite(community, invited));
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
    return browser;
  }

  async ask<Body = unknown>(method: Method, url: string, asked: Asked = {}): Promise<Reply<Body>> {
    const cookie = this.cookie === null ? {} : { cookie: `pumasi_session=${this.cookie}` };
    const headers = { ...SAME_ORIGIN, ...cookie, ...asked.headers };
    const reply = await this.test.ask<Body>(method, url, { ...asked, headers });
    const given = /^pumasi_session=([^;]*)/.exec(reply.cookie ?? "");
    if (given !== null) this.cookie = given[1] || null;
    return reply;
  }

  post<Body = unknown>(url: string, body?: unknown): Promise<Reply<Body>> {
    return this.ask<Body>("POST", url, body === undefined ? {} : { body });
  }

  async signUp(invitation: string, misuse?: Misuse): Promise<Reply<{ session: SignedIn }>> {
    const options = await this.post<Options>("/v1/sign-up/options", { invitation });
    if (options.status !== 200) return options as unknown as Reply<{ session: SignedIn }>;
    const response = this.authenticator.create(options.body, misuse);
    const reply = await this.post<{ session: SignedIn; recoveryCodes: string[] }>("/v1/sign-up", {
      response,
    });
    this.recoveryCodes = reply.body.recoveryCodes ?? [];
    return reply;
  }

  async signIn(misuse?: Misuse): Promise<Reply<{ session: SignedIn }>> {
    const { body: options } = await this.post<Options>("/v1/sign-in/options");
    return this.post("/v1/sign-in", { response: this.authenticator.get(options, misuse) });
  }

  recover(code: string): Promise<Reply<{ session: SignedIn }>> {
    return this.post("/v1/sign-in/recovery", { code });
  }

  async addPasskey(authenticator: SoftAuthenticator, misuse?: Misuse): Promise<Reply> {
    const { body: options } = await this.post<Options>("/v1/passkeys/options");
    return this.post("/v1/passkeys", { response: authenticator.create(options, misuse) });
  }

  async session(): Promise<SignedIn | null> {
    return (await this.ask<SessionAnswer>("GET", "/v1/session")).body.session;
  }
}

/** A one-time code from the operator. */
export async function invite(
  community: TestCommunity,
  invited: InvitationRequest,
): Promise<string> {
  const { status, body } = await community.operate<{ code: string }>("/invitations", invited);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.code;
}
