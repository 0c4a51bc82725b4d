import { afterAll, beforeAll, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";
import { householdEnergy } from "./household-energy.js";
import { loadCurve } from "./load-curve.js";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

it("is what the rows of each slot say, and null where nothing is metered", async () => {
  const neighbours = await Neighbours.create(test, "curve");
  const { community, ann, bob } = neighbours;
  for (const slot of [FIRST_SLOT, FIRST_SLOT + 1]) {
    await neighbours.trade(slot);
    await neighbours.liveThrough(slot);
  }
  await neighbours.endOf(FIRST_SLOT + 3);
  const { database } = test.context.open;
  const whole = { from: 0, until: 2 ** 32 - 1 };
  for (const { account } of [ann, bob]) {
    const curve = await loadCurve(database, community.state, account, whole, test.now);
    const asked = { ...whole, step: "slot" } as const;
    const { rows } = await householdEnergy(database, community.state, account, asked, test.now);
    expect(rows.map(({ from }) => from)).toEqual([FIRST_SLOT, FIRST_SLOT + 1]);
    expect(curve.from).toBe(FIRST_SLOT);
    for (const flow of [
      "boughtFromNeighbours",
      "fromGrid",
      "soldToNeighbours",
      "toGrid",
    ] as const) {
      expect(curve[flow]).toEqual([...rows.map((row) => row[flow]), null, null]);
    }
  }
});

it("is asked for in parts", async () => {
  const { community, ann } = await Neighbours.create(test, "curveparts");
  const path = `/accounts/${ann.account}/load-curve`;
  const asked = await community.ask("GET", `${path}?from=0&until=9001`, { asOperator: true });
  expect(asked).toMatchObject({ status: 400, body: { code: "request_malformed" } });
  const fits = await community.ask("GET", `${path}?from=0&until=9000`, { asOperator: true });
  expect(fits).toMatchObject({ status: 200, body: { toGrid: [] } });
});
