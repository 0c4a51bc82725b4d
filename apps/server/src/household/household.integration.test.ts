import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import type { HouseholdEnergyAnswer } from "@pumasi/protocol";
import { parseAmount, parseKwh, parsePrice, printKwh } from "@pumasi/quantities";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOST_RECOUNTED } from "../market-view/recount-limit.js";
import { sumTotals } from "../publish/sum-totals.js";
import { Neighbours } from "../testing/neighbours.js";
import { liveThrough, randomMarkets } from "../testing/random-market.js";
import type { TestCommunity } from "../testing/test-community.js";
import { startTestServer, type TestServer } from "../testing/test-server.js";
import { FIRST_SLOT, START, TERMS } from "../testing/test-terms.js";
import { householdEnergy } from "./household-energy.js";
import { householdNeighbours } from "./household-neighbours.js";
import { wishEffect } from "./wish-effect.js";

let test: TestServer;
let communities = 0;

beforeAll(async () => {
  test = await startTestServer(START);
});

afterAll(() => test.close());

const whole = { from: 0, until: 2 ** 32 - 1 };

function big(parsed: { ok: true; value: bigint | number } | { ok: false }): bigint {
  if (!parsed.ok) throw new Error("not a quantity");
  return BigInt(parsed.value);
}
const kwh = (text: string) => big(parseKwh(text));
const money = (text: string) => big(parseAmount(text));
const price = (text: string) => Number(big(parsePrice(text)));

const KWH = ["imported", "exported", "boughtFromNeighbours", "soldToNeighbours"] as const;
const GRID = ["fromGrid", "toGrid"] as const;
const MONEY = ["paid", "paidWithout", "saved"] as const;
const COUNTS = ["metered", "substituted", "final"] as const;

/** Every figure of an answer's rows, added up. */
function added({ rows }: HouseholdEnergyAnswer) {
  const sum = (of: (row: HouseholdEnergyAnswer["sum"]) => bigint) =>
    rows.reduce((total, row) => total + of(row), 0n);
  return {
    energy: [...KWH, ...GRID].map((key) => sum((row) => kwh(row[key]))),
    money: MONEY.map((key) => sum((row) => money(row[key]))),
    counts: COUNTS.map((key) => sum((row) => BigInt(row[key]))),
  };
}

function figures({ sum }: HouseholdEnergyAnswer) {
  return added({ step: "slot", span: whole, rows: [sum], sum });
}

const HOME = ["generated", "consumed", "ownUse", "charged", "discharged"] as const;

/** The home's own energy of rows that are all known, added up. */
function addedHome(rows: readonly HouseholdEnergyAnswer["sum"][]) {
  const metered = rows.filter((row) => row.metered > 0);
  return HOME.map((key) => metered.reduce((sum, row) => sum + kwh(row[key] ?? "?"), 0n));
}

/** Conservation behind the meter, wherever anything is told. */
function checkHome(row: HouseholdEnergyAnswer["sum"]): void {
  const { generated, consumed, ownUse, charged, discharged } = row;
  if (ownUse === null) {
    expect([generated, consumed, charged, discharged]).toEqual([null, null, null, null]);
    return;
  }
  const [made = 0n, used = 0n, into = 0n, out = 0n] = [
    generated,
    consumed,
    charged,
    discharged,
  ].map((text) => kwh(text ?? "?"));
  expect(made + kwh(row.imported) + out).toBe(used + kwh(row.exported) + into);
  expect(kwh(ownUse)).toBeGreaterThanOrEqual(0n);
  expect(used).toBe(kwh(row.imported) + kwh(ownUse));
}

/**
 * Tells of every slot of an account's home, now and then of too little and of one not at all: what the home had is a little more than what it
 * gave away.
 */
async function tellOfHome(community: TestCommunity, account: number): Promise<void> {
  const { database } = test.context.open;
  const by = community.members.find((member) => member.account === account);
  if (by === undefined) throw new Error(`account ${account} is somebody's`);
  const asked = { ...whole, step: "slot" } as const;
  const { rows } = await householdEnergy(database, community.state, account, asked, test.now);
  const kind = account % 3;
  const entries = rows.slice(kind === 1 ? 1 : 0).map(({ from, exported }, place) =>
    community.homeEnergy(by, {
      slot: from,
      generated: printKwh(kwh(exported) + (kind === 2 ? 0n : BigInt(place * 1_234_567 + 3))),
      charged: place === 0 ? "0" : "0.25",
      discharged: kind === 2 && place > 0 ? "0.249999" : "0.25",
    }),
  );
  if (entries.length > 0) await community.postHomeEnergy(...entries);
}

async function lived(
  trade: { buy: string; sell: string },
  terms?: Parameters<typeof Neighbours.create>[2],
  annSells = false,
) {
  test.now = START;
  const neighbours = await Neighbours.create(test, `house${communities++}`, terms);
  const { community, ann, bob } = neighbours;
  for (const slot of [FIRST_SLOT, FIRST_SLOT + 1]) {
    await community.postOrders(
      community.order(ann, { slot, side: "buy", energy: "1", limitPrice: trade.buy }),
      community.order(bob, { slot, side: "sell", energy: "1.5", limitPrice: trade.sell }),
      ...(annSells
        ? [community.order(ann, { slot, side: "sell", energy: "1", limitPrice: "160" })]
        : []),
    );
  }
  for (const slot of [FIRST_SLOT, FIRST_SLOT + 1]) {
    await neighbours.endOf(slot);
    if (slot === FIRST_SLOT) await neighbours.readBoth(slot - 1);
    await neighbours.readBoth(slot);
    await community.runDue();
  }
  return neighbours;
}

describe("a household's energy", () => {
  it("adds up at every step, and all households to the community's totals", async () => {
    const { database } = test.context.open;
    const counted = { told: 0, untold: 0 };
    await fc.assert(
      fc.asyncProperty(randomMarkets, async (market) => {
        const { community } = await liveThrough(test, `house${communities++}`, market);
        const { state } = community;
        const members = [...state.accounts.keys()].filter((own) => own >= FIRST_MEMBER_ACCOUNT);
        let [bought, fromGrid, saved, paid] = [0n, 0n, 0n, 0n];
        for (const account of members) {
          const answers: HouseholdEnergyAnswer[] = [];
          await tellOfHome(community, account);
          for (const step of ["slot", "day", "month"] as const) {
            answers.push(
              await householdEnergy(database, state, account, { ...whole, step }, test.now),
            );
          }
          for (const answer of answers) {
            expect(added(answer)).toEqual(figures(answer));
            expect(figures(answer)).toEqual(figures(answers[0] as HouseholdEnergyAnswer));
            const { sum } = answer;
            expect(kwh(sum.boughtFromNeighbours) + kwh(sum.fromGrid)).toBe(kwh(sum.imported));
            expect(kwh(sum.soldToNeighbours) + kwh(sum.toGrid)).toBe(kwh(sum.exported));
            expect(money(sum.saved)).toBeGreaterThanOrEqual(0n);
            for (const row of [...answer.rows, sum]) checkHome(row);
            expect(sum.ownUse === null).toBe(
              sum.metered === 0 ||
                answer.rows.some((row) => row.metered > 0 && row.ownUse === null),
            );
            expect(HOME.map((key) => sum[key])).toEqual(HOME.map((key) => answers[0]?.sum[key]));
            if (sum.ownUse !== null) expect(addedHome(answer.rows)).toEqual(addedHome([sum]));
            counted[sum.ownUse === null ? "untold" : "told"] += 1;
          }
          const { sum } = answers[0] as HouseholdEnergyAnswer;
          bought += kwh(sum.boughtFromNeighbours);
          fromGrid += kwh(sum.fromGrid);
          saved += money(sum.saved);
          paid += money(sum.paid);
        }
        const totals = await sumTotals(database, state);
        expect(bought).toBe(kwh(totals.delivered) + kwh(totals.shared));
        expect(fromGrid).toBe(kwh(totals.suppliedImport));
        expect(saved).toBe(money(totals.saved));
        expect(paid).toBe(money(totals.costWith));
      }),
      { numRuns: 12 },
    );
    expect(Math.min(counted.told, counted.untold)).toBeGreaterThan(0);
  });

  it("tells which slots rest on a substitute, and which are not metered yet", async () => {
    test.now = START;
    const neighbours = await Neighbours.create(test, `house${communities++}`);
    const { community, ann } = neighbours;
    await neighbours.liveThrough(FIRST_SLOT);
    await neighbours.endOf(FIRST_SLOT + 1);
    await neighbours.readBob(FIRST_SLOT + 1);
    await neighbours.endOf(FIRST_SLOT + 3);
    await community.advanceTo(test.now + 60_000);
    const { database } = test.context.open;
    const asked = { ...whole, step: "day" } as const;
    const told = await householdEnergy(database, community.state, ann.account, asked, test.now);
    expect(told.sum).toMatchObject({ slots: 4, metered: 2, substituted: 1 });
    const earlier = { from: FIRST_SLOT, until: FIRST_SLOT + 1, step: "slot" } as const;
    const one = await householdEnergy(database, community.state, ann.account, earlier, test.now);
    expect(one.rows).toMatchObject([{ slots: 1, metered: 1, substituted: 0, imported: "3" }]);
  });

  it("is of nobody else: each neighbour has its own figures", async () => {
    const { community, ann, bob } = await lived({ buy: "150", sell: "90" });
    const { database } = test.context.open;
    const { state } = community;
    const span = { from: FIRST_SLOT, until: FIRST_SLOT + 2 };
    const told = await householdNeighbours(database, state, ann.account, span);
    expect(told.neighbours).toEqual([{ account: bob.account, name: null, bought: "2", sold: "0" }]);
    const back = await householdNeighbours(database, state, bob.account, span);
    expect(back.neighbours).toEqual([{ account: ann.account, name: null, bought: "0", sold: "2" }]);
    const shared = [told, back].map(({ sharedBought, sharedSold }) => [sharedBought, sharedSold]);
    expect(shared.reduce((sum, [bought = "0"]) => sum + kwh(bought), 0n)).toBe(
      shared.reduce((sum, [, sold = "0"]) => sum + kwh(sold), 0n),
    );
    expect(kwh(told.sharedBought)).toBeGreaterThan(0n);
  });
});

describe("the effect of other limits", () => {
  const span = { from: FIRST_SLOT, until: FIRST_SLOT + 2 };

  it("is what a market that really had these limits came to", async () => {
    const { database } = test.context.open;
    const now = await lived({ buy: "150", sell: "90" });
    const contracted = new Set<string>();
    for (const [buy, sell] of [
      ["150", "90"],
      ["100", "90"],
      ["80", "90"],
      ["190", "90"],
    ] as const) {
      const { community, ann } = now;
      const limits = { buyBelow: price(buy), sellAbove: price("500") };
      const effect = await wishEffect(database, community.state, ann.account, {
        ...span,
        ...limits,
      });
      const other = await lived({ buy, sell });
      const asked = { ...span, step: "month" } as const;
      const really = await householdEnergy(
        database,
        other.community.state,
        other.ann.account,
        asked,
        test.now,
      );
      expect(effect.slots).toBe(2);
      expect(effect.wouldHavePaid).toBe(really.sum.paid);
      expect(money(effect.paid) - money(effect.wouldHavePaid)).toBe(money(effect.wouldHaveSaved));
      const traded = await householdNeighbours(
        database,
        other.community.state,
        other.ann.account,
        span,
      );
      expect(effect.wouldHaveTraded).toBe(traded.neighbours[0]?.bought ?? "0");
      contracted.add(effect.wouldHaveTraded);
    }
    expect([...contracted]).toEqual(["2", "0"]);
  });

  it.each([
    ["a buyer's limit above the cap bids the cap", "ann", "600", "2"],
    ["a buyer's limit below the floor places no order", "ann", "50", "0"],
    ["a seller's limit below the floor asks the floor", "bob", "50", "2"],
    ["a seller's limit above the cap places no order", "bob", "600", "0"],
  ] as const)("does as a gateway does: %s", async (_name, who, limit, traded) => {
    const { database } = test.context.open;
    // Without fees, a bid at the floor would meet Bob's ask and an ask at the cap Ann's bid.
    const tariff = { ...TERMS.tariff, buyerFee: "0", sellerFee: "0" };
    const rules = { ...TERMS, priceFloor: "90", priceCap: "150", tariff };
    const { community, ...neighbours } = await lived({ buy: "150", sell: "90" }, { rules });
    const { account } = neighbours[who];
    const limits = { buyBelow: price(limit), sellAbove: price(limit) };
    const effect = await wishEffect(database, community.state, account, { ...span, ...limits });
    expect(effect).toMatchObject({ slots: 2, traded: "2", wouldHaveTraded: traded });
  });

  it("lets only the first of a household's own orders stand where the limits would cross", async () => {
    const { database } = test.context.open;
    const { community, ann } = await lived({ buy: "150", sell: "90" }, {}, true);
    const asked = { ...span, buyBelow: price("150"), sellAbove: price("100") };
    const effect = await wishEffect(database, community.state, ann.account, asked);
    expect(effect).toMatchObject({ slots: 2, wouldHaveTraded: "2" });
  });

  it("is of the newest slots only where there are very many meters, and says so", async () => {
    const { database } = test.context.open;
    const { community, ann } = await lived({ buy: "150", sell: "90" });
    const { state } = community;
    const limits = { buyBelow: price("150"), sellAbove: price("500") };
    const meters = MOST_RECOUNTED.wishEffect;
    const meter = state.meterOf(ann.account);
    if (meter === undefined) throw new Error("Ann has a meter");
    for (let more = 1000; more < 1000 + meters; more++) {
      state.meters.set(more, { ...meter, meter: more, account: more, fromSlot: null });
    }
    const effect = await wishEffect(database, state, ann.account, { ...span, ...limits });
    expect(effect).toMatchObject({ from: state.nextToMeter - 1, slots: 1, traded: "1" });
  });

  it("lets others have their turn between two slots, and stops when nobody waits for it", async () => {
    const { database } = test.context.open;
    const { community, ann } = await lived({ buy: "150", sell: "90" });
    const asked = { ...span, buyBelow: price("150"), sellAbove: price("100") };
    let turns = 0;
    const others = setInterval(() => turns++, 0);
    const { slots } = await wishEffect(database, community.state, ann.account, asked);
    clearInterval(others);
    expect(slots).toBeGreaterThan(1);
    expect(turns).toBeGreaterThan(0);
    const left = AbortSignal.abort();
    await expect(wishEffect(database, community.state, ann.account, asked, left)).rejects.toThrow(
      "aborted",
    );
  });

  it("counts metered slots only", async () => {
    const { database } = test.context.open;
    const { community, ann } = await lived({ buy: "150", sell: "90" });
    const limits = { buyBelow: price("150"), sellAbove: price("500") };
    const asked = { from: FIRST_SLOT + 1, until: FIRST_SLOT + 9, ...limits };
    const effect = await wishEffect(database, community.state, ann.account, asked);
    expect(effect).toMatchObject({ slots: 1, wouldHaveSaved: "0", traded: "1" });
  });
});
