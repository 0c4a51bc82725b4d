import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { TestBrowser } from "../testing/test-browser.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";

let test: TestServer;
let neighbours: Neighbours;
let browser: TestBrowser;

beforeAll(async () => {
  test = await startTestServer(START);
  neighbours = await Neighbours.create(test, "odd");
  await neighbours.liveThrough(FIRST_SLOT);
  const { account } = neighbours.ann;
  browser = await TestBrowser.signedUp(neighbours.community, { role: "household", account });
});

afterAll(() => test.close());

const LAST_SLOT = 0xffff_ffff;
const LAST_ACCOUNT = 0xffff_ffff;
/** A control character that databases refuse, and half of a character. */
const [NUL, HALF] = ["%00", "a\ud800b"];
const wish = { buyBelow: "1", sellAbove: "1" };
const row = { name: "Kim", pod: "POD-K", creditLimit: "0", buyBelow: "1", sellAbove: "1" };

describe("what no database keeps is no fault of the server's", () => {
  it.each([
    [`/members/search?text=${NUL}`],
    [`/ledger/actions?kind=${NUL}`],
    [`/ledger/actions?before=${Number.MAX_SAFE_INTEGER}`],
    [`/audit?who=${NUL}`],
    [`/audit?action=${NUL}`],
    [`/audit?text=${NUL}`],
    [`/accounts/${LAST_ACCOUNT}/energy?period=year`],
    [`/accounts/${LAST_ACCOUNT}/load-curve?from=0&until=4`],
    [`/accounts/${LAST_ACCOUNT}/neighbours?from=0&until=4`],
    [`/accounts/4/energy?period=year&at=${LAST_SLOT}`],
    [`/slots/${FIRST_SLOT}/proofs/${LAST_ACCOUNT}`],
    [`/periods/${LAST_SLOT}/leaves`],
    [`/periods/0/leaves/${LAST_ACCOUNT}`],
  ])("GET %s is malformed", async (path) => {
    const { status } = await neighbours.community.ask("GET", path, { asOperator: true });
    expect(status).toBe(400);
  });

  it.each([
    ["/members", { name: HALF, pod: "POD-H", creditLimit: "0", wish }, 400],
    ["/members", { name: "Kim", pod: HALF, creditLimit: "0", wish }, 400],
    ["/members/import", { rows: [{ ...row, name: HALF }], dryRun: false }, 400],
    ["/members/import", { rows: [{ ...row, pod: "a\u0000b" }], dryRun: false }, 422],
    ["/invitations", { role: "auditor", name: HALF }, 400],
    ["/invitations", { role: "household", account: LAST_ACCOUNT }, 404],
    [`/people/${NUL}/end`, undefined, 400],
    ["/erasure-requests/1/decision", { decision: "refused", note: HALF }, 400],
  ])("POST %s is refused", async (path, body, status) => {
    const reply = await neighbours.community.operate(path, body, `${path} ${status}`);
    expect(reply.status).toBe(status);
  });
});

describe("slots beyond all time", () => {
  it.each([
    [`load-curve?from=${LAST_SLOT}&until=${LAST_SLOT}`, { boughtFromNeighbours: [] }],
    [`load-curve?from=${LAST_SLOT}&until=0`, { boughtFromNeighbours: [] }],
    [`energy?from=${LAST_SLOT}&until=${LAST_SLOT}`, { rows: [], sum: { slots: 0 } }],
    [`neighbours?from=${LAST_SLOT}&until=${LAST_SLOT}`, { neighbours: [] }],
  ])("have nothing of a household: %s", async (path, answer) => {
    const { community, ann } = neighbours;
    const url = `/v1/communities/${community.slug}/accounts/${ann.account}/${path}`;
    expect(await browser.ask("GET", url)).toMatchObject({ status: 200, body: answer });
  });

  it.each([
    [`?from=${LAST_SLOT}`],
    [`?from=${LAST_SLOT}&until=${LAST_SLOT}`],
    [`?from=${LAST_SLOT}&until=0`],
  ])("have no market: %s", async (query) => {
    const { body, status } = await neighbours.community.ask("GET", `/market/days${query}`, {
      asOperator: true,
    });
    expect([status, body]).toMatchObject([200, { days: [], sum: { slots: 0 } }]);
  });
});
