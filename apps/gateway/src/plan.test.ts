import { describe, expect, it } from "vitest";
import { readCommunityTerms } from "./community-terms.js";
import {
  dueReadings,
  inboxOpens,
  isInboxTime,
  isRevoked,
  nextWake,
  type OrderFacts,
  planOrders,
  type Situation,
} from "./plan.js";
import { rememberLocalHours } from "./same-hour-slots.js";
import { FIRST_ROW, FIRST_SLOT, HOUR, stubCommunity } from "./testing/stub-community.js";

const community = readCommunityTerms(stubCommunity(`0x${"5".repeat(40)}`, 3));
const device = {
  account: 7,
  meter: 5,
  fromSlot: FIRST_SLOT,
  untilSlot: null,
  wish: { buyBelow: 280_000, sellAbove: 100_000 },
  isAway: false,
};

function situation(changes: Partial<Situation> = {}): Situation {
  const acknowledgedThrough = FIRST_SLOT - 2;
  return { now: FIRST_ROW, community, device, acknowledgedThrough, ...changes };
}

function orderFacts(changes: Partial<OrderFacts> = {}): OrderFacts {
  return {
    ...situation({ now: FIRST_ROW + 30 * HOUR }),
    hasOrdered: () => false,
    localHour: rememberLocalHours("Etc/GMT+8", 3600),
    accepted: () => ({ importedUkwh: 600_000, exportedUkwh: 0 }),
    ...changes,
  };
}

describe("the time of the ledger's inbox", () => {
  it("is the last half slot before the gate closes", () => {
    const slot = FIRST_SLOT + 3;
    const closure = FIRST_ROW + 3 * HOUR;
    expect(inboxOpens(slot, community)).toBe(closure - HOUR / 2);
    const times = [-HOUR / 2 - 1, -HOUR / 2, -1, 0].map((offset) =>
      isInboxTime(slot, closure + offset, community),
    );
    expect(times).toEqual([false, true, true, false]);
    const early = { ...community, calendar: { ...community.calendar, gateClosureSeconds: 900 } };
    expect(inboxOpens(slot, early)).toBe(closure - HOUR / 2 - 900_000);
  });
});

describe("dueReadings", () => {
  it("begins with the baseline, as soon as the slot before the first is over", () => {
    expect(dueReadings(situation({ now: FIRST_ROW - 1 }))).toEqual([]);
    expect(dueReadings(situation({ now: FIRST_ROW }))).toEqual([FIRST_SLOT - 1]);
  });

  it("goes on after the last answered one and leaves out the running slot", () => {
    const now = FIRST_ROW + 3 * HOUR + 1;
    expect(dueReadings(situation({ now, acknowledgedThrough: FIRST_SLOT }))).toEqual([
      FIRST_SLOT + 1,
      FIRST_SLOT + 2,
    ]);
  });

  it("ends with the device or the community, whichever ends first", () => {
    const now = FIRST_ROW + 9 * HOUR;
    const ended = { ...device, untilSlot: FIRST_SLOT + 1 };
    expect(dueReadings(situation({ now, device: ended }))).toEqual([FIRST_SLOT - 1, FIRST_SLOT]);
    const closed = { ...community, untilSlot: FIRST_SLOT };
    expect(dueReadings(situation({ now, device: ended, community: closed }))).toEqual([
      FIRST_SLOT - 1,
    ]);
  });
});

describe("planOrders", () => {
  it("offers for every open slot, from the first whose gate closes later than now", () => {
    const slots = planOrders(orderFacts()).map(({ slot }) => slot - FIRST_SLOT);
    expect(slots).toEqual([31, 32, 33]);
  });

  it("orders nothing earlier because it comes back between two boundaries", () => {
    const early = { ...community, calendar: { ...community.calendar, gateClosureSeconds: 900 } };
    const slotsAt = (minutes: number) => {
      const now = FIRST_ROW + 30 * HOUR + minutes * 60_000;
      return planOrders(orderFacts({ now, community: early })).map(({ slot }) => slot - FIRST_SLOT);
    };
    expect(slotsAt(0)).toEqual([31, 32, 33]);
    expect(slotsAt(44)).toEqual([31, 32, 33]);
    expect(slotsAt(45)).toEqual([32, 33]);
    expect(slotsAt(60)).toEqual([32, 33, 34]);
  });

  it("buys what the forecast lacks and sells what it leaves, at the household's wishes", () => {
    expect(planOrders(orderFacts())[0]).toEqual({
      slot: FIRST_SLOT + 31,
      side: "buy",
      energyUkwh: 600_000,
      limitPrice: 280_000,
    });
    const accepted = () => ({ importedUkwh: 0, exportedUkwh: 250_000 });
    expect(planOrders(orderFacts({ accepted }))[0]).toEqual({
      slot: FIRST_SLOT + 31,
      side: "sell",
      energyUkwh: 250_000,
      limitPrice: 100_000,
    });
  });

  it("buys nothing while the household is away, and goes on selling", () => {
    const away = { ...device, isAway: true };
    expect(planOrders(orderFacts({ device: away }))).toEqual([]);
    const accepted = () => ({ importedUkwh: 0, exportedUkwh: 250_000 });
    const sold = planOrders(orderFacts({ accepted }));
    expect(sold.length).toBe(3);
    expect(planOrders(orderFacts({ device: away, accepted }))).toEqual(sold);
  });

  it("repeats the newest accepted slot on the first day, which has no such hour yet", () => {
    const newest = FIRST_SLOT + 29;
    const accepted = (slot: number) =>
      slot === newest ? { importedUkwh: 222_222, exportedUkwh: 0 } : null;
    const orders = planOrders(orderFacts({ accepted, acknowledgedThrough: newest }));
    expect(orders.map(({ energyUkwh }) => energyUkwh)).toEqual([222_222, 222_222, 222_222]);
  });

  it("takes the mean of the accepted days only and does not guess without one", () => {
    const yesterday = FIRST_SLOT + 31 - 24;
    const accepted = (slot: number) =>
      slot === yesterday ? { importedUkwh: 111_111, exportedUkwh: 0 } : null;
    expect(planOrders(orderFacts({ accepted }))).toMatchObject([{ energyUkwh: 111_111 }]);
    expect(planOrders(orderFacts({ accepted: () => null }))).toEqual([]);
  });

  it("leaves out slots that have an order, that the device is not in, or that are not traded", () => {
    const hasOrdered = (slot: number) => slot === FIRST_SLOT + 32;
    const late = { ...device, fromSlot: FIRST_SLOT + 32 };
    const ending = { ...community, untilSlot: FIRST_SLOT + 33 };
    const slots = (changes: Partial<OrderFacts>) =>
      planOrders(orderFacts(changes)).map(({ slot }) => slot - FIRST_SLOT);
    expect(slots({ hasOrdered })).toEqual([31, 33]);
    expect(slots({ device: late })).toEqual([32, 33]);
    expect(slots({ community: ending })).toEqual([31, 32]);
  });
});

describe("nextWake", () => {
  it("is the next slot boundary, also when now is one", () => {
    expect(nextWake(FIRST_ROW, community)).toBe(FIRST_ROW + HOUR);
    expect(nextWake(FIRST_ROW + 1, community)).toBe(FIRST_ROW + HOUR);
  });
});

describe("isRevoked", () => {
  const revoked = { ...device, untilSlot: FIRST_SLOT + 2 };
  const now = FIRST_ROW + 2 * HOUR;
  it("is true once the last slot is over and its reading was answered", () => {
    expect(isRevoked(situation({ now }))).toBe(false);
    expect(isRevoked(situation({ now, device: revoked }))).toBe(false);
    const answered = { device: revoked, acknowledgedThrough: FIRST_SLOT + 1 };
    expect(isRevoked(situation({ now, ...answered }))).toBe(true);
    expect(isRevoked(situation({ now: now - 1, ...answered }))).toBe(false);
  });
});
