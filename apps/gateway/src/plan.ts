import {
  type IntendedOrder,
  openSlots,
  orderFromForecast,
  rulesAt,
  type SlotEnergy,
  sameHourMean,
  withinCap,
} from "@pumasi/market";
import { gateClosure, type Instant, type Slot, slotAt, slotStart } from "@pumasi/quantities";
import type { CommunityTerms, DeviceTerms } from "./community-terms.js";
import { type LocalHour, sameHourSlots } from "./same-hour-slots.js";

/** Everything that decides what a gateway does at the market instant `now` (ms). */
export interface Situation {
  now: Instant;
  community: CommunityTerms;
  device: DeviceTerms;
  /** The last slot whose reading the server has answered; fromSlot − 2 when none was. */
  acknowledgedThrough: Slot;
}

/** What orders are planned from besides: what was ordered and measured before. */
export interface OrderFacts extends Situation {
  hasOrdered(slot: Slot): boolean;
  localHour: LocalHour;
  /** A slot's energy (10^-6 kWh) when the server has accepted its readings, or null. */
  accepted(slot: Slot): SlotEnergy | null;
}

/** An order to sign, for a slot. */
export interface PlannedOrder extends IntendedOrder {
  slot: Slot;
}

/** The first slot in which the device takes no more part, or null. */
function endSlot({ community, device }: Situation): Slot | null {
  const ends = [community.untilSlot, device.untilSlot].filter((slot) => slot !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}

/**
 * The slots, ascending, whose readings are due and not answered: all that are over at `now`, from
 * the baseline (the slot before the device's first) on.
 */
export function dueReadings(situation: Situation): Slot[] {
  const { now, community, device, acknowledgedThrough } = situation;
  const end = endSlot(situation);
  const running = slotAt(now, community.calendar.slotSeconds);
  const until = end === null ? running : Math.min(running, end);
  const slots: Slot[] = [];
  for (let slot = Math.max(acknowledgedThrough + 1, device.fromSlot - 1); slot < until; slot++) {
    slots.push(slot);
  }
  return slots;
}

/**
 * The orders to sign at `now`: one for each open slot that has none yet and for which the forecast
 * calls for one. Slots are those that were open at the last slot boundary: a gateway that comes back
 * between two boundaries makes up for what it missed, and orders nothing earlier than it otherwise would. The forecast is the mean of the same local hour on the last seven days, of accepted
 * readings only; on a home's first day, which has no such hour yet, it is the newest accepted slot
 * (persistence). Without any reading the home does not guess. A home whose household is away buys nothing.
 */
export function planOrders(facts: OrderFacts): PlannedOrder[] {
  const { now, community, device } = facts;
  const end = endSlot(facts);
  const { slotSeconds, gateClosureSeconds } = community.calendar;
  const boundary = slotStart(slotAt(now, slotSeconds), slotSeconds);
  return openSlots(boundary, community.calendar, community.rules).flatMap((slot) => {
    if (now >= gateClosure(slot, slotSeconds, gateClosureSeconds)) return [];
    if (slot < device.fromSlot || (end !== null && slot >= end)) return [];
    if (facts.hasOrdered(slot)) return [];
    const history = sameHourSlots(slot, facts.localHour, slotSeconds).flatMap(
      (earlier) => facts.accepted(earlier) ?? [],
    );
    const forecast = sameHourMean(history) ?? newestAccepted(facts);
    const intended = orderFromForecast(forecast, device.wish);
    const rules = rulesAt(community.rules, slot);
    // Nobody is at home to use what neighbours would sell; the supplier gives what a fridge takes.
    if (device.isAway && intended?.side === "buy") return [];
    const order = intended === null || rules === null ? null : withinCap(intended, rules);
    return order === null ? [] : [{ slot, ...order }];
  });
}

/** Persistence: the energy of the newest slot whose readings the server has accepted, or null. */
function newestAccepted(facts: OrderFacts): SlotEnergy | null {
  return facts.accepted(facts.acknowledgedThrough);
}

/**
 * The next instant (ms) at which there may be something to do: the next slot boundary. A gate that
 * closes between boundaries needs no waking, because each slot is the first open one at some boundary.
 */
export function nextWake(now: Instant, community: CommunityTerms): Instant {
  const { slotSeconds } = community.calendar;
  return slotStart(slotAt(now, slotSeconds) + 1, slotSeconds);
}

/**
 * From which instant (ms) on an order that has no receipt belongs into the ledger's inbox: half a slot's length before its
 * gate closes. That leaves the server the longer part of the time, and a block room to come. An order that is signed later
 * goes there as soon as its first posting has failed.
 */
export function inboxOpens(slot: Slot, { calendar }: CommunityTerms): Instant {
  const { slotSeconds, gateClosureSeconds } = calendar;
  return gateClosure(slot, slotSeconds, gateClosureSeconds) - slotSeconds * 500;
}

/** Whether orders without a receipt for the slot are to be placed at the instant (ms): the gate is open, and not for long. */
export function isInboxTime(slot: Slot, now: Instant, community: CommunityTerms): boolean {
  const { slotSeconds, gateClosureSeconds } = community.calendar;
  return (
    now >= inboxOpens(slot, community) && now < gateClosure(slot, slotSeconds, gateClosureSeconds)
  );
}

/** True when the device was revoked, its last slot is over and all its readings were answered. */
export function isRevoked(situation: Situation): boolean {
  const { now, community, device } = situation;
  if (device.untilSlot === null) return false;
  const isOver = now >= slotStart(device.untilSlot, community.calendar.slotSeconds);
  return isOver && dueReadings(situation).length === 0;
}
