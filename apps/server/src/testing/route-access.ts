import { FIRST_SLOT, requestOf, TERMS } from "./test-terms.js";

/** Everybody who may ask, as the tests of access tell them apart. */
export const ASKERS = [
  "nobody",
  "the household itself",
  "another household",
  "an auditor",
  "an operator",
  "another community's operator",
  "the token",
] as const;
export type Asker = (typeof ASKERS)[number];

/** How access is refused; null: it is not. */
type Verdict = "operator_required" | "sign_in_required" | "not_permitted" | null;

const ANYBODY = Object.fromEntries(ASKERS.map((asker) => [asker, null])) as Record<Asker, Verdict>;

const OVERSIGHT: Record<Asker, Verdict> = {
  nobody: "sign_in_required",
  "the household itself": "not_permitted",
  "another household": "not_permitted",
  "an auditor": null,
  "an operator": null,
  "another community's operator": "not_permitted",
  "the token": null,
};

/** Who may what, by kind of route, in a community whose data is not open. */
export const VERDICTS = {
  public: ANYBODY,
  /** What a signature in the body proves. */
  signed: ANYBODY,
  oversight: OVERSIGHT,
  /** The same, also where data is open: what others could make use of. */
  overseers: OVERSIGHT,
  account: { ...OVERSIGHT, "the household itself": null },
  /** The same, also where data is open: a household's own screens. */
  own: { ...OVERSIGHT, "the household itself": null },
  operator: { ...OVERSIGHT, nobody: "operator_required", "an auditor": "not_permitted" },
  server: {
    ...OVERSIGHT,
    nobody: "operator_required",
    "an auditor": "not_permitted",
    "an operator": "not_permitted",
  },
  household: {
    ...OVERSIGHT,
    "the household itself": null,
    "another household": null,
    "an auditor": "not_permitted",
    "an operator": "not_permitted",
    "the token": "sign_in_required",
  },
  person: { ...ANYBODY, nobody: "sign_in_required", "the token": "sign_in_required" },
} satisfies Record<string, Record<Asker, Verdict>>;

export interface RouteAccess {
  kind: keyof typeof VERDICTS;
  query?: string;
  body?: unknown;
  /** The answer never ends. */
  isStream?: boolean;
}

const C = "/v1/communities/{community}";
const NONE = "AAAA";
const wish = { buyBelow: "1", sellAbove: "1" };
const device = `0x${"ee".repeat(20)}`;
const credential = { id: NONE, rawId: NONE, type: "public-key" };
const signature = `0x${"11".repeat(65)}`;
const order = {
  ...{ slot: FIRST_SLOT, account: 4, side: "buy", energy: "1", limitPrice: "1", nonce: 1 },
  ...{ device, signature },
};
const reading = {
  ...{ slot: FIRST_SLOT, meter: 0, importRegister: "1", exportRegister: "0", quality: "measured" },
  ...{ device, signature },
};
const homeEnergy = {
  ...{ slot: FIRST_SLOT, meter: 0, generated: "1", charged: "0", discharged: "0" },
  ...{ device, signature },
};
const registration = {
  response: { ...credential, response: { clientDataJSON: NONE, attestationObject: NONE } },
};
const assertion = {
  response: {
    ...credential,
    response: { clientDataJSON: NONE, authenticatorData: NONE, signature: NONE },
  },
};

/** Every route of the API, for whom it is, and a request that fits its schema. */
export const ROUTES: Record<string, RouteAccess> = {
  "GET /v1/status": { kind: "public" },
  "GET /v1/ledger": { kind: "public" },
  "GET /v1/ledger/actions": { kind: "public" },
  "POST /v1/ledger/rpc": { kind: "public", body: { id: 1, method: "eth_chainId" } },
  "GET /v1/clock": { kind: "public" },
  "GET /v1/session": { kind: "public" },
  "GET /v1/demo-people": { kind: "public" },
  "POST /v1/sign-up/options": { kind: "public", body: { invitation: "AAAAAAAA" } },
  "POST /v1/sign-up": { kind: "public", body: registration },
  "POST /v1/sign-in/options": { kind: "public" },
  "POST /v1/sign-in": { kind: "public", body: assertion },
  "POST /v1/sign-in/recovery": { kind: "public", body: { code: "AAAAAAAA" } },
  "POST /v1/sign-in/demo": { kind: "public", body: { community: "nowhere", role: "operator" } },
  "GET /v1/passkeys": { kind: "person" },
  "POST /v1/passkeys/options": { kind: "person" },
  "POST /v1/passkeys": { kind: "person", body: registration },
  "DELETE /v1/passkeys/{passkey}": { kind: "person" },
  "POST /v1/recovery-codes": { kind: "person" },
  "GET /v1/communities": { kind: "public" },
  "POST /v1/communities": { kind: "server", body: requestOf("founded") },
  [`GET ${C}`]: { kind: "public" },
  [`GET ${C}/events`]: { kind: "public", isStream: true },
  [`GET ${C}/totals`]: { kind: "public" },
  [`GET ${C}/slots`]: { kind: "public" },
  [`GET ${C}/slots/{slot}`]: { kind: "public" },
  [`POST ${C}/orders`]: { kind: "signed", body: { orders: [order] } },
  [`POST ${C}/readings`]: { kind: "signed", body: { readings: [reading] } },
  [`POST ${C}/home-energy`]: { kind: "signed", body: { entries: [homeEnergy] } },
  [`POST ${C}/enrolments`]: { kind: "signed", body: { code: "AAAAAAAA", device, signature } },
  [`GET ${C}/devices/{device}`]: { kind: "signed" },
  [`GET ${C}/slots/{slot}/published`]: { kind: "oversight" },
  [`GET ${C}/slots/{slot}/leaves`]: { kind: "oversight" },
  [`GET ${C}/slots/{slot}/book`]: { kind: "overseers" },
  [`GET ${C}/slots/{slot}/proofs/{account}`]: { kind: "account" },
  [`GET ${C}/periods`]: { kind: "oversight" },
  [`GET ${C}/periods/{period}/leaves`]: { kind: "oversight" },
  [`GET ${C}/periods/{period}/leaves/{account}`]: { kind: "account" },
  [`GET ${C}/published`]: { kind: "oversight", query: "?from=0" },
  [`GET ${C}/accounts`]: { kind: "oversight" },
  [`GET ${C}/accounts/{account}/energy`]: { kind: "own", query: "?period=day" },
  [`GET ${C}/accounts/{account}/load-curve`]: { kind: "own", query: "?from=0&until=1" },
  [`GET ${C}/accounts/{account}/neighbours`]: { kind: "own", query: "?from=0&until=1" },
  [`GET ${C}/accounts/{account}/wish-effect`]: {
    kind: "own",
    query: "?buyBelow=1&sellAbove=1",
  },
  [`GET ${C}/refusals`]: { kind: "oversight" },
  [`GET ${C}/health`]: { kind: "overseers" },
  [`GET ${C}/ledger`]: { kind: "overseers" },
  [`GET ${C}/ledger/actions`]: { kind: "overseers" },
  [`GET ${C}/month-end`]: { kind: "overseers" },
  [`GET ${C}/audit`]: { kind: "overseers" },
  [`GET ${C}/audit/choices`]: { kind: "overseers" },
  [`GET ${C}/people`]: { kind: "operator" },
  [`POST ${C}/people/{person}/end`]: { kind: "operator" },
  [`POST ${C}/invitations`]: { kind: "operator", body: { role: "auditor", name: "Aude" } },
  [`GET ${C}/me`]: { kind: "household" },
  [`POST ${C}/me/wish`]: { kind: "household", body: wish },
  [`GET ${C}/me/consents`]: { kind: "household" },
  [`POST ${C}/me/consents`]: {
    kind: "household",
    body: { kind: "name-to-neighbours", given: true },
  },
  [`GET ${C}/me/export`]: { kind: "household" },
  [`GET ${C}/me/erasure`]: { kind: "household" },
  [`POST ${C}/me/erasure`]: { kind: "household", body: { action: "ask" } },
  [`GET ${C}/erasure-requests`]: { kind: "operator" },
  [`POST ${C}/erasure-requests/{id}/decision`]: {
    kind: "operator",
    body: { decision: "refused", note: "" },
  },
  [`GET ${C}/members`]: { kind: "operator" },
  [`POST ${C}/members`]: {
    kind: "operator",
    body: { name: "New", pod: "POD-NEW", creditLimit: "0", wish },
  },
  [`GET ${C}/members/search`]: { kind: "operator", query: "?text=a" },
  [`POST ${C}/members/import`]: {
    kind: "operator",
    body: {
      rows: [{ name: "Next", pod: "POD-NEXT", creditLimit: "0", buyBelow: "1", sellAbove: "1" }],
      dryRun: true,
    },
  },
  [`POST ${C}/members/{member}/enrolment-codes`]: { kind: "operator" },
  [`POST ${C}/members/{member}/end`]: { kind: "operator", body: {} },
  [`POST ${C}/members/{member}/wish`]: { kind: "operator", body: wish },
  [`POST ${C}/devices/{device}/revocation`]: { kind: "operator" },
  [`POST ${C}/deposits`]: { kind: "operator", body: { account: 4, amount: "1" } },
  [`POST ${C}/withdrawals`]: {
    kind: "operator",
    body: { account: 4, amount: "1", to: `0x${"aa".repeat(20)}` },
  },
  [`POST ${C}/credit-limits`]: { kind: "operator", body: { account: 4, creditLimit: "1000" } },
  [`POST ${C}/rules`]: { kind: "operator", body: { fromSlot: FIRST_SLOT + 90, terms: TERMS } },
  [`GET ${C}/market/days`]: { kind: "oversight" },
  [`POST ${C}/rules/preview`]: { kind: "overseers", body: { terms: TERMS, days: 1 } },
  [`POST ${C}/until`]: { kind: "operator", body: { untilSlot: FIRST_SLOT + 400 } },
  // Last: nobody is signed in after it.
  "POST /v1/sign-out": { kind: "public" },
};
