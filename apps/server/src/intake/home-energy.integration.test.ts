import { tables } from "@pumasi/database";
import type { HomeEnergyInput, HouseholdEnergyAnswer } from "@pumasi/protocol";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Neighbours } from "../testing/neighbours.js";
import { ROUTES } from "../testing/route-access.js";
import { TestBrowser } from "../testing/test-browser.js";
import type { TestMember } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START } from "../testing/test-terms.js";

let test: TestServer;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

/** Two slots are metered: Bob draws 0.5 kWh and feeds in 2 in each. */
async function lived(openData = false) {
  test.now = START;
  const neighbours = await Neighbours.create(test, `behind${communities++}`, { openData });
  for (const slot of [FIRST_SLOT, FIRST_SLOT + 1]) await neighbours.liveThrough(slot);
  const { community, ann, bob } = neighbours;
  const energyOf = async ({ account }: TestMember, from: number, until: number) => {
    const query = `?from=${from}&until=${until}`;
    const path = `/accounts/${account}/energy${query}`;
    const { body } = await community.ask<HouseholdEnergyAnswer>("GET", path, { asOperator: true });
    return body;
  };
  return { community, ann, bob, energyOf };
}

const UNTOLD = { generated: null, consumed: null, ownUse: null, charged: null, discharged: null };

describe("a home's own energy", () => {
  it("is told to the household once every metered slot of the span is known", async () => {
    const { community, ann, bob, energyOf } = await lived();
    const told = { generated: "3", charged: "0.75", discharged: "0.25" };
    const entry = community.homeEnergy(bob, { slot: FIRST_SLOT, ...told });
    expect(await community.postHomeEnergy(entry)).toEqual([{ accepted: true }]);
    const half = await energyOf(bob, FIRST_SLOT, FIRST_SLOT + 2);
    expect(half.rows).toMatchObject([{ ...told, consumed: "1", ownUse: "0.5" }, UNTOLD]);
    expect(half.sum).toMatchObject(UNTOLD);
    await community.postHomeEnergy(
      community.homeEnergy(bob, { slot: FIRST_SLOT + 1, generated: "2" }),
    );
    const whole = await energyOf(bob, FIRST_SLOT, FIRST_SLOT + 2);
    expect(whole.rows[1]).toMatchObject({ generated: "2", ownUse: "0", consumed: "0.5" });
    expect(whole.sum).toMatchObject({
      ...{ generated: "5", consumed: "1.5", ownUse: "0.5", charged: "0.75", discharged: "0.25" },
    });
    const { sum } = await energyOf(ann, FIRST_SLOT, FIRST_SLOT + 2);
    expect(sum).toMatchObject({ ...UNTOLD, imported: "6" });
  });

  it("is not shown where it says that less was there than the meter saw leave", async () => {
    const { community, bob, energyOf } = await lived();
    await community.postHomeEnergy(
      community.homeEnergy(bob, { slot: FIRST_SLOT, generated: "1.999999" }),
      community.homeEnergy(bob, { slot: FIRST_SLOT + 1, generated: "9" }),
    );
    const { rows, sum } = await energyOf(bob, FIRST_SLOT, FIRST_SLOT + 2);
    expect(rows).toMatchObject([UNTOLD, { generated: "9", ownUse: "7" }]);
    // A sum over a slot that cannot be would hide it.
    expect(sum).toMatchObject({ ...UNTOLD, exported: "4" });
  });

  it("is accepted once, however often it is told, and is never changed", async () => {
    const { community, bob, energyOf } = await lived();
    const told = community.homeEnergy(bob, { slot: FIRST_SLOT, generated: "2.5" });
    const other = community.homeEnergy(bob, { slot: FIRST_SLOT, generated: "4" });
    const accepted = { accepted: true };
    const conflict = { accepted: false, code: "reading_conflict" };
    expect(await community.postHomeEnergy(told, told, other)).toEqual([
      ...[accepted, accepted, conflict],
    ]);
    expect(await community.postHomeEnergy(told)).toEqual([accepted]);
    expect(await community.postHomeEnergy(other)).toEqual([conflict]);
    const { sum } = await energyOf(bob, FIRST_SLOT, FIRST_SLOT + 1);
    expect(sum).toMatchObject({ generated: "2.5" });
    const { database } = test.context.open;
    const change = sql`update ${tables.homeEnergy} set generated_ukwh = 0`;
    const refusal = await database.execute(change).then(String, (error: Error) => `${error.cause}`);
    expect(refusal).toContain("table home_energy is append-only");
  });

  type Case = [string, (own: Awaited<ReturnType<typeof lived>>) => Partial<HomeEnergyInput>];
  const wrong: Case[] = [
    ["reading_unknown_meter", () => ({ meter: 77 })],
    ["reading_unknown_device", ({ ann }) => ({ meter: ann.meter })],
    ["reading_unknown_device", () => ({ device: `0x${"ee".repeat(20)}` })],
    ["reading_unknown_device", () => ({ slot: FIRST_SLOT - 1 })],
    ["reading_signature_invalid", () => ({ signature: `0x${"11".repeat(65)}` })],
    ["reading_from_future", () => ({ slot: FIRST_SLOT + 2 })],
    ["reading_register_invalid", () => ({ generated: "-0.5" })],
    ["reading_register_invalid", () => ({ discharged: "99999999999999999" })],
    ["reading_register_too_precise", () => ({ charged: "0.0000001" })],
  ];
  it.each(wrong)("is refused with %s", async (code, change) => {
    const own = await lived();
    const { community, bob } = own;
    const right = { slot: FIRST_SLOT, generated: "2" };
    const entry = community.homeEnergy(bob, { ...right, ...change(own) });
    expect(await community.postHomeEnergy(entry)).toEqual([{ accepted: false, code }]);
    expect(await community.postHomeEnergy(community.homeEnergy(bob, right))).toEqual([
      { accepted: true },
    ]);
  });

  it("is refused from a device that was revoked, and where a signed amount was changed", async () => {
    const { community, bob } = await lived();
    const entry = community.homeEnergy(bob, { slot: FIRST_SLOT, generated: "2" });
    expect(await community.postHomeEnergy({ ...entry, generated: "3" })).toEqual([
      { accepted: false, code: "reading_signature_invalid" },
    ]);
    const device = community.state.devices.get(bob.signer.address);
    if (device === undefined) throw new Error("Bob's device is enrolled");
    device.untilSlot = FIRST_SLOT;
    expect(await community.postHomeEnergy(entry)).toEqual([
      { accepted: false, code: "reading_device_revoked" },
    ]);
  });

  it("is in no answer that others are given, even where data is open, and changes nothing there", async () => {
    const { community, bob, ann } = await lived(true);
    const path = `/v1/communities/${community.slug}`;
    const anns = await TestBrowser.signedUp(community, {
      role: "household",
      account: ann.account,
    });
    const routes = Object.entries(ROUTES).filter(
      ([route, { isStream }]) =>
        route.startsWith("GET /v1/communities/{community}") && isStream !== true,
    );
    const readAll = async () => {
      const answers: [string, unknown][] = [];
      for (const [route, { query = "" }] of routes) {
        const url = route
          .slice("GET /v1/communities/{community}".length)
          .replace("{slot}", `${FIRST_SLOT}`)
          .replace("{account}", `${bob.account}`)
          .replace("{period}", "0")
          .replace("{device}", bob.signer.address);
        if (url.includes("{")) continue;
        const { status, body } = await anns.ask("GET", `${path}${url}${query}`);
        answers.push([url, status === 200 ? body : status]);
      }
      return answers;
    };
    const before = await readAll();
    await community.postHomeEnergy(
      community.homeEnergy(bob, { slot: FIRST_SLOT, generated: "7.654321" }),
    );
    await community.runDue();
    const after = await readAll();
    expect(JSON.stringify(after)).not.toMatch(/7\.654321|7654321/);
    const stays = (answers: [string, unknown][]) =>
      answers.filter(([url]) => /published|leaves|totals|proofs|book|periods/.test(url));
    expect(stays(after).length).toBeGreaterThan(5);
    expect(stays(after)).toEqual(stays(before));
    const energy = after.find(([url]) => url.endsWith("/energy"));
    expect(energy?.[1]).toBe(403);
    const own = await TestBrowser.signedUp(community, { role: "household", account: bob.account });
    const asked = `/accounts/${bob.account}/energy?from=${FIRST_SLOT}&until=${FIRST_SLOT + 1}`;
    const { body } = await own.ask<HouseholdEnergyAnswer>("GET", `${path}${asked}`);
    expect(body.sum).toMatchObject({ generated: "7.654321" });
  });
});
