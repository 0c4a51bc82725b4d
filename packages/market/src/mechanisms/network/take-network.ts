import type { Price, Ukwh } from "@pumasi/quantities";
import { MAX_PRICE } from "../../tariff.js";
import type { MarketOrder } from "../market-order.js";
import type { Network, NetworkFeeder, NetworkLine } from "../market-rule.js";
import type { BookRefusal } from "../mechanism.js";

/** The zone of all orders where the network names none. */
export const ONLY_ZONE = "";

/**
 * The names of a network's zones, in the order of their characters' codes: those that its lines and
 * feeders name, or the one zone without a name where there are neither.
 */
export function zoneNames({ lines, feeders }: Network): string[] {
  const named = [
    ...lines.flatMap(({ from, to }) => [from, to]),
    ...feeders.map(({ zone }) => zone),
  ];
  return named.length === 0 ? [ONLY_ZONE] : [...new Set(named)].sort(byCode);
}

/** Compares names by their characters' codes, which is the same everywhere. */
export function byCode(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * Refuses what cannot be cleared on a network, or gives null.
 *
 * "book_zone_unknown", with the lowest sequence: an order in a zone that no line and no feeder names,
 * or in none although they name some. "book_network_invalid", with the line or feeder: an id that is
 * empty or used twice, a line from a zone to itself or without a name at an end, a capacity that is
 * not whole or below zero, a scheduled flow that is not whole, a fee that is not whole, below zero or
 * beyond the largest price, a second feeder of a zone; without one: energy, scheduled flows or prices
 * so large that sums over the network no longer fit a safe integer.
 */
export function networkRefusal(
  network: Network,
  orders: readonly MarketOrder[],
  limits: readonly Price[],
): BookRefusal | null {
  const { lines, feeders } = network;
  const zones = new Set(zoneNames(network));
  for (const { sequence, zone } of orders) {
    if (!zones.has(zone ?? ONLY_ZONE)) return { ok: false, reason: "book_zone_unknown", sequence };
  }
  const ids = new Set<string>();
  for (const line of lines) {
    if (ids.has(line.id) || !isLine(line)) return invalid(line.id);
    ids.add(line.id);
  }
  const fed = new Set<string>();
  for (const feeder of feeders) {
    if (ids.has(feeder.id) || fed.has(feeder.zone) || !isFeeder(feeder)) return invalid(feeder.id);
    ids.add(feeder.id);
    fed.add(feeder.zone);
  }
  let [energy, price] = [1, 0];
  for (const { energyUkwh } of orders) energy += energyUkwh;
  for (const { scheduledUkwh } of lines) energy += Math.abs(scheduledUkwh);
  for (const limit of limits) price = Math.max(price, Math.abs(limit));
  for (const { feePrice } of lines) price = Math.max(price, feePrice);
  // Along a way through the network each zone adds at most two orders and a line.
  const fits = Number.isSafeInteger(energy) && Number.isSafeInteger(8 * price * zones.size);
  return fits ? null : { ok: false, reason: "book_network_invalid" };
}

function invalid(line: string): BookRefusal {
  return { ok: false, reason: "book_network_invalid", line };
}

function isLine(line: NetworkLine): boolean {
  const { id, from, to, capacityUkwh, reverseCapacityUkwh, scheduledUkwh, feePrice } = line;
  const hasEnds = id !== "" && from !== "" && to !== "" && from !== to;
  const isCapable = isCapacity(capacityUkwh) && isCapacity(reverseCapacityUkwh);
  const isFee = Number.isSafeInteger(feePrice) && feePrice >= 0 && feePrice <= MAX_PRICE;
  return hasEnds && isCapable && Number.isSafeInteger(scheduledUkwh) && isFee;
}

function isFeeder({ id, zone, importCapacityUkwh, exportCapacityUkwh }: NetworkFeeder): boolean {
  const isCapable = isCapacity(importCapacityUkwh) && isCapacity(exportCapacityUkwh);
  return id !== "" && zone !== "" && isCapable;
}

function isCapacity(energyUkwh: Ukwh): boolean {
  return Number.isSafeInteger(energyUkwh) && energyUkwh >= 0;
}
