import { printKwh } from "@pumasi/quantities";
import fc from "fast-check";
import { TestCommunity, type TestMember } from "./test-community.js";
import type { TestServer } from "./test-server.js";
import { FIRST_SLOT, HOUR, START } from "./test-terms.js";

const MEMBERS = 3;
const SLOTS = 4;

/** Each late reading puts the end of its slot, and of those after it, off by another window. */
const HOURS_AFTER = 9;

/** When a reading comes: at its slot's end, after the deadline, after it is final, or never. */
type Arrival = "punctual" | "late" | "after-final" | "never";

interface Behaviour {
  /** 10^-6 kWh in this slot. */
  importedUkwh: number;
  exportedUkwh: number;
  arrival: Arrival;
}

interface RandomOrder {
  member: number;
  slot: number;
  /** 10^-6 kWh. */
  energyUkwh: number;
  /** Which way, and the limit in currency per kWh. */
  terms: { isBuy: boolean; limitPrice: number };
}

export interface RandomMarket {
  /** By slot, then by member; the first member's readings are always punctual. */
  behaviours: Behaviour[][];
  orders: RandomOrder[];
  /** By member: paid in before the first slot, currency. */
  deposits: number[];
  /** By member: asked for after the second slot; a refusal is fine. */
  withdrawals: number[];
  creditLimit: number;
}

const energyUkwh = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_000_000 }));

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  importedUkwh: energyUkwh,
  exportedUkwh: energyUkwh,
  arrival: fc.constantFrom("punctual", "punctual", "late", "after-final", "never"),
});

/** Terms that mostly meet each other's between the tariff's prices. */
const willing = fc.oneof(
  fc.record({ isBuy: fc.constant(true), limitPrice: fc.integer({ min: 130, max: 210 }) }),
  fc.record({ isBuy: fc.constant(false), limitPrice: fc.integer({ min: 70, max: 120 }) }),
);

/** Any terms, also negative, beyond the tariff, and beyond the cap. */
const anyTerms = fc.record({
  isBuy: fc.boolean(),
  limitPrice: fc.integer({ min: -520, max: 520 }),
});

const perMember = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.array(arbitrary, { minLength: MEMBERS, maxLength: MEMBERS });

export const randomMarkets: fc.Arbitrary<RandomMarket> = fc.record({
  behaviours: fc.array(perMember(behaviour), { minLength: SLOTS, maxLength: SLOTS }),
  orders: fc.array(
    fc.record({
      member: fc.nat(MEMBERS - 1),
      slot: fc.nat(SLOTS - 1),
      energyUkwh,
      terms: fc.oneof({ weight: 4, arbitrary: willing }, { weight: 1, arbitrary: anyTerms }),
    }),
    { minLength: 4, maxLength: 20 },
  ),
  deposits: perMember(fc.nat(500)),
  withdrawals: perMember(fc.nat(600)),
  creditLimit: fc.constantFrom(0, 600, 100_000, 100_000),
});

/** What came of a market that was lived through to its last payment. */
export interface LivedMarket {
  community: TestCommunity;
  /** Deposits less the withdrawals that were not refused, currency. */
  paidIn: number;
  /** The last register (10^-6 kWh) that came before its slot was metered, by meter. */
  lastPunctual: Map<number, { slot: number; importUkwh: number }>;
}

/** Lives a random market through on a fresh community: every slot, every reading, every payment. */
export async function liveThrough(
  test: TestServer,
  slug: string,
  market: RandomMarket,
): Promise<LivedMarket> {
  test.now = START;
  const community = await TestCommunity.create(test, slug);
  await community.operate("/until", { untilSlot: FIRST_SLOT + SLOTS });
  const members: TestMember[] = [];
  for (let i = 0; i < MEMBERS; i++)
    members.push(await community.addMember(`${market.creditLimit}`));
  const pay = async (path: string, amounts: number[]) => {
    let booked = 0;
    for (const [index, amount] of amounts.entries()) {
      const account = members[index]?.account;
      const to = `0x${"aa".repeat(20)}`;
      const reply = await community.operate(path, { account, amount: `${amount}`, to });
      if (reply.status === 200) booked += amount;
    }
    return booked;
  };
  let paidIn = await pay("/deposits", market.deposits);
  const lastPunctual: LivedMarket["lastPunctual"] = new Map();
  const read = async (index: number, arrivals: readonly Arrival[]) => {
    for (const [member, of] of members.entries()) {
      const random = market.behaviours[index]?.[member]?.arrival;
      const arrival = index < 0 || member === 0 ? "punctual" : random;
      if (index >= SLOTS || arrival === undefined || !arrivals.includes(arrival)) continue;
      const register = registersOf(market, index, member);
      const slot = FIRST_SLOT + index;
      if (arrival === "punctual") {
        lastPunctual.set(of.meter, { slot, importUkwh: register.importUkwh });
      }
      const terms = {
        slot,
        importRegister: printKwh(register.importUkwh),
        exportRegister: printKwh(register.exportUkwh),
      };
      const [outcome] = await community.postReadings(community.reading(of, terms));
      if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
    }
  };
  const order = async (from: number, until: number) => {
    const orders = market.orders.filter(({ slot }) => slot >= from && slot < until);
    if (orders.length > 0) await community.postOrders(...orders.map((o) => sign(community, o)));
  };
  await order(0, 2);
  for (let index = 0; index < SLOTS + HOURS_AFTER; index++) {
    await community.advanceTo((FIRST_SLOT + index + 1) * HOUR);
    if (index === 0) await read(-1, ["punctual"]);
    await read(index, ["punctual"]);
    await community.runDue();
    await community.advanceTo(test.now + HOUR / 4);
    await order(index + 2, index + 3);
    // Two hours after its end a slot has been metered; after four it mostly is final.
    await read(index - 2, ["late"]);
    await read(index - 4, ["after-final"]);
    await community.runDue();
    if (index === 1) paidIn -= await pay("/withdrawals", market.withdrawals);
  }
  return { community, paidIn, lastPunctual };
}

/** A meter's registers after a slot: everything that it ever drew and fed in, 10^-6 kWh. */
function registersOf(market: RandomMarket, index: number, member: number) {
  let [importUkwh, exportUkwh] = [7_000_000, 3_000_000];
  for (const slot of market.behaviours.slice(0, index + 1)) {
    importUkwh += slot[member]?.importedUkwh ?? 0;
    exportUkwh += slot[member]?.exportedUkwh ?? 0;
  }
  return { importUkwh, exportUkwh };
}

function sign(community: TestCommunity, order: RandomOrder) {
  const by = community.members[order.member];
  if (by === undefined) throw new Error("an order is somebody's");
  return community.order(by, {
    slot: FIRST_SLOT + order.slot,
    side: order.terms.isBuy ? "buy" : "sell",
    energy: printKwh(order.energyUkwh),
    limitPrice: `${order.terms.limitPrice}`,
  });
}
